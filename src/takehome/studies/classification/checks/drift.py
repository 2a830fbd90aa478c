"""CLA008: are the rows that are held out like those that were learned from?

The page is ``drift.md``.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.units import Quantity, format_number

CODE = "CLA008"
TITLE = "Held-out rows are like training rows"
DIFFERENCE_LIMIT = 0.25
"""Standardised mean difference between the two sets: Rubin (2001), *Health Services & Outcomes Research Methodology* 2,
takes a quarter of a standard deviation as the limit of balance."""
MOST_SHOWN = 5
GOOD = "Every column, and the share of positives, is the same in training and hold-out but for chance."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column that differs, or one on the largest difference."""
    design = made.outcome.design
    if not design.held_out:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 held-out rows, so there is nothing to compare.", DATA)
    names = [*design.names, design.happens]
    columns = np.column_stack([design.X, design.y])
    first, second = columns[design.train], columns[~design.train]
    if len(second) < 2:
        return not_applicable(CODE, TITLE, GOOD, f"There is {len(second)} held-out row.", DATA)
    spread = np.sqrt((first.var(axis=0, ddof=1) + second.var(axis=0, ddof=1)) / 2)
    apart = np.divide(second.mean(axis=0) - first.mean(axis=0), spread, out=np.zeros(len(names)), where=spread > 0)
    error = np.sqrt(1 / len(first) + 1 / len(second) + apart**2 / (2 * len(columns)))
    level = made.outcome.confidence_level
    half = float(norm.isf(tail(level, len(names)))) * error
    size = np.abs(apart)
    statuses = [verdict(max(s - h, 0.0), s + h, DIFFERENCE_LIMIT) for s, h in zip(size, half, strict=True)]
    bad = [j for j, status in enumerate(statuses) if status is Status.FAILED]
    shown = sorted(bad, key=lambda j: -size[j])[:MOST_SHOWN] or [int(np.argmax(size))]
    return tuple(_finding(made, names[j], float(apart[j]), float(half[j]), statuses[j]) for j in shown)


def _finding(made: Priced, name: str, apart: float, half: float, status: Status) -> Finding:
    size = abs(apart)
    interval = Interval(
        max(size - half, 0.0), size + half, "standard deviations", joint_level(made.outcome.confidence_level)
    )
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(len(made.outcome.design.y), size, interval.low, interval.high, DIFFERENCE_LIMIT)
    way = "higher" if apart > 0 else "lower"
    seen = (
        f"'{name}' differs most: its mean is {format_number(size)} standard deviations {way} in the hold-out "
        f"({interval.confidence_level:.0%} joint interval: {between(interval)}), against a limit of "
        f"{DIFFERENCE_LIMIT:g}."
    )
    if status is Status.FAILED:
        seen = seen.replace("differs most: its", "has drifted: its")
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            "If the hold-out is later in time, retrain on recent rows and watch this column; if it was drawn otherwise "
            "(another place, another source), judge by out-of-fold rows: holdout=None. " + settle_sentence(settle)
        ).strip()
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"The gain is counted on rows that lie {format_number(size)} standard deviations from those learned from.",
        remedy, name if status is not Status.PASSED else None, DATA,
        {"difference": Quantity(size, "standard deviations")}, "difference", interval,
        Quantity(DIFFERENCE_LIMIT, "standard deviations"), settle,
    )  # fmt: skip
