r"""Rows that do not belong to the bulk, found from a fit that they could not bend.

Theory
------
A cluster of bad rows pulls least squares towards itself and hides (masking). Least trimmed squares minimises the sum
of the smallest 75 % of the squared residuals, so a cluster below 25 % cannot hide: from random small subsets,
*concentration steps* refit the rows with the smallest residuals until nothing changes. All rows within three robust
standard deviations make the clean fit. A row is an outlier when its residual from the clean fit is beyond the
Bonferroni point of Student's t. Below ten rows a coefficient subsets say too little, and least squares is the first
clean fit.

Rousseeuw & Van Driessen (2006), *Data Mining and Knowledge Discovery* 12:29–45 (FAST-LTS); Hadi & Simonoff (1993),
*JASA* 88:1264–1272 (testing against the clean set); Cook & Weisberg (1982), §2.2.2 (Bonferroni point).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from takehome.stats.influence import GroupDeletion, delete_rows

SUBSETS = 30
ROWS_FOR_START = 2000
ROWS_PER_COEFFICIENT = 10
KEPT = 0.75
ROUNDS = 20
REFINED = 2
SUSPECT = 3.0
"""Robust standard deviations beyond which a row is kept out of the clean fit; a stricter cut lets the mild half of a
cluster creep back and pull the fit after it."""
SUSPECT_VARIANCE = 0.97334
"""Variance of a standard normal cut off at ±SUSPECT."""


def find_outliers(Q: np.ndarray, residuals: np.ndarray, level: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outlying rows beside the model with basis Q (n, p) and least-squares residuals (n,).

    Parameters
    ----------
    level : family-wise error: the probability that any row of a clean normal sample is called an outlier.

    Returns
    -------
    Positions of the outliers, and the studentised residuals (n,) of all rows from the fit without them.
    """
    n, p = Q.shape
    if n >= ROWS_PER_COEFFICIENT * p:
        t = _robust_residuals(Q, residuals, seed)
        for _ in range(REFINED):
            suspects = np.abs(t) > SUSPECT
            deletion = delete_rows(Q, residuals, np.flatnonzero(suspects))
            t = _deleted_t(Q, residuals, suspects, deletion) * np.sqrt(SUSPECT_VARIANCE)
        return np.flatnonzero(np.abs(t) > _cut(n, deletion.df_resid - 1, level)), t
    return _from_least_squares(Q, residuals, level)


def _from_least_squares(Q: np.ndarray, residuals: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """The same with least squares as the first clean fit, taking outliers out until the set is stable."""
    n = len(residuals)
    outliers, t = np.zeros(n, bool), np.zeros(n)
    for _ in range(ROUNDS):
        deletion = delete_rows(Q, residuals, np.flatnonzero(outliers))
        t = _deleted_t(Q, residuals, outliers, deletion)
        found = np.abs(t) > _cut(n, deletion.df_resid - 1, level)
        if found.sum() > n * (1 - KEPT) or np.array_equal(found, outliers):
            break
        outliers = found
    return np.flatnonzero(outliers), t


def _cut(n: int, df: int, level: float) -> float:
    """Bonferroni point of |t| over n rows."""
    return float(-special.stdtrit(max(df, 1), level / (2 * n)))


def _deleted_t(Q: np.ndarray, residuals: np.ndarray, outliers: np.ndarray, deletion: GroupDeletion) -> np.ndarray:
    """Each row's residual from the fit to the other clean rows, over its standard error."""
    e = residuals + Q @ deletion.change
    h = np.einsum("ij,ij->i", Q @ deletion.inverse, Q)
    df, rss = deletion.df_resid, max(deletion.rss, 1e-300)
    spare = np.where(outliers, 1.0 + h, np.maximum(1.0 - h, 1e-9))
    own = np.where(outliers, 0.0, e**2 / spare)
    variance = np.maximum(rss - own, 1e-12 * rss) / np.maximum(df - ~outliers, 1)
    return e / np.sqrt(spare * variance)


def _robust_residuals(Q: np.ndarray, residuals: np.ndarray, seed: int) -> np.ndarray:
    """Residuals (n,) of a least-trimmed-squares fit, over a scale that is right for normal noise.

    The fit is of the least-squares residuals on Q: a direction that the sampled rows do not show stays as it was.
    """
    n, p = Q.shape
    rows = np.random.default_rng(seed).permutation(n)[:ROWS_FOR_START]
    A, b = np.ascontiguousarray(Q[rows]) * np.sqrt(n), residuals[rows]
    change = _least_trimmed_squares(A, b, seed)
    r = np.abs(b - A @ change)
    # The median of the absolute values that are not forced to (nearly) zero by the fit itself.
    scale = np.sort(r)[p:][(len(r) - p) // 2] / 0.6744897501960817
    clean = r <= 2.5 * scale
    change = _solve(A[clean], b[clean])
    r = b - A @ change
    # The variance of a normal cut off at 2.5 standard deviations is 0.9112 of the whole.
    scale = np.sqrt(np.sum(r[clean] ** 2) / max(clean.sum() - p, 1) / 0.9112)
    return (residuals - Q @ (change * np.sqrt(n))) / (scale or 1.0)


def _least_trimmed_squares(A: np.ndarray, b: np.ndarray, seed: int) -> np.ndarray:
    """Coefficients (p,) with the smallest sum of the KEPT smallest squared residuals, over random starts."""
    n, p = A.shape
    rng = np.random.default_rng(seed)
    keep = max(int(KEPT * n), p + 1)
    subsets = (rng.choice(n, p + 1, replace=False) for _ in range(SUBSETS))
    starts = np.column_stack([_solve(A[rows], b[rows]) for rows in subsets])
    starts[:, 0] = 0.0  # least squares itself
    starts = _concentrate(A, b, starts, keep, 2)
    best = np.argsort(_trimmed(A, b, starts, keep))[:3]
    finals = _concentrate(A, b, starts[:, best], keep, 10)
    return finals[:, int(np.argmin(_trimmed(A, b, finals, keep)))]


def _concentrate(A: np.ndarray, b: np.ndarray, coefs: np.ndarray, keep: int, steps: int) -> np.ndarray:
    """Refit each column of coefs (p, k) to the rows that it fits best, `steps` times."""
    for _ in range(steps):
        squares = np.square(b[:, None] - A @ coefs)
        nearest = np.argpartition(squares, keep - 1, axis=0)[:keep]
        coefs = np.column_stack([_solve(A[rows], b[rows]) for rows in nearest.T])
    return coefs


def _trimmed(A: np.ndarray, b: np.ndarray, coefs: np.ndarray, keep: int) -> np.ndarray:
    squares = np.square(b[:, None] - A @ coefs)
    return np.partition(squares, keep - 1, axis=0)[:keep].sum(axis=0)


def _solve(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Least squares with a ridge too small to matter, so that a direction without rows keeps 0."""
    gram = A.T @ A
    gram[np.diag_indices_from(gram)] += 1e-9 * max(np.trace(gram) / len(gram), 1e-12)
    return np.linalg.solve(gram, A.T @ b)
