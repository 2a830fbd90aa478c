"""A6 (level 2 and 3): what is wrong with the tables before any model.

Level 2 has a column that is filled in after the outcome, and test rows that are copies of training rows. Level 3 adds a
target written as a logarithm, bills that rose between training and test, and tickets whose direction turns round when
plans are held apart (Simpson's paradox).
"""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.audit_followups import FOLLOWUPS, HINTS
from takehome.practice.assignments.servers_and_churn.audit_truth import (
    DRIFTED,
    NO_PLAN,
    AuditTruth,
    forest_on_copies,
    truth,
)
from takehome.practice.assignments.servers_and_churn.closeness import close
from takehome.practice.assignments.servers_and_churn.drivers_truth import DOWN, UP
from takehome.practice.assignments.servers_and_churn.generator import FEATURES
from takehome.practice.assignments.servers_and_churn.rubrics.audit import RUBRIC
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING
from takehome.practice.spec import Answers, Criterion, Facts, Field, Kind, Section, Trap
from takehome.units import format_number

AUC_TOLERANCE = 0.05
"""A forest's or an unscaled fit's share of pairs differs from the plain logistic regression's by up to 0.04."""
PLAIN, LOGARITHM, NOTHING = "$/h", "logarithm", "none"

FIELDS = (
    Field("leaking", Kind.CHOICE, "column that is known only after the outcome", "", (*FEATURES, LEAKING, NOTHING)),
    Field("copied_rows", Kind.INTEGER, "test rows of churn that are copies of training rows", "rows"),
    Field("auc_with_leak", Kind.NUMBER, "share of pairs ranked rightly on the test rows with that column", "0–1"),
    Field("auc_without", Kind.NUMBER, "the same without it", "0–1"),
    Field("cost_scale", Kind.CHOICE, "what the column Cost of servers holds", "", (PLAIN, LOGARITHM)),
    Field("drifted", Kind.CHOICE, "feature whose values moved between train and test", "", (*FEATURES, NOTHING)),
    Field("tickets_overall", Kind.CHOICE, "what more Support_Tickets go with over all customers", "", (UP, DOWN)),
    Field(
        "tickets_within_plan", Kind.CHOICE, "what they go with among customers of one plan", "", (UP, DOWN, NO_PLAN)
    ),
)  # fmt: skip


def _expected(truth: AuditTruth) -> dict[str, str]:
    """The right choice of every choice field."""
    paradox = truth.level >= 3
    return {
        "leaking": LEAKING,
        "cost_scale": LOGARITHM if paradox else PLAIN,
        "drifted": DRIFTED if paradox else NOTHING,
        "tickets_overall": DOWN if paradox else UP,
        "tickets_within_plan": UP if paradox else NO_PLAN,
    }


def _choice(key: str, says: str) -> Criterion:
    def judge(truth: AuditTruth, answers: Answers) -> str | None:
        right = _expected(truth)[key]
        return None if answers[key] == right else f"{key} is “{answers[key]}”; on your tables it is “{right}”."

    return Criterion(key, says, judge)


def _copied(truth: AuditTruth, answers: Answers) -> str | None:
    if answers["copied_rows"] == truth.copied:
        return None
    return (
        f"copied_rows is {answers['copied_rows']}; {truth.copied} test rows have the same values as a training row in "
        f"every column but Split."
    )


def _auc(key: str, says: str) -> Criterion:
    def judge(truth: AuditTruth, answers: Answers) -> str | None:
        right = float(getattr(truth, key))
        if close(answers[key], right, 0.0, AUC_TOLERANCE):
            return None
        return f"{key} is {format_number(answers[key])}; a plain logistic regression reaches {format_number(right)}."

    return Criterion(key, says, judge)


def _leak_price(truth: AuditTruth) -> str:
    return (
        f"with it a model promises a cost of {format_number(truth.promised)} $ on the test rows, and in use it costs "
        f"{format_number(truth.real)} $: {format_number((truth.real - truth.promised) * truth.scale)} $ more than "
        f"promised for {truth.customers:,} customers"
    )


def _leak_missed(truth: AuditTruth, answers: Answers) -> str | None:
    if answers.get("leaking") != NOTHING:
        return None
    return (
        f"{LEAKING} leaks: the retention desk calls those who have given notice; {_leak_price(truth)}. A share of "
        f"{format_number(truth.auc_with_leak)} of pairs instead of {format_number(truth.auc_without)} is the sign."
    )


