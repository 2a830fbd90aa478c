"""A3: what hides behind a high accuracy. Where one customer in ten leaves, saying "nobody" is right nine times of ten.

A plain logistic regression may be scaled or not, shrunk or not, with the noise column or without: the counts may differ
by a customer or two, so each is accepted in the range of the usual fits. On features between 0 and 1 the usual penalty
shrinks far more: such a fit foresees half as many, has told the truth about itself, and has a range of its own. The
four counts must add up.
"""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.accuracy_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.accuracy_truth import AccuracyTruth, Counts, truth
from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.rubrics.accuracy import RUBRIC
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Section, Trap
from takehome.units import format_number

CUSTOMERS_BESIDE = 2
"""Customers by which a count may lie outside the range of the usual fits: solvers stop at different places."""
ACCURACY_ROUNDING = 0.002
"""An accuracy that was rounded to two decimals in percent, or three as a share, is the same answer."""
COPIES_SHARE = 0.08
"""Share of the training rows that a candidate may have left out as copies of test rows."""
CELLS = ("tp", "fp", "fn", "tn")

FIELDS = (
    Field("accuracy", Kind.NUMBER, "share of the test customers about whom the model is right, at 0.5", "share 0–1"),
    Field("accuracy_nobody", Kind.NUMBER, "the same for saying of everybody “stays”", "share 0–1"),
    Field("tp", Kind.INTEGER, "test customers who left and were foreseen", "customers"),
    Field("fp", Kind.INTEGER, "test customers who stayed and were warned of", "customers"),
    Field("fn", Kind.INTEGER, "test customers who left unforeseen", "customers"),
    Field("tn", Kind.INTEGER, "test customers who stayed, as foreseen", "customers"),
)


def _ranges(truth: AccuracyTruth, cell: str) -> list[tuple[int, int]]:
    """Where a count may lie: beside the usual fits', or beside those to features between 0 and 1."""
    families = [[getattr(counts, cell) for counts in family] for family in (truth.variants, truth.shrunk)]
    return [(min(counts) - CUSTOMERS_BESIDE, max(counts) + CUSTOMERS_BESIDE) for counts in families]


def _cell(cell: str, says: str) -> Criterion:
    def judge(truth: AccuracyTruth, answers: Answers) -> str | None:
        ranges = _ranges(truth, cell)
        if any(low <= answers[cell] <= high for low, high in ranges):
            return None
        (low, high), (shrunk_low, shrunk_high) = ranges
        return (
            f"{cell} is {answers[cell]}; plain logistic regressions have {max(low, 0)} to {high} on the test rows "
            f"({max(shrunk_low, 0)} to {shrunk_high} on features between 0 and 1)."
        )

    return Criterion(cell, says, judge)


def _adds_up(truth: AccuracyTruth, answers: Answers) -> str | None:
    left, stayed = answers["tp"] + answers["fn"], answers["fp"] + answers["tn"]
    if (left, stayed) == (truth.left, truth.stayed):
        return None
    return (
        f"tp + fn = {left} and fp + tn = {stayed}; of the test customers {truth.left} left and {truth.stayed} stayed."
    )


def _accuracy(truth: AccuracyTruth, answers: Answers) -> str | None:
    given = _counts(answers)
    own = given.accuracy() if given and given.tp + given.fp + given.fn + given.tn > 0 else truth.plain.accuracy()
    if close(answers["accuracy"], own, 0.0, ACCURACY_ROUNDING):
        return None
    return f"accuracy is {format_number(answers['accuracy'])}; your four counts make {format_number(own)}."


def _nobody(truth: AccuracyTruth, answers: Answers) -> str | None:
    if close(answers["accuracy_nobody"], truth.nobody(), 0.0, ACCURACY_ROUNDING):
        return None
    return (
        f"accuracy_nobody is {format_number(answers['accuracy_nobody'])}; of {truth.left + truth.stayed} test "
        f"customers {truth.stayed} stay, so “nobody leaves” is right in {format_number(truth.nobody())}."
    )


def _counts(answers: Answers) -> Counts | None:
    return Counts(*(int(answers[cell]) for cell in CELLS)) if all(cell in answers for cell in CELLS) else None


def _matches(given: Counts, counts: Counts, beside: int) -> bool:
    return all(abs(getattr(given, cell) - getattr(counts, cell)) <= beside for cell in CELLS)


def _lost(truth: AccuracyTruth) -> str:
    """What the model really misses on the test rows."""
    missed = truth.plain.fn
    return (
        f"on the test rows {missed} of {truth.left} leavers are missed, worth "
        f"{format_number(missed * truth.customer_value)} $"
    )


