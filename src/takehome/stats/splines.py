r"""Restricted (natural) cubic splines: flexible in the middle, straight in the tails.

Theory
------
With knots :math:`t_1 < \dots < t_k` the spline is :math:`\beta_1 x + \sum_j \beta_{j+1} s_j(x)` with

.. math:: s_j(x) = \frac{(x-t_j)_+^3 - (x-t_{k-1})_+^3\frac{t_k-t_j}{t_k-t_{k-1}}
          + (x-t_k)_+^3\frac{t_{k-1}-t_j}{t_k-t_{k-1}}}{(t_k-t_1)^2}, \qquad j = 1 \dots k-2.

The columns :math:`s_j` hold all of the curvature: testing them beside x tests linearity, and nothing else.

Harrell (2015), *Regression Modeling Strategies*, 2nd ed., §2.4.5 (basis) and table 2.3 (quantiles of the knots).
"""

from __future__ import annotations

import numpy as np

KNOT_QUANTILES = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.50, 0.725, 0.95),
    6: (0.05, 0.23, 0.41, 0.59, 0.77, 0.95),
    7: (0.025, 0.1833, 0.3417, 0.50, 0.6583, 0.8167, 0.975),
}
"""Quantiles at which the knots stand, by their number (Harrell 2015, table 2.3)."""


def spline_knots(x: np.ndarray, count: int = 5) -> np.ndarray:
    """Knots for x, at most `count` and at least 3; fewer where x has few or piled-up values.

    Parameters
    ----------
    x : (n,) finite values.
    count : 3 to 7.

    Returns
    -------
    (k,) increasing knots; empty when x has two values or fewer, so that curvature cannot exist.
    """
    ordered = np.sort(x)
    distinct = ordered[np.flatnonzero(np.diff(ordered, prepend=-np.inf))]
    if distinct.size < 3:
        return np.empty(0)
    if distinct.size <= count:
        return distinct
    for k in range(count, 2, -1):
        knots = np.quantile(ordered, KNOT_QUANTILES[k])
        if np.all(np.diff(knots) > 0):
            return knots
    # Quantiles coincide where most rows share a value; the distinct values themselves may still bend.
    return np.quantile(distinct, KNOT_QUANTILES[min(count, 3 + (distinct.size > 10))])


def spline_columns(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """The nonlinear columns of the restricted cubic spline, in the unit of x.

    Parameters
    ----------
    x : (n,) values.
    knots : (k,) increasing, k ≥ 3.

    Returns
    -------
    (n, k − 2) array in column-major order; x itself is not among the columns.
    """
    k = len(knots)
    columns = np.empty((len(x), k - 2), order="F")
    last, before = _cube(x, knots[-1]), _cube(x, knots[-2])
    span, gap = (knots[-1] - knots[0]) ** 2, knots[-1] - knots[-2]
    last /= span * gap
    before /= span * gap
    for j in range(k - 2):
        column = _cube(x, knots[j])
        column /= span
        column -= before * (knots[-1] - knots[j])
        column += last * (knots[-2] - knots[j])
        columns[:, j] = column
    return columns


def _cube(x: np.ndarray, knot: float) -> np.ndarray:
    """(x − knot)³ where positive, else 0."""
    u = np.maximum(x - knot, 0.0)
    v = u * u
    v *= u
    return v
