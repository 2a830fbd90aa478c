"""One group in one column, beside the rows of the other segments.

    Cohen's d = (mean − mean of the rest) / pooled standard deviation             (Cohen 1988, ch. 2)
    gap       = (median − median of the rest) / spread,
    spread    = max(width of the middle 50 % / 1.349, width of the middle 90 % / 3.290)   over all segments

The spread is the standard deviation of a normal distribution of that width: no single row can inflate it, as it could
a standard deviation, and a fifth of the rows far from the others counts, as it would not in the quartiles. Where the
medians tie (counts that are mostly 0), the gap is of the means. A column without negative values and with a long right
tail (the upper half of its middle 90 % three times as wide as the lower) is measured as ln(1 + x / reference), the
reference being the median of its positive values: 200 $ against 400 $ then sets apart as 4,000 $ against 8,000 $ does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.segmentation.personas.moments import Moments, cohen_d, moments, together, welch_interval

WIDTHS = ((0.25, 0.75, 1.349), (0.05, 0.95, 3.290))
"""Ends of the middle part of a column, and how many standard deviations apart they are in a normal distribution."""


LONG_TAIL = 3.0
"""Upper over lower half of the middle 90 %: 1 for a symmetric column, 5 for a log-normal of σ = 1."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group in one column, in the column's unit.

    Attributes
    ----------
    n : rows with a value; `rest_n` those of the rest. quartiles : 25 %, 50 % and 75 %. zeros : share of 0.
    d : Cohen's d to the rest. gap : standardised gap of the medians (of the means where `by_mean`).
    place : share of the rest below the median, ties counted half.
    difference : mean − mean of the rest; infinitely wide where a side has fewer than two values.
    """

    group: str
    column: str
    unit: str
    n: int
    mean: float
    sd: float
    quartiles: tuple[float, float, float]
    zeros: float
    rest_n: int
    rest_mean: float
    rest_median: float
    d: float
    gap: float
    by_mean: bool
    place: float
    difference: Interval

    @property
    def median(self) -> float:
        return self.quartiles[1]

    @property
    def differs(self) -> bool:
        """Whether the interval excludes 0, and medians and means differ from the rest in the same way."""
        return 0 not in self.difference and (self.mean - self.rest_mean) * self.gap > 0


@dataclass(frozen=True)
class ColumnProfile:
    """A column in every group; `measure` holds the reference of its logarithm (0: none) and its spread."""

    name: str
    unit: str
    cells: tuple[Cell, ...]
    measure: tuple[float, float]
    eta_squared: float
    binary: bool


def profile_column(
    name: str,
    unit: str,
    parts: Sequence[np.ndarray],
    groups: Sequence[str],
    segment: Sequence[bool],
    levels: tuple[float, float],
) -> ColumnProfile:
    """Every group of a column.

    Parameters
    ----------
    parts : the sorted values of every group. segment : whether a group is a segment, and so in the others' rest.
    levels : coverage of each interval, and the confidence level at which all hold.
    """
    sums = [moments(part) for part in parts]
    chosen = [g for g, own in enumerate(segment) if own]
    total = together([sums[g] for g in chosen])
    everyone = np.concatenate([np.empty(0), *(parts[g] for g in chosen)])
    reference = _reference(everyone)
    spread = _spread(_measured(everyone, reference))
    cells = []
    for g, group in enumerate(groups):
        others = [h for h in chosen if h != g]
        rest, rows = together([sums[h] for h in others]), [parts[h] for h in others]
        middle = float(np.median(np.concatenate(rows))) if rest.n else np.nan
        cells.append(_cell(group, name, unit, parts[g], (sums[g], rest), middle, (reference, spread), rows, levels))
    inner = sum(sums[g].squares for g in chosen)
    eta = 1 - inner / total.squares if total.squares > 0 else 0.0
    return ColumnProfile(name, unit, tuple(cells), (reference, spread), eta, bool(np.isin(everyone, (0, 1)).all()))


def _reference(everyone: np.ndarray) -> float:
    """The reference of the logarithm, 0 where the column is measured as it is."""
    if not everyone.size or everyone.min() < 0:
        return 0.0
    low, middle, high = np.quantile(everyone, (0.05, 0.5, 0.95)).tolist()
    return float(np.median(everyone[everyone > 0])) if high - middle > LONG_TAIL * (middle - low) else 0.0


def gap_between(x: float, y: float, measure: tuple[float, float]) -> float:
    """(x − y) in spreads of the column; 0 in a column without spread, or where one is not known."""
    reference, spread = measure
    apart = float(_measured(x, reference) - _measured(y, reference))
    return apart / spread if spread > 0 and math.isfinite(apart) else 0.0


def _measured(x: float | np.ndarray, reference: float) -> np.ndarray:
    return np.log1p(np.maximum(x, 0.0) / reference) if reference > 0 else np.asarray(x)


def _spread(everyone: np.ndarray) -> float:
    if not everyone.size:
        return 0.0
    ends = np.quantile(everyone, [q for low, high, _ in WIDTHS for q in (low, high)])
    return max(float(ends[2 * i + 1] - ends[2 * i]) / width for i, (_, _, width) in enumerate(WIDTHS)) or float(
        everyone.std()
    )


def _cell(
    group: str,
    name: str,
    unit: str,
    part: np.ndarray,
    sums: tuple[Moments, Moments],
    rest_median: float,
    measure: tuple[float, float],
    rest: Sequence[np.ndarray],
    levels: tuple[float, float],
) -> Cell:
    own, other = sums
    quartiles = np.quantile(part, (0.25, 0.5, 0.75)).tolist() if part.size else [np.nan] * 3
    by_mean = quartiles[1] == rest_median
    a, b = (own.mean, other.mean) if by_mean else (quartiles[1], rest_median)
    below = sum(int(np.searchsorted(p, quartiles[1]) + np.searchsorted(p, quartiles[1], "right")) for p in rest)
    return Cell(
        group=group,
        column=name,
        unit=unit,
        n=own.n,
        mean=own.mean,
        sd=float(np.sqrt(own.variance)),
        quartiles=(quartiles[0], quartiles[1], quartiles[2]),
        zeros=int(np.searchsorted(part, 0.0, "right") - np.searchsorted(part, 0.0)) / max(own.n, 1),
        rest_n=other.n,
        rest_mean=other.mean,
        rest_median=rest_median,
        d=cohen_d(own, other),
        gap=gap_between(a, b, measure),
        by_mean=by_mean,
        place=below / (2 * other.n) if other.n else np.nan,
        difference=welch_interval(own, other, *levels, unit),
    )
