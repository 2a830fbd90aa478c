"""Compiled nearest-neighbour search of :mod:`takehome.stats.clustering.core_distances`."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.stats.clustering.kd_tree_kernels import squared_distance, squared_to_box


@njit(cache=True, nogil=True)
def insert_neighbour(near, counts, held, total, wanted, squared, count):
    """Insert a neighbour into the ascending list and drop those that are no longer needed to reach `wanted` rows."""
    at = held
    while at > 0 and near[at - 1] > squared:
        near[at], counts[at] = near[at - 1], counts[at - 1]
        at -= 1
    near[at], counts[at] = squared, count
    held, total = held + 1, total + count
    while total - counts[held - 1] >= wanted:
        held -= 1
        total -= counts[held]
    return held, total


@njit(cache=True, nogil=True)
def squared_core_distances(points, boxes, spans, multiplicities, wanted):
    """Squared distance from every position to its `wanted`-th nearest row, itself first (n,)."""
    n, nodes = len(points), len(boxes)
    result = np.empty(n)
    near, counts = np.empty(wanted + 1), np.empty(wanted + 1, np.int64)
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    for i in range(n):
        x = points[i]
        held, total, top, bound = 0, 0, 1, np.inf
        stack[0], gaps[0] = 0, 0.0
        while top:
            top -= 1
            node = stack[top]
            if gaps[top] >= bound:
                continue
            left = 2 * node + 1
            if left < nodes:
                gap_left, gap_right = squared_to_box(x, boxes[left]), squared_to_box(x, boxes[left + 1])
                # the nearer child is pushed last, hence searched first; a tie goes to the side that holds the row
                left_first = gap_left < gap_right or (gap_left == gap_right and i < spans[left, 1])
                stack[top], gaps[top] = (left + 1, gap_right) if left_first else (left, gap_left)
                stack[top + 1], gaps[top + 1] = (left, gap_left) if left_first else (left + 1, gap_right)
                top += 2
                continue
            for j in range(spans[node, 0], spans[node, 1]):
                squared = squared_distance(x, points[j])
                if squared < bound:
                    held, total = insert_neighbour(near, counts, held, total, wanted, squared, multiplicities[j])
                    if total >= wanted:
                        bound = near[held - 1]
        result[i] = near[held - 1]
    return result