def _train_set(truth: AccuracyTruth, answers: Answers) -> str | None:
    given = _counts(answers)
    if given is None:
        return None
    total = given.tp + given.fp + given.fn + given.tn
    if not close(total, truth.train_rows, COPIES_SHARE) or not close(given.tp + given.fn, truth.train_left, 0.15):
        return None
    return (
        f"Your counts add up to {total} customers: these are training rows, which the model has seen. Count on the "
        f"{truth.left + truth.stayed} test customers: {_lost(truth)}."
    )


def _transposed(truth: AccuracyTruth, answers: Answers) -> str | None:
    given = _counts(answers)
    if given is None or (given.tp + given.fp, given.fn + given.tn) != (truth.left, truth.stayed):
        return None
    return (
        f"fp and fn are exchanged: {given.tp} + {given.fp} are the {truth.left} customers who left, so {given.fp} are "
        f"misses, not false alarms. It prices the errors on the {truth.left + truth.stayed} test customers at "
        f"{format_number(given.fp * truth.contact_cost + given.fn * truth.customer_value)} $ instead of "
        f"{format_number(given.fn * truth.contact_cost + given.fp * truth.customer_value)} $."
    )


def _swapped(truth: AccuracyTruth, answers: Answers) -> str | None:
    given = _counts(answers)
    if given is None or (given.tp + given.fn, given.fp + given.tn) != (truth.stayed, truth.left):
        return None
    return (
        f"Your positives are the customers who stay ({given.tp} + {given.fn} = {truth.stayed}). What costs money is a "
        f"customer who leaves: {_lost(truth)}; in your table these misses look like false alarms."
    )


def _accuracy_again(truth: AccuracyTruth, answers: Answers) -> str | None:
    nobody, left = answers.get("accuracy_nobody"), truth.left / (truth.left + truth.stayed)
    if not close(nobody, left, 0.0, ACCURACY_ROUNDING):
        return None
    return (
        f"{format_number(left)} is the share of customers who leave. Saying “nobody leaves” is right about the others, "
        f"{format_number(truth.nobody())}, and still loses {format_number(truth.left * truth.customer_value)} $ on the "
        f"test rows."
    )


def _leaking(truth: AccuracyTruth, answers: Answers) -> str | None:
    given = _counts(answers)
    if given is None or truth.leaky is None or not _matches(given, truth.leaky, 2 * CUSTOMERS_BESIDE):
        return None
    return (
        f"A model that catches {given.tp} of {truth.left} has read Retention_Calls, which is filled in after a "
        f"customer has given notice. Without it {_lost(truth)}; in use it loses "
        f"{format_number((given.tp - truth.plain.tp) * truth.customer_value * truth.scale)} $ more than it promises "
        f"for {truth.customers:,} customers."
    )


def _facts(truth: AccuracyTruth, answers: Answers) -> Facts:
    given = _counts(answers) or truth.plain
    left = max(given.tp + given.fn, 1)
    return {
        "accuracy": float(answers.get("accuracy", truth.plain.accuracy())),
        "accuracy_nobody": float(answers.get("accuracy_nobody", truth.nobody())),
        **{cell: int(getattr(given, cell)) for cell in CELLS},
        "recall": given.tp / left,
    }


SECTION = Section(
    number=3,
    title="What accuracy hides",
    fields=FIELDS,
    truth=truth,
    criteria=(
        Criterion("accuracy", f"the accuracy of your four counts, within {ACCURACY_ROUNDING}", _accuracy),
        Criterion("accuracy_nobody", f"the share of test customers who stay, within {ACCURACY_ROUNDING}", _nobody),
        *(
            _cell(cell, f"in the range of plain logistic regressions, {CUSTOMERS_BESIDE} customers beside allowed")
            for cell in CELLS
        ),
        Criterion("tp", "tp + fn are the test customers who left, fp + tn those who stayed", _adds_up),
    ),
    traps=(
        Trap("train-set", "The counts are of the training rows.", _train_set),
        Trap("transposed", "False alarms and misses are exchanged.", _transposed),
        Trap("swapped-classes", "Staying was taken as the positive class.", _swapped),
        Trap("share-of-leavers", "The share of leavers was given for the accuracy of “nobody”.", _accuracy_again),
        Trap("leaking-column", "The model has read a column that is known only afterwards.", _leaking),
    ),
    rubric=RUBRIC,
    facts=_facts,
    followups=FOLLOWUPS,
    hints=HINTS,
)
