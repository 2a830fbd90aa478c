"""Marginal values compiled with numba: backward over a series of prices, and forward through the decisions."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def values_backward(
    buy: np.ndarray, sell: np.ndarray, believed: np.ndarray, up: int, down: int, last: np.ndarray
) -> np.ndarray:  # fmt: skip
    """See :func:`~.marginal_values.values_backward`, its plain twin."""
    steps, count = len(buy), len(last)
    made = np.empty((steps, count))
    worth, before = last.copy(), last.copy()
    for t in range(steps - 1, -1, -1):
        made[t] = worth
        cost, gain = buy[t], min(sell[t], buy[t])
        judge = believed[t] if len(believed) else worth
        for j in range(count):
            before[j] = worth[j]
            if judge[j] > cost:
                before[j] = worth[j + up] if j + up < count and judge[j + up] > cost else cost
            elif judge[j] < gain:
                before[j] = worth[j - down] if j >= down and judge[j - down] < gain else gain
        worth[:] = before
    return made


@njit(cache=True, nogil=True)
def wanted_move(
    marginal: np.ndarray, cost: float, gain: float, level: int, top: int, up: int, down: int
) -> int:  # fmt: skip
    """See :func:`~.marginal_values.wanted_move`, its plain twin."""
    count = len(marginal)
    worth = 0
    while worth < count and marginal[worth] > cost:
        worth += 1
    high = worth * top // count
    if level < high:
        return min(up, high - level)
    while worth < count and marginal[worth] >= gain:
        worth += 1
    low = worth * top // count
    return -min(down, level - low) if level > low else 0


@njit(cache=True, nogil=True)
def walk(
    marginal: np.ndarray, buy: np.ndarray, sell: np.ndarray, level: int, top: int, up: int, down: int, end: int,
    left: int,
) -> np.ndarray:  # fmt: skip
    """See :func:`~.marginal_values.walk`, its plain twin."""
    steps = len(buy)
    moves = np.zeros(steps, np.int64)
    for t in range(steps):
        wanted = wanted_move(marginal[t], buy[t], sell[t], level, top, up, down)
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, sell[t] > -np.inf)
        level += moves[t]
    return moves
