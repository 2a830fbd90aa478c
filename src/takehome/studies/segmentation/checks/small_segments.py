"""SEG009: is every segment large enough to act on?

An action on a segment is worth trying when its effect can be seen. Cohen (1992, "A power primer", *Psychological
Bulletin* 112:155–159, table 2) gives the rows for two groups to show a difference in means at 5 % with a power of 80 %.
Counts are exact, so there is no interval: the band between the two limits is the caution. The page is
``small_segments.md``.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.stage import NOTHING_TO_DO, decides, one_crowd
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "SEG009"
TITLE = "No segment is too small to act on"
LARGE_EFFECT_ROWS = 52
"""Rows of a segment for a test with two arms of 26: only a large effect (0.8 standard deviations) is seen below 80 %
power (Cohen 1992)."""
MEDIUM_EFFECT_ROWS = 128
"""And for two arms of 64: a medium effect, half a standard deviation (Cohen 1992)."""
FEWEST_TESTED = 4
"""Rows that two arms need at least: two each, so that each has a spread."""
SIGNIFICANCE, POWER = 0.05, 0.8
"""The level and the power of Cohen's table."""
GOOD = "The smallest segment has rows enough to show in a test that an action has a medium effect."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where not even a large effect would show, CAUTION where only a large one would."""
    if outcome.k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    sizes = outcome.sizes()
    smallest = int(np.argmin(sizes))
    rows, name = sizes[smallest], outcome.segment_ids[smallest]
    small = sum(size < MEDIUM_EFFECT_ROWS for size in sizes)
    status = Status.PASSED
    if rows < MEDIUM_EFFECT_ROWS:
        status = Status.FAILED if rows < LARGE_EFFECT_ROWS else Status.CAUTION
    share = rows / outcome.table.rows
    seen = (
        f"The smallest of {outcome.k} segments, {name}, has {counted(rows, 'row')} ({100 * share:.1f} % of all); "
        f"{small} of {outcome.k} have fewer than the {MEDIUM_EFFECT_ROWS} rows (two arms of {MEDIUM_EFFECT_ROWS // 2}) "
        f"that show a medium effect; a large one needs {LARGE_EFFECT_ROWS}."
    )
    needed = round(outcome.table.rows * MEDIUM_EFFECT_ROWS / max(rows, 1))
    limit = LARGE_EFFECT_ROWS if status is Status.FAILED else MEDIUM_EFFECT_ROWS
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen, _consequence(rows, name, status), _remedy(status, needed),
            None if status is Status.PASSED else name, decides(outcome),
            {"smallest": Quantity(rows, "rows"), "share": Quantity(100 * share, "%")}, "smallest", None,
            Quantity(limit, "rows"), needed if status is Status.CAUTION else None,
        ),
    )  # fmt: skip


def _consequence(rows: int, name: str, status: Status) -> str:
    if status is Status.PASSED:
        return f"A test of two arms of {rows // 2:,} rows in {name} would show a medium effect."
    if rows < FEWEST_TESTED:
        return f"No test is possible in {name}: {counted(rows, 'row')} cannot be split into two arms of 2."
    quantiles = NormalDist().inv_cdf(1 - SIGNIFICANCE / 2) + NormalDist().inv_cdf(POWER)
    visible = quantiles * np.sqrt(2 / (rows // 2))
    return (
        f"A test in {name} would show an action's effect only from about {format_number(visible)} standard deviations "
        f"on (0.8 is called large), with two arms of {rows // 2:,} rows."
    )


def _remedy(status: Status, needed: int) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    return (
        f"Treat it with its nearest rival (labelled.csv names it), or take fewer segments (k=…, --k); about {needed:,} "
        "rows in all would make it large enough."
    )
