r"""Variance inflation: how much wider a coefficient's interval is because its column can be told from the others.

Theory
------
With the correlation matrix C of the columns, :math:`VIF_j = (C^{-1})_{jj}`: one inversion gives them all. For a set S
of columns that belong together (the indicators of one category) the generalised factor is
:math:`GVIF = |C_{SS}|\,|C_{-S}| / |C| = |C_{SS}|\,|(C^{-1})_{SS}|`, and :math:`GVIF^{1/|S|}` is comparable to a VIF.

Fox & Monette (1992), *JASA* 87:178–183; Belsley, Kuh & Welsch (1980), §3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def variance_inflation(X: np.ndarray) -> np.ndarray:
    """VIF of each column of X (n, p), which holds no constant; infinite where columns are dependent."""
    inverse = _inverse_correlation(X)
    return np.full(X.shape[1], np.inf) if inverse is None else np.diag(inverse).copy()


def generalised_inflation(X: np.ndarray, sets: Sequence[Sequence[int]]) -> np.ndarray:
    """GVIF^(1/size) of each set of columns of X (n, p), comparable to a VIF; infinite where dependent."""
    correlation, inverse = _correlation(X), _inverse_correlation(X)
    if inverse is None:
        return np.full(len(sets), np.inf)
    factors = []
    for members in sets:
        block = np.ix_(members, members)
        log_factor = np.linalg.slogdet(correlation[block])[1] + np.linalg.slogdet(inverse[block])[1]
        factors.append(np.exp(log_factor / len(members)))
    return np.array(factors)


def _correlation(X: np.ndarray) -> np.ndarray:
    Z = X - X.mean(axis=0)
    scale = np.sqrt(np.einsum("ij,ij->j", Z, Z))
    Z /= np.where(scale > 0, scale, 1.0)
    return Z.T @ Z


def _inverse_correlation(X: np.ndarray) -> np.ndarray | None:
    """Inverse of the correlation matrix, or None where it has none to working precision."""
    values, vectors = np.linalg.eigh(_correlation(X))
    if values.size and values[0] <= 1e-12 * values[-1]:
        return None
    return (vectors / values) @ vectors.T
