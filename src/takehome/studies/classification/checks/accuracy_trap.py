"""CLA001: does accuracy at 0.5 hide positives that are missed?

The page is ``accuracy_trap.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.classification.accuracy import accuracy_at, count_words
from takehome.studies.classification.checks.stage import not_applicable, plain
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.policies import HALF
from takehome.units import Quantity

CODE = "CLA001"
TITLE = "Accuracy hides no missed positives"
MISSED_LIMIT = 0.2
"""Share of positives that may be missed: one in five, the miss rate that the design of studies accepts by convention
(Cohen 1988, *Statistical Power Analysis for the Behavioral Sciences*, section 2.4: power .80)."""
GOOD = (
    "At 0.5 at most one positive in five is missed, so that accuracy says about the same as the count of those caught."
)


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding on the plain model (or the scores given) at 0.5."""
    outcome, rows = made.outcome, made.rows
    if not rows.positives:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 positives among the judged rows.", plain(made))
    p = outcome.baseline.unseen[:, outcome.judged]
    counts = accuracy_at(p > HALF, rows, outcome.confidence_level)
    missed = float((~(p > HALF)).mean(axis=0)[rows.y == 1].sum())
    share = missed / rows.positives
    low, high = (
        float(end)
        for end in clopper_pearson(np.array(missed), np.array(rows.positives), tail(outcome.confidence_level, 1))
    )
    status = verdict(low, high, MISSED_LIMIT)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(rows.rows, share, low, high, MISSED_LIMIT)
    interval = Interval(100 * low, 100 * high, "%", joint_level(outcome.confidence_level))
    return (_finding(made, counts, share, interval, status, settle),)


def _finding(
    made: Priced, counts: dict[str, float], share: float, interval: Interval, status: Status, settle: int | None
) -> Finding:
    rows, name = made.rows, made.outcome.baseline.name
    positives = counts["tp"] + counts["fn"]
    seen = (
        f"At {HALF:g}, '{name}' is right in {counts['accuracy']:.1%} of {rows.rows:,} rows, and so is giving every "
        f"row the "
        f"commoner class in {counts['accuracy_majority']:.1%}. It catches {count_words(counts['tp'])} of "
        f"{count_words(positives)} rows with {made.outcome.design.happens} and misses {count_words(counts['fn'])}: "
        f"{share:.1%} ({interval.confidence_level:.0%} interval: {between(interval)}), against a limit of "
        f"{MISSED_LIMIT:.0%}."
    )
    misses = counts["fn"] * float(np.average(rows.costs.saved, weights=rows.weights)) * rows.scale
    measured = {
        "missed": Quantity(100 * share, "%"), "accuracy": Quantity(100 * counts["accuracy"], "%"),
        "accuracy_majority": Quantity(100 * counts["accuracy_majority"], "%"),
        "recall": Quantity(100 * counts["recall"], "%"), "precision": Quantity(100 * counts["precision"], "%"),
    }  # fmt: skip
    if not np.isfinite(counts["precision"]):
        del measured["precision"]
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"What those {count_words(counts['fn'])} misses cost more than acting on them: about {made.money(misses)}.",
        "Nothing to do." if status is Status.PASSED else
        "Judge by cost, recall and precision at the recommended cut, and never by accuracy alone. "
        "" + settle_sentence(settle),
        None, plain(made), measured, "missed", interval, Quantity(100 * MISSED_LIMIT, "%"), settle,
    )  # fmt: skip
