"""Compiled disjoint sets: which rows hang together after some pairs have been joined.

Tarjan (1975, "Efficiency of a good but not linear set union algorithm", *Journal of the ACM* 22, 215–225): each set is
a tree under a root; finding a root halves the path walked, so that m steps take barely more than O(m).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def find_root(parents, i):
    """The root of row i's set; shortens the path on the way."""
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


@njit(cache=True, nogil=True)
def join(parents, i, j):
    """Join the sets of rows i and j under the lower root; False when they are one set already."""
    a, b = find_root(parents, i), find_root(parents, j)
    if a == b:
        return False
    parents[max(a, b)] = min(a, b)
    return True


@njit(cache=True, nogil=True)
def component_labels(n, edges, keep):
    """Label 0, 1, … (n,) of each row's component by the edges (m, 2), in order of first rows; −1 where not `keep`."""
    parents = np.arange(n)
    for e in range(len(edges)):
        join(parents, edges[e, 0], edges[e, 1])
    labels, named = np.full(n, -1), 0
    for i in range(n):
        if not keep[i]:
            continue
        root = find_root(parents, i)
        # the root is the lowest row of its component, so it is named before its others
        if root == i:
            labels[i] = named
            named += 1
        else:
            labels[i] = labels[root]
    return labels
