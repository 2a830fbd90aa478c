"""Compiled Borůvka on a k-d tree; :mod:`takehome.stats.clustering.mutual_reachability` holds the theory.

All arrays are in tree order. `reach[i]` never exceeds the length of row i's shortest edge into another component; it
is that length when `partner[i]` ≥ 0. Components only grow, so both stay true until the partner is absorbed.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.stats.clustering.kd_tree_kernels import node_minima, squared_distance, squared_to_box
from takehome.stats.clustering.union_find_kernels import find_root, join

ROUNDING = 1 + 4e-16
"""Squares are compared with this much room, so that no distance equal to the bound is lost by rounding its square."""


@njit(cache=True, nogil=True)
def node_components(spans, component, result):
    """Component of each node whose positions all have the same (v,), −1 for mixed nodes; written into `result`."""
    nodes = len(spans)
    for node in range(nodes - 1, -1, -1):
        left = 2 * node + 1
        if left < nodes:
            result[node] = result[left] if result[left] == result[left + 1] else -1
            continue
        first = component[spans[node, 0]]
        for j in range(spans[node, 0] + 1, spans[node, 1]):
            if component[j] != first:
                first = -1
                break
        result[node] = first


@njit(cache=True, nogil=True)
def shortest_foreign_edge(points, boxes, spans, core, component, of_node, node_core, i, bound, stack, gaps):
    """The nearest row of another component with an edge shorter than `bound`: (length, position) or (bound, −1)."""
    nodes, x, own, own_core = len(boxes), points[i], component[i], core[i]
    found, top = -1, 1
    stack[0], gaps[0] = 0, 0.0
    room = bound * bound * ROUNDING
    while top:
        top -= 1
        node = stack[top]
        if gaps[top] >= bound or own_core >= bound:
            continue
        left = 2 * node + 1
        if left < nodes:
            # roots, not squares: a node exactly as far as the bound must be skipped, or ties make searches endless
            gap_left, gap_right = np.sqrt(squared_to_box(x, boxes[left])), np.sqrt(squared_to_box(x, boxes[left + 1]))
            left_first = gap_left < gap_right or (gap_left == gap_right and i < spans[left, 1])
            for turn in range(2):
                side = left + 1 if left_first == (turn == 0) else left
                gap = gap_right if side > left else gap_left
                if of_node[side] != own and gap < bound and node_core[side] < bound:
                    stack[top], gaps[top] = side, gap
                    top += 1
            continue
        for j in range(spans[node, 0], spans[node, 1]):
            if component[j] == own or core[j] >= bound:
                continue
            squared = squared_distance(x, points[j])
            if squared <= room:
                length = max(np.sqrt(squared), own_core, core[j])
                if length < bound:
                    bound, found = length, j
                    room = bound * bound * ROUNDING
    return bound, found


@njit(cache=True, nogil=True)
def offer(bounds, ends, c, i, j, length):
    """Note the edge (i, j) as component c's shortest when it is."""
    if length < bounds[c]:
        bounds[c] = length
        ends[c, 0], ends[c, 1] = i, j


@njit(cache=True, nogil=True)
def shortest_edges(points, boxes, spans, core, component, of_node, node_core, reach, partner, bounds, ends):
    """Fill in the shortest edge out of every component: its length in `bounds` and its ends."""
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    n = len(points)
    bounds[:] = np.inf
    for i in range(n):
        j = partner[i]
        if j < 0:
            continue
        if component[j] == component[i]:
            partner[i] = -1
            continue
        offer(bounds, ends, component[i], i, j, reach[i])
        offer(bounds, ends, component[j], i, j, reach[i])
    for i in range(n):
        c = component[i]
        if partner[i] >= 0 or reach[i] >= bounds[c]:
            continue
        reach[i], partner[i] = shortest_foreign_edge(
            points, boxes, spans, core, component, of_node, node_core, i, bounds[c], stack, gaps
        )
        j = partner[i]
        if j >= 0:
            offer(bounds, ends, c, i, j, reach[i])
            offer(bounds, ends, component[j], i, j, reach[i])


@njit(cache=True, nogil=True)
def boruvka(points, boxes, spans, core):
    """Minimum spanning tree: positions (n − 1, 2) and lengths (n − 1,) in the order found."""
    n = len(points)
    parents, component = np.arange(n), np.arange(n)
    reach, partner = core.copy(), np.full(n, -1)
    bounds, ends = np.empty(n), np.empty((n, 2), np.int64)
    of_node, node_core = np.empty(len(boxes), np.int64), node_minima(spans, core)
    edges, lengths, count = np.empty((n - 1, 2), np.int64), np.empty(n - 1), 0
    while count < n - 1:
        node_components(spans, component, of_node)
        shortest_edges(points, boxes, spans, core, component, of_node, node_core, reach, partner, bounds, ends)
        for c in range(n):
            # with ties two components may choose different edges of one cycle: the second is left out
            if component[c] == c and join(parents, ends[c, 0], ends[c, 1]):
                edges[count], lengths[count] = ends[c], bounds[c]
                count += 1
        for i in range(n):
            component[i] = find_root(parents, i)
    return edges, lengths
