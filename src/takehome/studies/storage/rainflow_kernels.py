"""Compiled loop of :mod:`takehome.studies.storage.rainflow`, which holds the theory and the plain twin."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.rainflow import CLOSE


@njit(cache=True, nogil=True)
def depth_wear(share: np.ndarray, cost: float, exponent: float) -> np.ndarray:
    """(T,) money of wear in each step, from the charge as a share of the capacity (T + 1,)."""
    wear = np.zeros(max(len(share) - 1, 0))
    points = np.empty(len(share))  # the turning points of ranges that are still open, and the charge now
    size = 0
    for position in range(len(share)):
        now = share[position]
        if size == 0 or (size == 1 and now != points[0]):
            points[size] = now
            size += 1
        elif size > 1 and now != points[size - 1]:
            if (now > points[size - 1]) != (points[size - 1] > points[size - 2]):
                size += 1
            points[size - 1] = now
        while size >= 3:
            depth = abs(points[size - 2] - points[size - 3])
            if abs(points[size - 1] - points[size - 2]) < CLOSE * depth:
                break
            wear[position - 1] += (0.5 if size == 3 else 1.0) * cost * depth**exponent
            if size == 3:
                points[0], points[1] = points[1], points[2]
                size = 2
            else:
                points[size - 3] = points[size - 1]
                size -= 2
    for left in range(size - 1):
        wear[-1] += 0.5 * cost * abs(points[left + 1] - points[left]) ** exponent
    return wear
