"""SEG010: does the shape of the segments fit the method that made them?

A good border runs where few rows are, so that near rows seldom lie on two sides of it. Of each family's partition the
*broken neighbourhoods* are counted: the share of the ten nearest rows that are in another segment. The rule between
families is that of :mod:`takehome.studies.segmentation.partition.families`. The page is ``shape.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.segmentation.checks.stage import CHOSEN, NOTHING_TO_DO, not_applicable, one_crowd
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.families import ASKED_ROWS, FEWER, NEIGHBOURS, Candidate
from takehome.studies.segmentation.picture.evidence import MIXED_PAIR
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG010"
TITLE = "The shape of the segments fits the method"
BROKEN_LIMIT = MIXED_PAIR
"""Share of near rows that may lie across a border: one in ten, as where the picture calls two segments mixed."""
FEWER_SHARE = FEWER
GOOD = "Borders run where few rows are: the ten nearest rows of nearly every row are in its own segment."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The broken neighbourhoods of the chosen family, held against the limit and the other families."""
    families = outcome.choice.families
    if outcome.choice.k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    if not families:
        return not_applicable(CODE, TITLE, GOOD, "0 families could be compared.")
    family = outcome.choice.assigner.family
    own = next(one for one in families if one.assigner.family == family)
    asked = min(int((outcome.strangers.member < 0).sum()), ASKED_ROWS)
    level, limit = outcome.confidence_level, 100 * BROKEN_LIMIT
    # a row's ten neighbours are not ten draws: the interval counts rows, which is wider than the truth
    low, high = clopper_pearson(np.array(own.broken * asked), np.array(asked), tail(level, 1))
    interval = Interval(100 * float(low), 100 * float(high), "%", joint_level(level))
    status = verdict(interval.low, interval.high, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(outcome.table.rows, 100 * own.broken, interval.low, interval.high, limit)
    measured = {f"broken by {one.assigner.family}": Quantity(100 * one.broken, "%") for one in families}
    return (
        Finding(
            CODE, TITLE, status, GOOD, _seen(own, families, interval, asked), _consequence(own),
            _remedy(status, settle), None, CHOSEN, measured, f"broken by {family}", interval, Quantity(limit, "%"),
            settle,
        ),
    )  # fmt: skip


def _seen(own: Candidate, families: tuple[Candidate, ...], interval: Interval, asked: int) -> str:
    others = [
        f"{one.assigner.family} {format_number(100 * one.broken)} %" for one in families if one is not own
    ]  # fmt: skip
    beside = f" Beside it: {listed(others)}." if others else ""
    return (
        f"{own.assigner.family} ({own.assigner.k} segments) breaks {format_number(100 * own.broken)} % of the "
        f"neighbourhoods (the {NEIGHBOURS} nearest rows of {asked:,} rows; {interval.confidence_level:.0%} interval: "
        f"{between(interval)}; limit {100 * BROKEN_LIMIT:g} %).{beside} A less simple family is taken only if it "
        f"breaks at most {100 * FEWER_SHARE:.0f} % as many."
    )


def _consequence(own: Candidate) -> str:
    return f"{format_number(100 * own.broken)} % of a row's nearest rows are treated as another segment than the row."


def _remedy(status: Status, settle: int | None) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    said = "No family that was tried has borders in empty places: take fewer segments (k=…, --k), or other columns."
    return f"{said} {settle_sentence(settle)}".strip()
