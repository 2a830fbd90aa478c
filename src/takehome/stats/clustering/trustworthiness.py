"""May the neighbours in a picture be believed, and are the true neighbours still there?

Trustworthiness T falls when rows are neighbours in the picture Y without being neighbours in the data X; continuity C
falls when neighbours in X are torn apart in Y (Venna & Kaski 2001, "Neighborhood preservation in nonlinear projection
methods", ICANN, 485–491). With r(i, j) the rank of row j by distance from row i in X and U_i the rows among the k
nearest of i in Y but not in X,

    T = 1 − 2 / (n k (2n − 3k − 1)) · Σ_i Σ_{j ∈ U_i} (r(i, j) − k),

and C is T with X and Y exchanged. Both are 1 for a faithful picture and near 1/2 for a random one.

Only the rows of U_i need a rank, and counting how many rows are nearer gives it: one row's distances at a time, no
n × n matrix. T is a mean over i; the mean over randomly drawn rows i ("anchors", each against *all* rows) estimates it
without bias. Rows at the same distance share the better rank, so duplicates are never false neighbours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from takehome.errors import InputError


class TrustAndContinuity(NamedTuple):
    """Trustworthiness and continuity, each at most 1."""

    trustworthiness: float
    continuity: float


def trust_and_continuity(X: np.ndarray, Y: np.ndarray, k: int, anchors: np.ndarray | None = None) -> TrustAndContinuity:
    """Trustworthiness and continuity of a picture.

    Parameters
    ----------
    X : (n, q) the data.
    Y : (n, d) the picture of the same rows.
    k : neighbours that count, fewer than n / 2.
    anchors : (m,) row indices drawn at random; without them every row is an anchor and the result is exact.

    Raises
    ------
    InputError
        When the rows of X and Y differ in number, or k is not between 1 and n / 2.
    """
    return TrustAndContinuity(*(float(mean) for mean in row_scores(X, Y, k, anchors).mean(axis=0)))


def row_scores(X: np.ndarray, Y: np.ndarray, k: int, anchors: np.ndarray | None = None) -> np.ndarray:
    """Each anchor's own trustworthiness and continuity (m, 2): their mean is the estimate, their spread its error.

    Parameters and errors as in :func:`trust_and_continuity`.
    """
    from takehome.stats.clustering.trustworthiness_kernels import excess_ranks

    X, Y = (np.ascontiguousarray(values, dtype=np.float64) for values in (X, Y))
    n = len(X)
    if len(Y) != n:
        raise InputError(f"{n:,} rows of data and {len(Y):,} rows in the picture", "the same rows in both")
    if not 1 <= k < n / 2:
        raise InputError(f"k = {k:,} neighbours of {n:,} rows", "at least 1 and fewer than half of the rows")
    rows = np.arange(n) if anchors is None else np.asarray(anchors, dtype=np.int64)
    return 1 - 2 / (k * (2 * n - 3 * k - 1)) * excess_ranks(X, Y, k, rows)


def draw_anchors(n: int, most: int, rng: np.random.Generator) -> np.ndarray | None:
    """A random sample of `most` of n rows in ascending order; None, which means every row, when n is no larger."""
    return None if n <= most else np.sort(rng.choice(n, most, replace=False))


def excess_ranks_reference(X: np.ndarray, Y: np.ndarray, k: int, anchors: np.ndarray) -> np.ndarray:
    """The same as the compiled ``excess_ranks``, in plain NumPy."""
    out = np.empty((len(anchors), 2), np.int64)
    for a, row in enumerate(anchors):
        in_data, in_picture = (((values - values[row]) ** 2).sum(axis=1) for values in (X, Y))
        in_data[row] = in_picture[row] = np.inf
        for side, (ranked, chosen) in enumerate(((in_data, in_picture), (in_picture, in_data))):
            neighbours = np.argsort(chosen, kind="stable")[:k]
            ranks = 1 + np.searchsorted(np.sort(ranked), ranked[neighbours])
            out[a, side] = np.maximum(ranks - k, 0).sum()
    return out
