"""Single linkage read off a minimum spanning tree.

Gower & Ross (1969, "Minimum spanning trees and single linkage cluster analysis", *Applied Statistics* 18, 54–64): the
edges of the tree in ascending order are the merges of single linkage. Nodes are numbered as in scipy: rows are
0 … n − 1 and the m-th merge makes node n + m. On a mutual-reachability tree this is the hierarchy of HDBSCAN.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.spanning_tree import checked_spanning_tree


class Merges(NamedTuple):
    """A dendrogram of n rows: merge m joins two nodes into node n + m.

    Attributes
    ----------
    left, right : (n − 1,) ints, the lower id on the left; below n it is a row.
    height : (n − 1,) lengths at which they join, ascending.
    size : (n − 1,) ints, rows in the joint node, counted as often as they stand in the data.
    """

    left: np.ndarray
    right: np.ndarray
    height: np.ndarray
    size: np.ndarray


def single_linkage(edges: np.ndarray, lengths: np.ndarray, sizes: np.ndarray | None = None) -> Merges:
    """Single-linkage merges along a spanning tree.

    Parameters
    ----------
    edges : (n − 1, 2) rows, a spanning tree.
    lengths : (n − 1,) ascending.
    sizes : (n,) ints, how often each row stands in the data; None for once.

    Raises
    ------
    InputError : edges that do not span a tree of n rows, lengths that fall, or sizes that are not multiplicities.
    """
    from takehome.stats.clustering.dendrogram_kernels import merge_along

    edges, sizes = _checked(edges, lengths, sizes)
    nodes, held = merge_along(edges, sizes)
    return Merges(nodes[:, 0], nodes[:, 1], np.asarray(lengths, dtype=np.float64), held)


def single_linkage_reference(edges: np.ndarray, lengths: np.ndarray, sizes: np.ndarray | None = None) -> Merges:
    """The same in plain NumPy: every row carries the node it is in."""
    edges, sizes = _checked(edges, lengths, sizes)
    n = len(sizes)
    node_of, left, right, held = np.arange(n), [], [], []
    for step, (i, j) in enumerate(edges):
        a, b = sorted((int(node_of[i]), int(node_of[j])))
        joint = (node_of == a) | (node_of == b)
        node_of[joint] = n + step
        left.append(a)
        right.append(b)
        held.append(int(sizes[joint].sum()))
    below = np.array([left, right], np.int64).reshape(2, n - 1)
    return Merges(below[0], below[1], np.asarray(lengths, dtype=np.float64), np.array(held, np.int64))


def members(merges: Merges, node: int) -> np.ndarray:
    """Rows under a node, ascending; a row's own id gives that row.

    Raises
    ------
    InputError : no such node.
    """
    from takehome.stats.clustering.dendrogram_kernels import rows_below

    nodes = 2 * len(merges.left) + 1
    if not 0 <= node < nodes:
        raise InputError(f"node {node:,}", f"0 to {nodes - 1:,}")
    return rows_below(merges.left, merges.right, int(node))


def _checked(edges: np.ndarray, lengths: np.ndarray, sizes: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    n = len(edges) + 1
    held = np.ones(n, np.int64) if sizes is None else np.asarray(sizes)
    if held.shape != (n,) or not np.all((held >= 1) & (held == np.floor(held))):
        raise InputError("sizes that are not multiplicities", f"{n:,} whole numbers of at least 1, one per row")
    return checked_spanning_tree(edges, lengths, n), held.astype(np.int64)
