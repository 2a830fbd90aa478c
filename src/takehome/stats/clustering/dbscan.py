"""DBSCAN at any radius, cut from the mutual-reachability tree.

Ester, Kriegel, Sander & Xu (1996, *KDD*): a row with at least `min_samples` rows within ε is core; core rows within ε
of each other share a cluster; other rows within ε of a core row are its border; the rest is noise. The core part is
what the edges of length ≤ ε of the mutual-reachability tree hold together (Campello, Moulavi & Sander 2013, *PAKDD*,
§3: DBSCAN*), so that one tree serves every ε and no list of neighbours is ever held.

A border row within reach of two clusters goes, in the original, to the cluster that was found first, which depends on
the order of rows. Here it goes to the cluster of its *nearest* core row; of those equally near, to that of the lowest
row. Core rows and noise are therefore the same as in any DBSCAN, border rows can differ.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.kd_tree import build_kd_tree, checked_rows
from takehome.stats.clustering.spanning_tree import checked_spanning_tree


def dbscan_labels(edges: np.ndarray, lengths: np.ndarray, core: np.ndarray, X: np.ndarray, eps: float) -> np.ndarray:
    """The clusters of DBSCAN at one radius.

    Parameters
    ----------
    edges, lengths : the tree of :func:`takehome.stats.clustering.mutual_reachability.mutual_reachability_tree`.
    core : (n,) the core distances the tree was made from; they hold `min_samples`.
    X : rows (n, d) the tree was made from.
    eps : radius ≥ 0 in the unit of X; rows exactly that far count as within.

    Returns
    -------
    (n,) ints: 0, 1, … in order of each cluster's first core row, −1 for noise.

    Raises
    ------
    InputError : arrays that do not fit each other, or a radius that is not a number ≥ 0.
    """
    return dbscan_cuts(edges, lengths, core, X, [eps])[0]


def dbscan_cuts(
    edges: np.ndarray, lengths: np.ndarray, core: np.ndarray, X: np.ndarray, radii: Iterable[float]
) -> np.ndarray:
    """The clusters of DBSCAN at several radii (R, n); rows, parameters and errors as in :func:`dbscan_labels`."""
    from takehome.stats.clustering.dbscan_kernels import attach_border_rows
    from takehome.stats.clustering.kd_tree_kernels import node_minima
    from takehome.stats.clustering.union_find_kernels import component_labels

    radii = np.array(list(radii), dtype=np.float64)
    X = _checked(edges, lengths, core, X, radii)
    tree = build_kd_tree(X)
    core_there = core[tree.rows]
    node_core, node_row = node_minima(tree.spans, core_there), node_minima(tree.spans, tree.rows)
    cuts = np.empty((len(radii), len(X)), np.int64)
    for labels, eps in zip(cuts, radii, strict=True):
        labels[:] = component_labels(len(X), edges[: np.searchsorted(lengths, eps, side="right")], core <= eps)
        attach_border_rows(*tree, core_there, node_core, node_row, eps, labels)
    return cuts


def dbscan_labels_reference(
    edges: np.ndarray, lengths: np.ndarray, core: np.ndarray, X: np.ndarray, eps: float
) -> np.ndarray:
    """The same as :func:`dbscan_labels` with scipy's components and a plain scan for border rows."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    X = _checked(edges, lengths, core, X, np.array([eps]))
    n, (i, j) = len(X), edges[lengths <= eps].T
    _, part = connected_components(coo_array((np.ones(len(i)), (i, j)), shape=(n, n)), directed=False)
    cores, labels = np.flatnonzero(core <= eps), np.full(n, -1)
    _, first, name = np.unique(part[cores], return_index=True, return_inverse=True)
    labels[cores] = np.argsort(np.argsort(first))[name]
    for row in np.flatnonzero(core > eps) if len(cores) else []:
        distance = np.sqrt(np.square(X[cores] - X[row]).sum(axis=1))
        nearest = int(np.argmin(distance))
        labels[row] = labels[cores[nearest]] if distance[nearest] <= eps else -1
    return labels


def _checked(edges: np.ndarray, lengths: np.ndarray, core: np.ndarray, X: np.ndarray, radii: np.ndarray) -> np.ndarray:
    X = checked_rows(X)
    checked_spanning_tree(edges, lengths, len(X))
    if np.shape(core) != (len(X),):
        raise InputError(f"core distances of shape {np.shape(core)}", f"one for each of {len(X):,} rows")
    if not (np.isfinite(radii) & (radii >= 0)).all():
        raise InputError(f"the radii {radii.tolist()}", "finite numbers of at least 0, in the unit of the rows")
    return X
