"""Compiled merging of :mod:`takehome.stats.clustering.dendrogram`."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.stats.clustering.union_find_kernels import find_root


@njit(cache=True, nogil=True)
def merge_along(edges, sizes):
    """Nodes joined by each edge of a spanning tree, lower id first (n − 1, 2), and how many rows they hold (n − 1,)."""
    n = len(sizes)
    # a node of the dendrogram is its own set's root; the sets of rows below it point at it
    parents, held = np.arange(2 * n - 1), np.empty(2 * n - 1, np.int64)
    held[:n] = sizes
    nodes = np.empty((n - 1, 2), np.int64)
    for step in range(n - 1):
        a, b = find_root(parents, edges[step, 0]), find_root(parents, edges[step, 1])
        nodes[step, 0], nodes[step, 1] = min(a, b), max(a, b)
        parents[a] = parents[b] = n + step
        held[n + step] = held[a] + held[b]
    return nodes, held[n:]


@njit(cache=True, nogil=True)
def rows_below(left, right, node):
    """Rows under a node, ascending."""
    n = len(left) + 1
    rows, stack = np.empty(n, np.int64), np.empty(n, np.int64)
    found, top = 0, 1
    stack[0] = node
    while top:
        top -= 1
        node = stack[top]
        if node < n:
            rows[found] = node
            found += 1
        else:
            stack[top], stack[top + 1] = left[node - n], right[node - n]
            top += 2
    return np.sort(rows[:found])
