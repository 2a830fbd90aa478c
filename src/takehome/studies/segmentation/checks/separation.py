"""SEG008: are the segments apart, or are many rows nearer to another one?

A row's silhouette (Rousseeuw 1987) is (b − a) / max(a, b): a is its mean distance to its own segment, b that to the
nearest other one. Below 0 the row lies nearer to another segment. The page is ``separation.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
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
from takehome.studies.segmentation.partition.assigners import KMEANS
from takehome.studies.segmentation.picture.evidence import MIXED_PAIR
from takehome.units import Quantity, format_number

CODE = "SEG008"
TITLE = "Segments are apart"
NEARER_LIMIT = MIXED_PAIR
"""Share of rows that may be nearer to another segment: one in ten, as where the picture calls two segments mixed."""
GOOD = "Hardly a row is nearer to another segment than to its own."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED above one row in ten; a caution at most where segments may have any shape."""
    if outcome.k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    known = np.isfinite(outcome.silhouettes)
    rows = int(known.sum())
    if not rows:
        return not_applicable(CODE, TITLE, GOOD, "0 rows have another segment to be near to.", decides(outcome))
    values, limit, level = outcome.silhouettes[known], 100 * NEARER_LIMIT, outcome.confidence_level
    count = int((values < 0).sum())
    low, high = clopper_pearson(np.array(count), np.array(rows), tail(level, 1))
    interval = Interval(100 * float(low), 100 * float(high), "%", joint_level(level))
    share, status = 100 * count / rows, verdict(interval.low, interval.high, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(outcome.table.rows, share, interval.low, interval.high, limit)
    if status is Status.FAILED and _any_shape(outcome):
        status = Status.CAUTION
    seen = (
        f"{count:,} of {rows:,} rows have a negative silhouette, so they lie nearer to another segment: "
        f"{format_number(share)} % ({interval.confidence_level:.0%} interval: {between(interval)}; limit {limit:g} %). "
        f"The mean silhouette is {format_number(float(values.mean()))} (0 on the border, 1 far from it)"
        f"{_worst(outcome)}."
    )
    measured = {"nearer to another": Quantity(share, "%"), "silhouette": Quantity(float(values.mean()))}
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen, f"{count:,} of {rows:,} rows would fit another segment as well or better.",
            _remedy(outcome, status, settle), None, decides(outcome), measured, "nearer to another", interval,
            Quantity(limit, "%"), settle,
        ),
    )  # fmt: skip


def _any_shape(outcome: Outcome) -> bool:
    """Whether our own segments need not be round, so that a mean distance does not say where a row belongs."""
    return outcome.given is None and outcome.frozen.assigner.family != KMEANS


def _worst(outcome: Outcome) -> str:
    """The segment with the lowest mean silhouette."""
    known = np.isfinite(outcome.silhouettes)
    means = [
        (float(outcome.silhouettes[inside].mean()), name)
        for j, name in enumerate(outcome.segment_ids)
        if (inside := known & (outcome.labels == j)).any()
    ]
    mean, name = min(means)
    return f"; lowest in {name}, {format_number(mean)}"


def _remedy(outcome: Outcome, status: Status, settle: int | None) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if _any_shape(outcome):
        said = f"The segments of a {outcome.frozen.assigner.family} need not be round: hold SEG010 beside this."
    else:
        said = (
            f"Treat rows near a border of {segments_of(outcome)} (margin near 0 in labelled.csv) like both, or take "
            "fewer segments (k=…, --k)."
        )
    return f"{said} {settle_sentence(settle)}".strip()
