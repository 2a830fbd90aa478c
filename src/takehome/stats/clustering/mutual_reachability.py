"""The minimum spanning tree of mutual reachability: one tree holds the DBSCAN clusters of every radius.

Campello, Moulavi & Sander (2013, "Density-based clustering based on hierarchical density estimates", *PAKDD*): with
core distance cᵢ, two rows reach each other at d(i, j) = max(cᵢ, cⱼ, ‖xᵢ − xⱼ‖), the smallest radius at which both are
core and within it of each other. The clusters at radius ε are the parts that hang together by edges of length ≤ ε, and
those are the same in the full graph and in its minimum spanning tree, which has only n − 1 edges.

Borůvka (1926) joins every component with the nearest other one until one is left; the components at least halve each
round. Nearest foreign rows come from a k-d tree (March, Ram & Gray 2010, "Fast Euclidean minimum spanning tree",
*KDD*; McInnes & Healy 2017, "Accelerated hierarchical density based clustering", *ICDM workshops*) which skips nodes
that lie within one's own component, have no row dense enough, or are farther than the component's best edge. A row
whose partner is still foreign, or whose last search went as far as the best edge, is not searched for again.

Ties need no order among edges: an edge that closes a cycle is left out, and every chosen edge is a shortest one across
the cut between its component and the rest, so the total length is that of any minimum spanning tree.
"""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.core_distances import core_distances
from takehome.stats.clustering.kd_tree import build_kd_tree, checked_rows

__all__ = ["core_distances", "mutual_reachability_tree", "mutual_reachability_tree_reference"]


def mutual_reachability_tree(X: np.ndarray, core: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact minimum spanning tree of max(coreᵢ, coreⱼ, ‖xᵢ − xⱼ‖) in O(n·d) memory.

    Parameters
    ----------
    X : rows (n, d), finite.
    core : (n,) core distances in the unit of X; zeros give the plain Euclidean tree.

    Returns
    -------
    edges : (n − 1, 2) rows, the lower one first.
    lengths : (n − 1,) in the unit of X, ascending; ties in order of the rows.

    Raises
    ------
    InputError : malformed rows, or core distances that are not finite and ≥ 0.
    """
    from takehome.stats.clustering.mutual_reachability_kernels import boruvka

    X, core = checked_rows(X), _checked_core(core, len(X))
    tree = build_kd_tree(X)
    edges, lengths = boruvka(tree.points, tree.boxes, tree.spans, core[tree.rows])
    return _sorted(tree.rows[edges], lengths)


def mutual_reachability_tree_reference(X: np.ndarray, core: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same in plain NumPy by Prim (1957): n passes over all rows, O(n) memory."""
    X, core = checked_rows(X), _checked_core(core, len(X))
    n = len(X)
    outside, at = np.ones(n, bool), 0
    near, via = np.full(n, np.inf), np.zeros(n, np.int64)
    edges, lengths = np.empty((n - 1, 2), np.int64), np.empty(n - 1)
    for step in range(n - 1):
        outside[at] = False
        length = np.maximum(np.sqrt(np.square(X - X[at]).sum(axis=1)), np.maximum(core, core[at]))
        closer = outside & (length < near)
        near[closer], via[closer] = length[closer], at
        at = int(np.argmin(np.where(outside, near, np.inf)))
        edges[step], lengths[step] = (via[at], at), near[at]
    return _sorted(edges, lengths)


def _sorted(edges: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges in canonical order: by length, then by their rows."""
    edges = np.sort(edges, axis=1)
    order = np.lexsort((edges[:, 1], edges[:, 0], lengths))
    return edges[order], lengths[order]


def _checked_core(core: np.ndarray, n: int) -> np.ndarray:
    core = np.asarray(core, dtype=np.float64)
    if core.shape != (n,) or not (np.isfinite(core) & (core >= 0)).all():
        raise InputError("core distances that do not fit the rows", f"{n:,} finite numbers of at least 0, one per row")
    return core
