r"""Noise that remembers: Durbin–Watson, Ljung–Box, the first autocorrelation, and Prais–Winsten estimation.

Theory
------
With residuals in time order, :math:`DW = \sum (e_t-e_{t-1})^2 / \sum e_t^2 \approx 2(1-r_1)` and
:math:`Q = n(n+2)\sum_k r_k^2/(n-k)` is χ² with m degrees of freedom when the noise has no memory. Prais–Winsten
alternates between estimating ρ from the residuals and least squares on quasi-differences
:math:`y_t - \rho y_{t-1}`, with the first row scaled by :math:`\sqrt{1-\rho^2}` instead of dropped.

Durbin & Watson (1950), *Biometrika* 37; Ljung & Box (1978), *Biometrika* 65; Wooldridge (2013), §12.3.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from takehome.stats.ols import OLS, fit_ols


def durbin_watson(residuals: np.ndarray) -> float:
    """Durbin–Watson statistic of residuals (n,) in time order: 2 without memory, towards 0 with."""
    return float(np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2))


def autocorrelations(residuals: np.ndarray, lags: int) -> np.ndarray:
    """Autocorrelations r₁ … r_lags of residuals (n,) in time order."""
    e = residuals - residuals.mean()
    squares = float(e @ e) or 1.0
    return np.array([e[k:] @ e[:-k] for k in range(1, lags + 1)]) / squares


def ljung_box(residuals: np.ndarray, lags: int = 10) -> tuple[float, float]:
    """Ljung–Box statistic up to `lags`, and its p-value."""
    n = len(residuals)
    r = autocorrelations(residuals, lags)
    statistic = float(n * (n + 2) * np.sum(r**2 / (n - np.arange(1, lags + 1))))
    return statistic, float(special.chdtrc(lags, statistic))


def first_autocorrelation(residuals: np.ndarray, parameters: int, tail: float) -> tuple[float, float, float]:
    """The first autocorrelation corrected for its bias of about −(1 + 3ρ)/n, and its limits by Fisher's z.

    Parameters
    ----------
    residuals : (n,) in time order.
    parameters : coefficients of the model behind them.
    tail : probability of each tail.
    """
    n = len(residuals)
    r = float(autocorrelations(residuals, 1)[0])
    r = float(np.clip(r + (1 + 3 * r) / n, -0.999, 0.999))
    half = -float(special.ndtri(tail)) / np.sqrt(max(n - parameters - 3, 1))
    return r, float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def prais_winsten(X: np.ndarray, y: np.ndarray, iterations: int = 100, tolerance: float = 1e-10) -> tuple[OLS, float]:
    """Feasible generalised least squares under first-order autocorrelated noise, iterated to convergence.

    Parameters
    ----------
    X, y : (n, p) and (n,) in time order.

    Returns
    -------
    The fit on quasi-differenced data (its coefficients and standard errors are those of the model), and ρ.
    """
    fit, rho = fit_ols(X, y), 0.0
    for _ in range(iterations):
        e = y - X @ fit.coef
        new = float(e[1:] @ e[:-1] / (e[:-1] @ e[:-1]))
        fit = fit_ols(_quasi_difference(X, new), _quasi_difference(y, new))
        if abs(new - rho) < tolerance:
            break
        rho = new
    return fit, new


def _quasi_difference(a: np.ndarray, rho: float) -> np.ndarray:
    out = a.astype(float).copy()
    out[1:] -= rho * a[:-1]
    out[0] *= np.sqrt(1 - rho**2)
    return out
