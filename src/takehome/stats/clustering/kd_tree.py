"""A k-d tree in flat arrays: the rows near a place without looking at all rows.

Bentley (1975, "Multidimensional binary search trees", *Communications of the ACM* 18, 509–517): the rows are halved at
the median of the axis on which they spread most, and each half again, down to a handful of rows. A search skips every
node whose bounding box is farther away than the best row found. Splitting positions, not values, keeps the tree
balanced whatever the ties: n equal rows make a tree of log₂ n levels, whose boxes are points.

Searches here need to skip nodes for reasons of their own as well (all rows in one component, no dense row inside),
hence a tree with open arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from takehome.errors import InputError

LEAF_ROWS = 24
"""Rows of a leaf at most. Of 4 … 40, on 50,000 rows in 2, 5 and 10 dimensions, 16 … 40 were alike, less was slower."""


class KdTree(NamedTuple):
    """A balanced k-d tree; nodes in heap order.

    Attributes
    ----------
    points : (n, d) rows in tree order: the rows of a node are neighbours in memory.
    rows : (n,) original row of each position.
    boxes : (v, 2, d) lower and upper corner of each node.
    spans : (v, 2) positions [start, stop) of each node.
    """

    points: np.ndarray
    rows: np.ndarray
    boxes: np.ndarray
    spans: np.ndarray


def checked_rows(X: np.ndarray) -> np.ndarray:
    """Rows (n, d) as contiguous float64.

    Raises
    ------
    InputError : not a table of numbers, no row, no column, a value not finite, or distances that overflow.
    """
    X = np.ascontiguousarray(X, dtype=np.float64)
    if X.ndim != 2 or not X.size:
        raise InputError(f"an array of shape {X.shape}", "rows × columns, at least one of each")
    with np.errstate(over="ignore", invalid="ignore"):
        diagonal = np.square(X.max(axis=0) - X.min(axis=0)).sum()
    if not np.isfinite(diagonal):
        raise InputError("values that are not finite, or too large for a distance", "finite numbers below 1e150")
    return X


def build_kd_tree(X: np.ndarray) -> KdTree:
    """The k-d tree of rows (n, d) that passed :func:`checked_rows`."""
    from takehome.stats.clustering.kd_tree_kernels import build_nodes

    levels = 1 + max(0, int(np.ceil(np.log2(len(X) / LEAF_ROWS))))
    rows, boxes, spans = build_nodes(X, levels)
    return KdTree(X[rows], rows, boxes, spans)
