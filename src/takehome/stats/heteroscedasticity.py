r"""Tests of constant noise variance: is the squared residual related to something known?

Theory
------
All regress the squared residuals on columns Z. The *score test* (Cook & Weisberg 1983; R's ``ncvTest``) takes half of
the explained sum of squares of :math:`e^2 / (e'e/n)`, which assumes normal noise. The *studentised* Breusch–Pagan test
(Koenker 1981; R's ``bptest``) takes :math:`n R^2` of that same regression and needs no normality.
White's special form uses the fitted values and their squares (Wooldridge 2013, eq. 8.20).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special


@dataclass(frozen=True, slots=True)
class VarianceTest:
    """A chi-squared statistic, its degrees of freedom and p-value; `r_squared` of the auxiliary regression."""

    statistic: float
    df: int
    p_value: float
    r_squared: float

    def f_test(self, rows: int) -> tuple[float, float]:
        """The F form of the same regression and its p-value."""
        left = rows - self.df - 1
        F = (self.r_squared / self.df) / ((1 - self.r_squared) / left)
        return F, float(special.fdtrc(self.df, left, F))


def score_test(residuals: np.ndarray, Z: np.ndarray) -> VarianceTest:
    """Cook–Weisberg score test of residuals (n,) against Z (n,) or (n, k); Z = fitted values is ``ncvTest``."""
    u = residuals**2 / np.mean(residuals**2)
    explained, total, df = _auxiliary(u, Z)
    return VarianceTest(explained / 2, df, float(special.chdtrc(df, explained / 2)), explained / total)


def breusch_pagan(residuals: np.ndarray, Z: np.ndarray) -> VarianceTest:
    """Studentised Breusch–Pagan (Koenker) test of residuals (n,) against Z (n,) or (n, k), without a constant."""
    return _studentised(residuals, *_auxiliary(residuals**2, Z))


def breusch_pagan_basis(residuals: np.ndarray, Q: np.ndarray) -> VarianceTest:
    """The same against the columns of a model whose orthonormal basis Q (n, m) spans the constant."""
    u = residuals**2
    u = u - u.mean()
    projection = Q.T @ u
    return _studentised(residuals, float(projection @ projection), float(u @ u), Q.shape[1] - 1)


def white_special(residuals: np.ndarray, fitted: np.ndarray) -> VarianceTest:
    """White's test in its special form: fitted values and their squares, 2 degrees of freedom."""
    z = (fitted - fitted.mean()) / (fitted.std() or 1.0)
    return breusch_pagan(residuals, np.column_stack([z, z**2]))


def _studentised(residuals: np.ndarray, explained: float, total: float, df: int) -> VarianceTest:
    r_squared = explained / total if total > 0 else 0.0
    statistic = len(residuals) * r_squared
    return VarianceTest(statistic, df, float(special.chdtrc(max(df, 1), statistic)), r_squared)


def _auxiliary(u: np.ndarray, Z: np.ndarray) -> tuple[float, float, int]:
    """Explained and total sum of squares of u on a constant and Z, and the rank of Z."""
    Z = Z.reshape(len(u), -1)
    centred = Z - Z.mean(axis=0)
    scale = np.linalg.norm(centred, axis=0)
    centred = centred / np.where(scale > 0, scale, 1.0)
    u = u - u.mean()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    kept = values > 1e-10
    projection = (vectors[:, kept].T @ (centred.T @ u)) / np.sqrt(values[kept])
    return float(projection @ projection), float(u @ u), int(kept.sum())
