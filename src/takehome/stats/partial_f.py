r"""What a block of columns would add to a fitted least-squares model, without refitting it.

Theory
------
By Frisch–Waugh–Lovell, adding the block S to a model with orthonormal basis Q and residuals e reduces the residual
sum of squares by

.. math:: g = v' M^{-1} v, \qquad v = S'e, \quad M = S'S - (Q'S)'(Q'S),

so with d = rank(M) the partial F statistic is :math:`F = (g/d) / ((e'e - g)/(\nu - d))`, and Cohen's effect size is
:math:`f^2 = g / (e'e - g)`. Only Gram matrices are needed, O(n·p·d) for each block.

Frisch & Waugh (1933), *Econometrica* 1; Lovell (1963), *JASA* 58; Cohen (1988), *Statistical Power Analysis*, ch. 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

RANK_TOLERANCE = 1e-7
"""A direction of the block that keeps less than this share of its squares outside the model counts as in it."""


@dataclass(frozen=True, slots=True)
class PartialF:
    """The test of one block.

    Attributes
    ----------
    gain : reduction of the residual sum of squares.
    df, df_resid : degrees of freedom of the block and of the residuals of the larger model.
    F, p_value : the partial F test (NaN and 1 where nothing could be tested).
    f2 : Cohen's f² in the sample, gain / (residual squares of the larger model).
    sigma : residual standard deviation of the larger model.
    coef : (d,) coefficients of the block's columns.
    """

    gain: float
    df: int
    df_resid: int
    F: float
    p_value: float
    f2: float
    sigma: float
    coef: np.ndarray


def partial_f(gram: np.ndarray, cross: np.ndarray, score: np.ndarray, rss: float, df_resid: int) -> PartialF:
    """Test a block from its Gram matrices.

    Parameters
    ----------
    gram : (d, d) S'S.
    cross : (m, d) Q'S.
    score : (d,) S'e.
    rss : e'e of the model without the block.
    df_resid : rows minus parameters of the model without the block.
    """
    scale = np.sqrt(np.maximum(np.diag(gram), 0.0))
    scale[scale == 0] = 1.0
    M = (gram - cross.T @ cross) / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(M)
    kept = values > RANK_TOLERANCE
    df, left = int(kept.sum()), df_resid - int(kept.sum())
    coef = np.zeros(len(scale))
    if df == 0 or left <= 0 or rss <= 0:
        return PartialF(0.0, df, left, float("nan"), 1.0, 0.0, float(np.sqrt(max(rss, 0) / max(df_resid, 1))), coef)
    z = vectors[:, kept].T @ (score / scale)
    gain = float(min(np.sum(z**2 / values[kept]), rss * (1 - 1e-14)))
    coef = vectors[:, kept] @ (z / values[kept]) / scale
    F = (gain / df) / ((rss - gain) / left)
    p_value = float(special.fdtrc(df, left, F))
    return PartialF(gain, df, left, F, p_value, gain / (rss - gain), float(np.sqrt((rss - gain) / left)), coef)


def partial_f_block(Q: np.ndarray, residuals: np.ndarray, df_resid: int, S: np.ndarray) -> PartialF:
    """Test the columns of S (n, d) against the model with basis Q (n, m) and these residuals (n,)."""
    return partial_f(S.T @ S, Q.T @ S, S.T @ residuals, float(residuals @ residuals), df_resid)


def extend_basis(Q: np.ndarray, S: np.ndarray) -> np.ndarray:
    """Orthonormal columns that S (n, d) adds to the basis Q (n, m); shape (n, rank)."""
    scale = np.linalg.norm(S, axis=0)
    T = S / np.where(scale > 0, scale, 1.0)
    for _ in range(2):  # once more removes what rounding left
        T = T - Q @ (Q.T @ T)
    values, vectors = np.linalg.eigh(T.T @ T)
    kept = values > RANK_TOLERANCE
    return T @ (vectors[:, kept] / np.sqrt(values[kept]))
