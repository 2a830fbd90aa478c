"""CLA001: does accuracy hide positives that are missed?

A model that never acts is right in every negative row; where few rows are positive its accuracy is nearly 1. So the
positives that are missed are counted, of the plain model at 0.5 and of the recommended policy. The policy's misses were
weighed against the costs of its false alarms, so that many of them are a caution, not a fault. The page is
``accuracy_trap.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.classification.accuracy import accuracy_at, count_words
from takehome.studies.classification.checks.stage import decides, not_applicable, plain
from takehome.studies.classification.checks.sure import sure_tail, sure_verdict
from takehome.studies.classification.policies import HALF
from takehome.studies.classification.priced import Priced
from takehome.units import Money, Quantity, format_number

CODE = "CLA001"
TITLE = "Accuracy hides no missed positives"
MISSED_LIMIT = 0.2
"""Share of positives that may be missed: one in five, the miss rate that the design of studies accepts by convention
(Cohen 1988, *Statistical Power Analysis for the Behavioral Sciences*, section 2.4: power .80)."""
GOOD = "At most one positive in five is missed, so that accuracy says about the same as the count of those caught."


@dataclass(frozen=True)
class _Missed:
    """Decisions, counted: rates at the decisions, the share of positives missed, and what the misses cost."""

    who: str
    counts: dict[str, float]
    share: float
    interval: Interval
    sure_low: float
    cost: Money
    priced: bool


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding on the plain model (or the scores given) at 0.5, and one on the recommended policy."""
    if not made.rows.positives:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 positives among the judged rows.", plain(made))
    baseline = made.outcome.baseline
    half = baseline.unseen[:, made.outcome.judged] > HALF
    first = _finding(made, _missed(made, half, f"'{baseline.name}' at {HALF:g}", False), plain(made))
    if made.free:
        why = f"The recommended policy, '{made.name(made.action)}', asks no model: 0 of its decisions can be accurate."
        return (first, *not_applicable(CODE, TITLE, GOOD, why, decides(made)))
    policy = _missed(made, made.acts, f"The recommended policy, '{made.name(made.action)}',", True)
    return first, _finding(made, policy, decides(made))


def _missed(made: Priced, acts: np.ndarray, who: str, priced: bool) -> _Missed:
    """Count decisions (repeats, m)."""
    rows, level = made.rows, made.outcome.confidence_level
    left = (1.0 - acts.mean(axis=0)) * (rows.y == 1)
    count, of = float(left.sum()), rows.positives
    low, high = clopper_pearson(np.array(min(count, of)), np.array(of), tail(level, 1))
    sure_low = 100 * float(clopper_pearson(np.array(min(count, of)), np.array(of), sure_tail(1))[0])
    interval = Interval(100 * float(low), 100 * float(high), "%", joint_level(level))
    cost = float((left * rows.costs.saved * rows.weights).sum()) * rows.scale
    return _Missed(who, accuracy_at(acts, rows, level), count / of, interval, sure_low, made.money(cost), priced)


def _finding(made: Priced, missed: _Missed, stage: str) -> Finding:
    low, high, limit = missed.interval.low, missed.interval.high, 100 * MISSED_LIMIT
    status = sure_verdict(low, high, missed.sure_low, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(made.rows.rows, 100 * missed.share, missed.sure_low, high, limit)
    if status is Status.FAILED and missed.priced:
        status = Status.CAUTION
    counts = missed.counts
    measured = {
        "missed": Quantity(100 * missed.share, "%"), "accuracy": Quantity(100 * counts["accuracy"], "%"),
        "accuracy_majority": Quantity(100 * counts["accuracy_majority"], "%"),
        "recall": Quantity(100 * counts["recall"], "%"), "precision": Quantity(100 * counts["precision"], "%"),
    }  # fmt: skip
    if not np.isfinite(counts["precision"]):
        del measured["precision"]
    return Finding(
        CODE, TITLE, status, GOOD, _seen(made, missed), _consequence(missed), _remedy(status, missed, settle), None,
        stage, measured, "missed", missed.interval, Quantity(limit, "%"), settle,
    )  # fmt: skip


def _seen(made: Priced, missed: _Missed) -> str:
    counts = missed.counts
    return (
        f"{missed.who} is right in {counts['accuracy']:.1%} of {made.rows.rows:,} rows; giving every row the commoner "
        f"class is right in {counts['accuracy_majority']:.1%}. It catches {count_words(counts['tp'])} of "
        f"{count_words(counts['tp'] + counts['fn'])} rows with {made.outcome.design.happens[:80]} and misses "
        f"{count_words(counts['fn'])}: {missed.share:.1%} ({missed.interval.confidence_level:.0%} interval: "
        f"{between(missed.interval)}), against a limit of {100 * MISSED_LIMIT:g} %."
    )


def _consequence(missed: _Missed) -> str:
    if not missed.counts["fn"]:
        return f"0 positives are left alone, which costs {missed.cost}."
    return f"What is missed costs {missed.cost} more than acting on it would have."


def _remedy(status: Status, missed: _Missed, settle: int | None) -> str:
    if status is Status.PASSED:
        return "Nothing to do."
    if missed.priced:
        said = (
            "At these costs the other policies cost more. If a miss costs more than was said, say so: "
            "costs={'fp': …, 'fn': …}, or --cost-fn."
        )
    else:
        said = (
            f"Judge by money, recall ({format_number(100 * missed.counts['recall'])} %) and precision, never by "
            "accuracy alone; costs={'fp': …, 'fn': …} (--cost-fp, --cost-fn) moves the cut to where it pays."
        )
    return f"{said} {settle_sentence(settle)}".strip()
