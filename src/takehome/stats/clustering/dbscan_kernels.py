"""Compiled search of :mod:`takehome.stats.clustering.dbscan` for the core row that a border row goes to."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.stats.clustering.kd_tree_kernels import squared_distance, squared_to_box


@njit(cache=True, nogil=True)
def nearest_core_row(points, rows, boxes, spans, core, node_core, node_row, i, eps, stack, gaps):
    """Nearest row of core distance ≤ eps within eps of position i, the lowest of those equally near; −1 for none."""
    nodes, x = len(boxes), points[i]
    found, best, top = -1, eps, 1
    stack[0], gaps[0] = 0, 0.0
    while top:
        top -= 1
        node, gap = stack[top], gaps[top]
        if gap > best or (gap == best and found >= 0 and node_row[node] > found):
            continue
        left = 2 * node + 1
        if left < nodes:
            gap_left, gap_right = np.sqrt(squared_to_box(x, boxes[left])), np.sqrt(squared_to_box(x, boxes[left + 1]))
            left_first = gap_left < gap_right or (gap_left == gap_right and node_row[left] < node_row[left + 1])
            for turn in range(2):
                side = left + 1 if left_first == (turn == 0) else left
                gap = gap_right if side > left else gap_left
                if node_core[side] <= eps and gap <= best:
                    stack[top], gaps[top] = side, gap
                    top += 1
            continue
        for j in range(spans[node, 0], spans[node, 1]):
            if core[j] > eps:
                continue
            distance = np.sqrt(squared_distance(x, points[j]))
            if distance < best or (distance == best and (found < 0 or rows[j] < found)):
                best, found = distance, rows[j]
    return found


@njit(cache=True, nogil=True)
def attach_border_rows(points, rows, boxes, spans, core, node_core, node_row, eps, labels):
    """Give every row that is not core the label (n,) of its nearest core row within eps, or −1; changes `labels`."""
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    for i in range(len(points)):
        if core[i] > eps:
            found = nearest_core_row(points, rows, boxes, spans, core, node_core, node_row, i, eps, stack, gaps)
            labels[rows[i]] = labels[found] if found >= 0 else -1
