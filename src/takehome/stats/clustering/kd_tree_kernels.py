"""Compiled construction and distances of :mod:`takehome.stats.clustering.kd_tree`, which holds the theory.

Nodes lie in heap order: the children of node v are 2v + 1 and 2v + 2; a node without room for children is a leaf.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def select_middle(keys, rows, start, stop, middle):
    """Reorder keys and rows of [start, stop) so that keys before `middle` are ≤ keys[middle] ≤ keys after it.

    Hoare's selection (1961): both scans halt at keys equal to the pivot, so that ties are shared out evenly.
    """
    low, high = start, stop - 1
    while low < high:
        a, b, c = keys[low], keys[(low + high) // 2], keys[high]
        pivot = max(min(a, b), min(max(a, b), c))
        i, j = low, high
        while i <= j:
            while keys[i] < pivot:
                i += 1
            while keys[j] > pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                rows[i], rows[j] = rows[j], rows[i]
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


@njit(cache=True, nogil=True)
def build_nodes(X, levels):
    """Rows in tree order (n,), boxes (v, 2, d) and the range of positions [start, stop) of every node (v, 2)."""
    n, d = X.shape
    nodes = 2**levels - 1
    rows, keys = np.arange(n), np.empty(n)
    boxes, spans = np.empty((nodes, 2, d)), np.empty((nodes, 2), np.int64)
    spans[0, 0], spans[0, 1] = 0, n
    for node in range(nodes):
        start, stop = spans[node]
        low, high = boxes[node]
        low[:], high[:] = np.inf, -np.inf
        for position in range(start, stop):
            for axis in range(d):
                value = X[rows[position], axis]
                low[axis], high[axis] = min(low[axis], value), max(high[axis], value)
        left = 2 * node + 1
        if left >= nodes:
            continue
        widest = np.argmax(high - low)
        for position in range(start, stop):
            keys[position] = X[rows[position], widest]
        middle = (start + stop) // 2
        select_middle(keys, rows, start, stop, middle)
        spans[left, 0], spans[left, 1] = start, middle
        spans[left + 1, 0], spans[left + 1, 1] = middle, stop
    return rows, boxes, spans


@njit(cache=True, nogil=True, inline="always")
def squared_distance(x, y):
    """Squared Euclidean distance of two points (d,), summed in axis order so that it is the same both ways."""
    total = 0.0
    for axis in range(len(x)):
        total += (x[axis] - y[axis]) ** 2
    return total


@njit(cache=True, nogil=True, inline="always")
def squared_to_box(x, box):
    """Squared distance of a point (d,) to the nearest place of a box (2, d); 0 inside."""
    total = 0.0
    for axis in range(len(x)):
        total += max(box[0, axis] - x[axis], x[axis] - box[1, axis], 0.0) ** 2
    return total


@njit(cache=True, nogil=True)
def node_minima(spans, values):
    """Smallest value of each node's positions (v,)."""
    nodes = len(spans)
    minima = np.empty(nodes)
    for node in range(nodes - 1, -1, -1):
        left = 2 * node + 1
        if left < nodes:
            minima[node] = min(minima[left], minima[left + 1])
        else:
            minima[node] = values[spans[node, 0] : spans[node, 1]].min()
    return minima
