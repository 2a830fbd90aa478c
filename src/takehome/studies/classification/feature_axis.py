"""Where a number lives: the two values that are compared, the points its curve is followed at, and its range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LOW, HIGH = 0.10, 0.90
MIDDLE = 0.05, 0.95
GRID_POINTS = 10
CURVE_POINTS = 15


@dataclass(frozen=True)
class Axis:
    """A number's axis; every value that is named stands in the data.

    Attributes
    ----------
    start, stop : its 10 % and 90 % points, or what stands for them where they are equal.
    grid : increasing points of the middle 90 %, as many rows between any two. curve : points evenly apart.
    least, most : between these the curve is followed.
    """

    start: float
    stop: float
    grid: np.ndarray
    curve: np.ndarray
    least: float
    most: float


def axis_of(x: np.ndarray) -> Axis:
    """The axis of a number that varies (n,)."""
    start, stop = (float(q) for q in np.quantile(x, [LOW, HIGH], method="inverted_cdf"))
    if start == stop:
        start, stop = _around(x, start)
    grid = np.unique(np.quantile(x, np.linspace(*MIDDLE, GRID_POINTS), method="inverted_cdf"))
    grid = np.unique(np.r_[grid, start, stop])
    distinct = np.unique(x[(x >= grid[0]) & (x <= grid[-1])])
    curve = distinct if len(distinct) <= CURVE_POINTS else np.linspace(grid[0], grid[-1], CURVE_POINTS)
    return Axis(start, stop, grid, curve, float(grid[0]), float(grid[-1]))


def _around(x: np.ndarray, most_frequent: float) -> tuple[float, float]:
    """The value of most rows and the middle one of the others, in order."""
    other = float(np.quantile(x[x != most_frequent], 0.5, method="inverted_cdf"))
    return min(most_frequent, other), max(most_frequent, other)
