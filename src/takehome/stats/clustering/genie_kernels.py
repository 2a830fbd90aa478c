"""Compiled merging of :mod:`takehome.stats.clustering.genie`, which holds the theory.

The sizes in use form a linked list in ascending order, `after[s]` being the next size after s; as sizes add up to n
there are at most √(2n) different ones, so a pass over the list costs that much. Size 0 heads the list.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.stats.clustering.union_find_kernels import find_root


@njit(cache=True, nogil=True)
def total_difference(after, counts, size):
    """Σ |size − cᵢ| over the clusters in the list."""
    total, at = 0, after[0]
    while at:
        total += counts[at] * abs(at - size)
        at = after[at]
    return total


@njit(cache=True, nogil=True)
def add_size(after, counts, size):
    """One more cluster of this size."""
    counts[size] += 1
    if counts[size] > 1:
        return
    before = 0
    while after[before] and after[before] < size:
        before = after[before]
    after[size], after[before] = after[before], size


@njit(cache=True, nogil=True)
def drop_size(after, counts, size):
    """One cluster of this size less."""
    counts[size] -= 1
    if counts[size]:
        return
    before = 0
    while after[before] != size:
        before = after[before]
    after[before] = after[size]


@njit(cache=True, nogil=True)
def merge_order(edges, gini_limit):
    """Edges in the order in which Genie merges along them (n − 1,)."""
    n = len(edges) + 1
    parents, sizes = np.arange(n), np.ones(n, np.int64)
    after, counts = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    after[0], counts[1] = 1, n
    # unused edges: a list in ascending order, doubly linked, with n − 1 as the end
    following, preceding = np.arange(1, n + 1), np.arange(-1, n - 1)
    shortest, cursor, smallest = 0, 0, 1
    order, differences = np.empty(n - 1, np.int64), 0
    for step in range(n - 1):
        e = shortest
        if differences > gini_limit * (n - step - 1) * n:
            if after[0] != smallest:
                smallest, cursor = after[0], shortest
            # an edge passed over joins no smallest cluster and will not until that size changes: merges only grow
            while (
                sizes[find_root(parents, edges[cursor, 0])] != smallest
                and sizes[find_root(parents, edges[cursor, 1])] != smallest
            ):
                cursor = following[cursor]
            e = cursor
        order[step] = e
        if e == cursor:
            cursor = following[e]
        if e == shortest:
            shortest = following[e]
        else:
            following[preceding[e]] = following[e]
        preceding[following[e]] = preceding[e]
        a, b = find_root(parents, edges[e, 0]), find_root(parents, edges[e, 1])
        for root in (a, b):
            drop_size(after, counts, sizes[root])
            differences -= total_difference(after, counts, sizes[root])
        parents[max(a, b)] = min(a, b)
        joint = sizes[a] + sizes[b]
        sizes[min(a, b)] = joint
        differences += total_difference(after, counts, joint)
        add_size(after, counts, joint)
    return order
