"""Core distances: how far a row must look to see enough rows.

Ester, Kriegel, Sander & Xu (1996, "A density-based algorithm for discovering clusters", *KDD*) call a row *core* at a
radius ε when its ball of radius ε holds at least `min_samples` rows. The smallest such radius is the row's core
distance (Ankerst et al. 1999, "OPTICS", *SIGMOD*): a row is core at every ε from there on. The row itself counts, as
in scikit-learn; packages that do not count it need one less.
"""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.kd_tree import build_kd_tree, checked_rows


def core_distances(X: np.ndarray, min_samples: int, weights: np.ndarray | None = None) -> np.ndarray:
    """Distance from each row to its `min_samples`-th nearest row, the row itself counted first.

    Parameters
    ----------
    X : rows (n, d), finite, already on the scale in which distances are meant.
    min_samples : rows that a core row's ball holds, itself included, ≥ 1.
    weights : (n,) how often each row stands in the data, whole numbers ≥ 1; None for once. A row that stands there at
        least `min_samples` times has core distance 0.

    Returns
    -------
    (n,) in the unit of X.

    Raises
    ------
    InputError : malformed rows or weights, or fewer rows than `min_samples`.
    """
    from takehome.stats.clustering.core_distances_kernels import squared_core_distances

    X = checked_rows(X)
    multiplicities = checked_multiplicities(weights, len(X), min_samples)
    tree = build_kd_tree(X)
    squared = squared_core_distances(tree.points, tree.boxes, tree.spans, multiplicities[tree.rows], int(min_samples))
    result = np.empty(len(X))
    result[tree.rows] = np.sqrt(squared)
    return result


def core_distances_reference(X: np.ndarray, min_samples: int, weights: np.ndarray | None = None) -> np.ndarray:
    """The same by scipy's k-d tree; slow where very many rows are equal."""
    from scipy.spatial import cKDTree

    X = checked_rows(X)
    multiplicities = checked_multiplicities(weights, len(X), min_samples)
    near, who = cKDTree(X).query(X, k=np.arange(1, min(min_samples, len(X)) + 1))
    seen = np.cumsum(multiplicities[who], axis=1)
    return near[np.arange(len(X)), np.argmax(seen >= min_samples, axis=1)]


def checked_multiplicities(weights: np.ndarray | None, n: int, min_samples: int) -> np.ndarray:
    """How often each row counts (n,), as whole numbers."""
    counts = np.ones(n, np.int64) if weights is None else np.asarray(weights)
    if counts.shape != (n,) or not np.all((counts >= 1) & (counts == np.floor(counts))):
        raise InputError("weights that are not multiplicities", f"{n:,} whole numbers of at least 1, one per row")
    counts = counts.astype(np.int64)
    total = int(counts.sum())
    if not 1 <= min_samples <= total:
        raise InputError(
            f"min_samples = {min_samples:,} for {total:,} rows",
            "between 1 and the number of rows",
            "Lower min_samples.",
        )
    return counts
