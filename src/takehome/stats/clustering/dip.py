"""How far a sample is from having one peak: the dip of Hartigan & Hartigan.

The dip is the smallest d for which some distribution with a single peak stays within d of the sample's distribution
function F everywhere (Hartigan & Hartigan 1985, "The dip test of unimodality", *Annals of Statistics* 13, 70–84). Such
a distribution is convex up to its peak and concave after it. The algorithm (Hartigan 1985, AS 217, *Applied Statistics*
34, 320–325, with the corrections known since) shrinks the interval that may hold the peak: left of it F is fitted by
its greatest convex minorant G, right of it by its least concave majorant L. While the largest gap L − G within the
interval exceeds twice the dip found so far, the interval shrinks to the knots around that gap, and the dip grows to
half of the worst misfit in what was cut off. Sorting apart, the work is linear in the rows for all but odd samples.

Rows with the same value are one step of F. Here they are merged before the fit, which keeps every chord's slope finite.

The p-value compares with the uniform distribution, the least favourable distribution with one peak (same paper):
quantiles of √n·dip were simulated by ``python -m benchmarks.dip_quantiles`` and are interpolated in √n. Rows rounded to
few values make the dip larger than the uniform's and the p-value too small; such columns need another judge.
"""

from __future__ import annotations

import functools
import json
from importlib import resources

import numpy as np

from takehome.errors import InputError

FEWEST_ROWS = 4
"""The table of Hartigan & Hartigan 1985 starts here; fewer rows say nothing about peaks."""


def dip_statistic(x: np.ndarray) -> float:
    """The dip of a sample.

    Parameters
    ----------
    x : (n,) numbers in any unit and order; the dip does not depend on the unit.

    Returns
    -------
    float
        Between 1/(2n) (one peak, as far as n rows can say) and 1/4. The lower bound also stands for equal rows, as in
        R's ``diptest``.

    Raises
    ------
    InputError
        When there is no row, or one that is not finite.
    """
    from takehome.stats.clustering.dip_kernels import twice_dip

    x = np.asarray(x, dtype=np.float64).ravel()
    if not len(x) or not np.isfinite(x).all():
        bad = len(x) - int(np.isfinite(x).sum())
        raise InputError(f"{len(x):,} rows of which {bad:,} are not finite", "at least one row, all of them finite")
    values, lower, upper = _steps(x)
    return float(twice_dip(values, lower, upper)) / (2 * len(x))


def dip_p_value(dip: float, n: int) -> float:
    """The share of uniform samples of n rows whose dip is at least this large.

    Parameters
    ----------
    dip : the dip of a sample.
    n : its number of rows.

    Returns
    -------
    float
        Never less than what the simulation can tell (its last tail probability); 1 below its first quantile and for
        fewer than four rows. Beyond the largest n of the table its √n·dip is taken as converged.
    """
    if n < FEWEST_ROWS:
        return 1.0
    sizes, probabilities, quantiles = _table()
    root, sizes = np.sqrt(n), np.sqrt(sizes)
    row = np.array([np.interp(root, sizes, column) for column in quantiles.T])
    return float(1 - np.interp(root * dip, row, probabilities, left=0.0, right=probabilities[-1]))


def _steps(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct values ascending, with the rows below each and the rows up to and with it."""
    largest = np.abs(x).max()
    values, counts = np.unique(x / largest if largest > 0 else x, return_counts=True)
    upper = np.cumsum(counts).astype(np.float64)
    return values, upper - counts, upper


def twice_dip_reference(values: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    """The same as the compiled :func:`takehome.stats.clustering.dip_kernels.twice_dip`, in plain NumPy."""
    low, high, worst = 0, len(values) - 1, 1.0
    while True:
        inside = slice(low, high + 1)
        v, before, after = values[inside], lower[inside], upper[inside]
        minorant, majorant = _convex_knots(v, before), _convex_knots(v, -after)
        fit_left, fit_right = np.interp(v, v[minorant], before[minorant]), np.interp(v, v[majorant], after[majorant])
        knots = np.union1d(minorant, majorant)
        at = knots[np.argmax((fit_right - fit_left)[knots])]
        if fit_right[at] - fit_left[at] <= worst:
            return worst
        left, right = minorant[minorant <= at].max(), majorant[majorant >= at].min()
        misfit = np.concatenate([(after - fit_left)[:left], (fit_right - before)[right + 1 :]])
        worst = max([worst, *misfit])
        if right - left == high - low:
            return worst
        low, high = low + left, low + right


def _convex_knots(values: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Knots of the greatest convex minorant of the points."""
    knots: list[int] = []
    for j in range(len(values)):
        while len(knots) > 1:
            k, i = knots[-2:]
            rise, run = heights[i] - heights[k], values[i] - values[k]
            if (heights[j] - heights[i]) * run > rise * (values[j] - values[i]):
                break
            knots.pop()
        knots.append(j)
    return np.array(knots)


@functools.cache
def _table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows (s,), cumulative probabilities (p,) and quantiles (s, p) of √n·dip of uniform samples."""
    text = resources.files("takehome.stats.clustering").joinpath("dip_quantiles.json").read_text("utf-8")
    table = json.loads(text)
    return np.array(table["rows"]), np.array(table["probabilities"]), np.array(table["root_n_dip"])
