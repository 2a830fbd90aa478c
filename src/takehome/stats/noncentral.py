r"""Intervals of Cohen's f² by inverting the noncentral F distribution.

Theory
------
When a block of d columns truly explains :math:`f^2 = \lambda / n` of the noise variance, the partial F statistic has a
noncentral F distribution with noncentrality :math:`\lambda = n f^2`. The confidence limits are the λ under which the
observed F would be just as large (or as small) as the chosen tail probability allows.

Steiger (2004), *Psychological Methods* 9:164–182; Cohen (1988), p. 414 (λ = f²·n up to degrees of freedom).
"""

from __future__ import annotations

import numpy as np
from scipy import special

ITERATIONS = 60
LARGE = 10_000.0
"""Noncentrality above which the normal approximation is used; it is off by less than 0.001 there."""


def f2_interval(
    F: np.ndarray, df: np.ndarray, df_resid: np.ndarray, rows: int, tail: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit of f², each missing the truth with probability `tail`.

    Parameters
    ----------
    F, df, df_resid : (k,) statistics and their degrees of freedom; NaN gives the interval (0, ∞).
    rows : n, to turn a noncentrality into f².
    tail : probability of each tail, scalar or (k,), for instance 0.05 / k for limits that hold jointly.

    Returns
    -------
    (k,) lower limits and (k,) upper limits; a limit is 0 where no positive λ attains it.
    """
    F, df, df_resid, tail = (a.astype(float) for a in np.broadcast_arrays(*np.atleast_1d(F, df, df_resid, tail)))
    usable = np.isfinite(F) & (df > 0) & (df_resid > 0)
    low, high = np.zeros(F.shape), np.full(F.shape, np.inf)
    if usable.any():
        args = F[usable], df[usable], df_resid[usable]
        low[usable] = _noncentrality(*args, 1.0 - tail[usable]) / rows
        high[usable] = _noncentrality(*args, tail[usable]) / rows
    return low, high


def noncentral_f_cdf(F: np.ndarray, df: np.ndarray, df_resid: np.ndarray, noncentrality: np.ndarray) -> np.ndarray:
    """P(F' ≤ F) under the noncentral F distribution; above `LARGE` noncentralities by a normal approximation.

    The exact series takes seconds there, and the cube root is then normal to four digits: Severo & Zelen (1960),
    *Biometrika* 47:411–416, in Abramowitz & Stegun (1964), 26.6.27.
    """
    noncentrality = np.maximum(noncentrality, 0.0)
    exact = special.ncfdtr(df, df_resid, np.minimum(noncentrality, LARGE), F)
    if not np.any(noncentrality > LARGE):
        return exact
    total = df + noncentrality
    cube_root = np.cbrt(df * F / total)
    spread = 2 * (total + noncentrality) / (9 * total**2)
    z = cube_root * (1 - 2 / (9 * df_resid)) - (1 - spread)
    approximate = special.ndtr(z / np.sqrt(spread + 2 / (9 * df_resid) * cube_root**2))
    return np.where(noncentrality > LARGE, approximate, exact)


def _noncentrality(F: np.ndarray, df: np.ndarray, df_resid: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """The λ ≥ 0 with P(F' ≤ F; λ) = probability, by regula falsi (Illinois) on √λ; 0 where F is too small."""
    start = np.sqrt(df * F)
    low, high = np.zeros(F.shape), start + 6.0

    def excess(root: np.ndarray) -> np.ndarray:
        # The probit makes the function nearly linear in √λ, so that few steps suffice.
        cdf = noncentral_f_cdf(F, df, df_resid, root**2)
        return special.ndtri(np.clip(cdf, 1e-300, 1 - 1e-16)) - special.ndtri(probability)

    g_low = excess(low)
    none = g_low <= 0
    g_high = excess(high)
    for _ in range(ITERATIONS):
        wide = (g_high > 0) & ~none
        if not wide.any():
            break
        high = np.where(wide, high * 1.5 + 1.0, high)
        g_high = np.where(wide, excess(high), g_high)
    for _ in range(ITERATIONS):
        rise = g_high - g_low
        middle = np.where(rise != 0, low - g_low * (high - low) / np.where(rise != 0, rise, 1.0), low)
        g = excess(middle)
        same = g > 0
        g_high = np.where(same, g_high * 0.5, g)
        g_low = np.where(same, g, g_low * 0.5)
        low, high = np.where(same, middle, low), np.where(same, high, middle)
        if np.all((np.abs(g) < 1e-9) | none):
            break
    return np.where(none, 0.0, middle**2)
