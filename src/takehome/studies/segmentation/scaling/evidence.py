r"""Which scale each column needs, from what its values look like: linear, logarithm, or presence.

Theory
------
Distances mean something when a difference means the same everywhere on a scale. Amounts that grow by factors (money,
counts of visits) are skewed to the right, and a few large values own the distance; their logarithms are even. Skewness
from 2 on is severe (Curran, West & Finch 1996, *Psychological Methods* 1:16). But a mixture of groups is skewed as
well, and there a logarithm would tear the small values apart. So the logarithm must make the column much more even.

Where most values are zero the question is whether there is anything at all: such a column enters as presence. A
logarithm is taken of the value over the median of the column's positive values, so the unit does not matter. Values
below zero that cannot be (a count of −1) have no logarithm and no presence: they are taken as zero, and said so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.checks.possible_range import possible_range
from takehome.studies.segmentation.scaling.design import Design
from takehome.studies.segmentation.scaling.transform import LINEAR, LOG, PRESENCE, RARE, ColumnScale
from takehome.units import format_number

SEVERE_SKEWNESS = 2.0
"""Skewness from which a column is severely skewed (Curran, West & Finch 1996)."""

MUCH_MORE_EVEN = 0.5
"""Share of the skewness that the logarithm may leave."""

MOSTLY_ZERO = 0.75
"""Share of zeros from which a column enters as presence: both its quartiles are zero, so it has no scale of its own."""

FEW_NEGATIVE = 0.05
"""Share of negative values up to which a column can still be an amount with errors of recording in it."""


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """What was measured of one column, the scale it gets, and why.

    Attributes
    ----------
    skewness, skewness_of_log : third standardised moments; the second is NaN where there is no logarithm.
    spread_ratio : its standard deviation over the median one of all columns, in raw units.
    dominance : its share of the summed variances, in raw units. zeros : share of values that are 0.
    negative : values below 0. impossible : whether these cannot be.
    """

    name: str
    unit: str
    skewness: float
    skewness_of_log: float
    spread_ratio: float
    dominance: float
    zeros: float
    negative: int
    impossible: bool
    kind: str
    reason: str


def column_evidence(design: Design, rows: np.ndarray) -> tuple[ColumnEvidence, ...]:
    """The evidence on every number, from the rows of a mask (n,)."""
    values = design.values[rows]
    if not values.shape[1]:
        return ()
    spreads = values.std(axis=0)
    variances = spreads**2
    shares = variances / variances.sum() if variances.sum() > 0 else np.full(len(variances), 1 / len(variances))
    middle = float(np.median(spreads[spreads > 0])) if (spreads > 0).any() else 1.0
    return tuple(
        _column(design.names[j], design.units[j], values[:, j], float(spreads[j] / middle), float(shares[j]))
        for j in range(values.shape[1])
    )


def _column(name: str, unit: str, x: np.ndarray, ratio: float, share: float) -> ColumnEvidence:
    negative = int((x < 0).sum())
    impossible = negative > 0 and bool((x > 0).any()) and _not_negative(name, unit, x)
    amount = negative == 0 or impossible
    zeros = float((x == 0).mean()) + (negative / len(x) if impossible else 0.0)
    skew = skewness(x)
    logged = skewness(_log(x)) if amount and (x > 0).any() else float("nan")
    kind, reason = _kind(skew, logged, zeros, amount)
    if impossible and kind != LINEAR:
        reason += f"; its {negative:,} values below 0 count as 0"
    return ColumnEvidence(
        name, unit, skew, logged, ratio, share, zeros, negative, impossible, kind, f"{name}: {reason}"
    )


def _not_negative(name: str, unit: str, x: np.ndarray) -> bool:
    """Whether negative values cannot be: by the name or unit, or because they are few and the name allows none.

    A name that allows them ("profit", "change") is one that no range fits even with the word "count" behind it.
    """
    possible = possible_range(name, unit, x)
    few = float((x < 0).mean()) <= FEW_NEGATIVE
    return (possible is not None and possible.low >= 0) or (
        few and possible_range(f"{name} count", unit, x) is not None
    )


def _kind(skew: float, logged: float, zeros: float, amount: bool) -> tuple[str, str]:
    if amount and zeros >= MOSTLY_ZERO:
        return PRESENCE, f"{100 * zeros:.0f} % of its values are 0, so it enters as whether there is any"
    said = f"skewness {format_number(skew)}"
    if skew < SEVERE_SKEWNESS:
        return LINEAR, f"{said} is not severe (limit {SEVERE_SKEWNESS:g}), so it stays linear"
    if not amount:
        return LINEAR, f"{said} is severe, but values below 0 are possible, so it stays linear"
    if abs(logged) > MUCH_MORE_EVEN * skew:
        return LINEAR, f"{said} is severe, but its logarithm's is {format_number(logged)}, so it stays linear"
    return LOG, f"{said} is severe and its logarithm's is {format_number(logged)}, so its logarithm enters"


def skewness(x: np.ndarray) -> float:
    """The third standardised moment; 0 for a constant."""
    spread = x.std()
    return float((((x - x.mean()) / spread) ** 3).mean()) if spread > 0 else 0.0


def _log(x: np.ndarray) -> np.ndarray:
    return np.log(1.0 + np.maximum(x, 0.0) / reference_of(x))


def reference_of(x: np.ndarray) -> float:
    """The median of the positive values; 1 without any."""
    positive = x[x > 0]
    return float(np.median(positive)) if len(positive) else 1.0


def standard_scale(name: str, kind: str, x: np.ndarray) -> ColumnScale:
    """Mean 0 and standard deviation 1 of t(x); less where a presence is rare."""
    bare = ColumnScale(name, kind, 0.0, 1.0, reference_of(x) if kind == LOG else 1.0)
    moved = bare.moved(x)
    spread = max(float(moved.std()), math.sqrt(RARE * (1 - RARE)) if kind == PRESENCE else 0.0)
    return ColumnScale(name, kind, float(moved.mean()), spread if spread > 0 else 1.0, bare.reference)


def robust_scale(name: str, kind: str, x: np.ndarray) -> ColumnScale:
    """Median 0 and, by the quartiles, spread 1 of t(x), as long as the quartiles speak for the column.

    Where they lie much closer together than the bulk of the values does (most are 0, say), a tenth of the range of the
    middle 98 % is taken, and of a column that is constant but for a few rows the standard deviation.
    """
    bare = ColumnScale(name, kind, 0.0, 1.0, reference_of(x) if kind == LOG else 1.0)
    moved = bare.moved(x)
    low, first, median, third, high = np.quantile(moved, [0.01, 0.25, 0.5, 0.75, 0.99])
    spread = max((third - first) / 1.349, 0.1 * (high - low))
    spread = float(spread if spread > 0 else moved.std())
    return ColumnScale(name, kind, float(median), spread if spread > 0 else 1.0, bare.reference)