def _innocent(truth: AuditTruth, answers: Answers) -> str | None:
    named = answers.get("leaking")
    if named in (None, NOTHING, LEAKING):
        return None
    return (
        f"{named} is known before anybody leaves, so it does not leak. {LEAKING} does: calls are made after a customer "
        f"has given notice; {_leak_price(truth)}."
    )


def _copies_missed(truth: AuditTruth, answers: Answers) -> str | None:
    if answers.get("copied_rows") != 0:
        return None
    seen, new = forest_on_copies(truth)
    return (
        f"{truth.copied} test rows are copies of training rows. A forest catches {format_number(100 * seen)} % of the "
        f"leavers among them, which it has seen, and {format_number(100 * new)} % of the new ones: judged on copies a "
        f"model looks worth up to {truth.customer_value:g} $ more for every such leaver."
    )


def _counted_twice(truth: AuditTruth, answers: Answers) -> str | None:
    if answers.get("copied_rows") != 2 * truth.copied:
        return None
    return (
        f"{2 * truth.copied} counts both of each pair. {truth.copied} test rows are copies; dropping both would throw "
        f"away {truth.copied} customers, worth up to {truth.customer_value:g} $ each."
    )


def _scale_missed(truth: AuditTruth, answers: Answers) -> str | None:
    if truth.level < 3 or answers.get("cost_scale") != PLAIN:
        return None
    return (
        f"The mean of Cost is {format_number(truth.mean_log)}, and a typical invoice {format_number(truth.invoice)} "
        f"$/h: the column holds logarithms. Read as $/h it makes every server about "
        f"{format_number(truth.invoice - truth.mean_log)} $/h too cheap."
    )


def _drift_missed(truth: AuditTruth, answers: Answers) -> str | None:
    if truth.level < 3 or answers.get("drifted") != NOTHING:
        return None
    return (
        f"{DRIFTED} is {format_number(truth.shift)} $ a month higher on the test rows than on the training rows: a "
        f"price rise. A model that is right about each customer then meets another share of leavers, and a list of "
        f"fixed length has the wrong length, at {truth.contact_cost:g} or {truth.customer_value:g} $ a "
        f"customer."
    )


def _average(truth: AuditTruth, answers: Answers) -> str | None:
    if truth.level < 3 or answers.get("tickets_within_plan") != DOWN:
        return None
    return (
        "Within each plan more tickets go with more churn; only over all customers it looks the other way round, "
        "because business customers write many tickets and seldom leave (Simpson's paradox). Cutting support because "
        f"of the average loses customers at {truth.customer_value:g} $ each."
    )


def _facts(truth: AuditTruth, answers: Answers) -> Facts:
    return {
        "auc_with_leak": float(answers.get("auc_with_leak", truth.auc_with_leak)),
        "auc_without": float(answers.get("auc_without", truth.auc_without)),
        "duplicates": float(answers.get("copied_rows", truth.copied)),
        "optimism": truth.auc_with_leak - truth.auc_without,
    }


SECTION = Section(
    number=6,
    title="What is wrong with the tables",
    fields=FIELDS,
    truth=truth,
    criteria=(
        _choice("leaking", "the column that is filled in after the outcome"),
        Criterion("copied_rows", "test rows all of whose values but Split stand in a training row, exact", _copied),
        _auc("auc_with_leak", f"within {AUC_TOLERANCE} of a plain logistic regression's"),
        _auc("auc_without", f"within {AUC_TOLERANCE} of a plain logistic regression's"),
        _choice("cost_scale", "money or its logarithm"),
        _choice("drifted", "the feature whose distribution moved, or none"),
        _choice("tickets_overall", "the direction over all customers"),
        _choice("tickets_within_plan", "the direction within each plan"),
    ),
    traps=(
        Trap("leak-missed", "A column that is known only afterwards was kept.", _leak_missed),
        Trap("innocent-suspected", "A harmless column was taken for the leak.", _innocent),
        Trap("copies-missed", "Test rows that are copies of training rows were kept.", _copies_missed),
        Trap("copies-counted-twice", "Both rows of each pair were counted.", _counted_twice),
        Trap("logarithm-missed", "Logarithms were read as money.", _scale_missed),
        Trap("drift-missed", "A price rise between training and test was not seen.", _drift_missed),
        Trap("average-over-plans", "The direction over all customers was given for each plan.", _average),
    ),
    rubric=RUBRIC,
    facts=_facts,
    followups=FOLLOWUPS,
    hints=HINTS,
    from_level=2,
)
