"""SEG011: do the rules in original units say what the clustering says?

Fidelity is the share of rows to which rules and clustering give the same segment, with an exact binomial interval
(Clopper & Pearson 1934). The page is ``faithful_rules.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.segmentation.checks.stage import (
    NOTHING_TO_DO,
    decides,
    not_applicable,
    one_crowd,
    segments_of,
)
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.personas.rules import FAITHFUL, LEAVES_PER_GROUP, Rules
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG011"
TITLE = "The rules in original units are faithful"
FIDELITY_LIMIT, RULES_LIMIT = FAITHFUL, LEAVES_PER_GROUP
GOOD = "A few rules that a person can read say of at least 95 % of the rows what the clustering says."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The fidelity against its limit; a segment without a rule is a caution at least."""
    if outcome.k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    rules = outcome.rules
    rows = int((outcome.labels >= 0).sum())
    if rules is None or not rows:
        why = f"{len(outcome.design.names)} numbers and {rows:,} rows in segments: there is nothing to make rules of."
        return not_applicable(CODE, TITLE, GOOD, why, decides(outcome))
    level, limit, same = outcome.confidence_level, 100 * FIDELITY_LIMIT, round(rules.fidelity * rows)
    low, high = clopper_pearson(np.array(same), np.array(rows), tail(level, 1))
    interval = Interval(100 * float(low), 100 * float(high), "%", joint_level(level))
    without = [name for name in rules.ids if name not in {rule.group for rule in rules.rules}]
    status, settle = _status(interval, limit, bool(without)), None
    if interval.low < limit <= interval.high:
        # of the rows that differ, whose limit lies the other way round
        ends = 100 * rules.fidelity, interval.low, interval.high
        settle = rows_to_settle(outcome.table.rows, 100 - ends[0], 100 - ends[2], 100 - ends[1], 100 - limit)
    measured = {"fidelity": Quantity(100 * rules.fidelity, "%"), "rules": Quantity(len(rules.rules))}
    return (
        Finding(
            CODE, TITLE, status, GOOD, _seen(rules, rows, same, interval, without),
            f"By the rules {rows - same:,} of {rows:,} rows would be treated as another segment than by the "
            "clustering.",
            _remedy(outcome, status, settle), None, decides(outcome), measured, "fidelity", interval,
            Quantity(limit, "%"), settle,
        ),
    )  # fmt: skip


def _status(interval: Interval, limit: float, incomplete: bool) -> Status:
    if interval.high < limit:
        return Status.FAILED
    return Status.PASSED if interval.low >= limit and not incomplete else Status.CAUTION


def _seen(rules: Rules, rows: int, same: int, interval: Interval, without: list[str]) -> str:
    none = f" No rule leads to {listed(without)}, {len(without)} of {len(rules.ids)} segments." if without else ""
    return (
        f"{len(rules.rules)} rules agree with the clustering on {same:,} of {rows:,} rows: "
        f"{format_number(100 * rules.fidelity)} % ({interval.confidence_level:.0%} interval: {between(interval)}; "
        f"limit {100 * FIDELITY_LIMIT:g} %).{none}"
    )


def _remedy(outcome: Outcome, status: Status, settle: int | None) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    said = (
        f"Say the rules to people, and assign rows to {segments_of(outcome)} exactly: study.sql() where they are those "
        "of K-means, takehome score else."
    )
    return f"{said} {settle_sentence(settle)}".strip()
