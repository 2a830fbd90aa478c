"""Compiled loops of trustworthiness and continuity; the theory and the NumPy twin stand in
:mod:`takehome.stats.clustering.trustworthiness`."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def squared_distances_from(columns, row, out):
    """Squared Euclidean distances from one row to every row, itself at infinity, into `out` (n,); columns (q, n)."""
    out[:] = 0.0
    for c in range(len(columns)):
        column, here = columns[c], columns[c, row]
        for j in range(len(out)):
            difference = column[j] - here
            out[j] += difference * difference
    out[row] = np.inf


@njit(cache=True, nogil=True)
def nearest_rows(distances, rows, lengths):
    """The nearest rows in ascending order, the earlier row first in ties, into `rows` (k,) and `lengths` (k,)."""
    k = len(rows)
    lengths[:] = np.inf
    rows[:] = -1
    for j in range(len(distances)):
        if distances[j] < lengths[k - 1]:
            place = k - 1
            while place > 0 and lengths[place - 1] > distances[j]:
                lengths[place], rows[place] = lengths[place - 1], rows[place - 1]
                place -= 1
            lengths[place], rows[place] = distances[j], j


@njit(cache=True, nogil=True)
def excess_rank(distances, radius, neighbours):
    """Sum over the neighbours beyond `radius` (the k-th distance) of their rank in `distances` minus k."""
    k, total = len(neighbours), 0
    for j in neighbours:
        if distances[j] > radius:
            reach, nearer = distances[j], 0
            for i in range(len(distances)):
                nearer += distances[i] < reach
            total += nearer + 1 - k
    return total


@njit(cache=True, nogil=True)
def excess_ranks(X, Y, k, anchors):
    """Excess ranks of each anchor's false neighbours in Y and of its lost neighbours of X (m, 2)."""
    n = len(X)
    columns_x, columns_y = X.T.copy(), Y.T.copy()
    from_x, from_y = np.empty(n), np.empty(n)
    near_x, near_y = np.empty(k, np.int64), np.empty(k, np.int64)
    length_x, length_y = np.empty(k), np.empty(k)
    out = np.empty((len(anchors), 2), np.int64)
    for a in range(len(anchors)):
        squared_distances_from(columns_x, anchors[a], from_x)
        squared_distances_from(columns_y, anchors[a], from_y)
        nearest_rows(from_x, near_x, length_x)
        nearest_rows(from_y, near_y, length_y)
        out[a, 0] = excess_rank(from_x, length_x[k - 1], near_y)
        out[a, 1] = excess_rank(from_y, length_y[k - 1], near_x)
    return out
