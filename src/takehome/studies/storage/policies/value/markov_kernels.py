"""Backward stochastic dynamic programming on marginal values, compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def expected_values(
    buy: np.ndarray, sell: np.ndarray, chance: np.ndarray, part: np.ndarray, up: int, down: int, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """See :func:`~.markov.expected_values`, its plain twin."""
    steps, states = buy.shape
    count = last.shape[1]
    made = np.empty((steps, states, count))
    ahead, before = last.copy(), np.empty((states, count))
    for t in range(steps - 1, -1, -1):
        made[t] = ahead
        for k in range(states):
            cost, gain, worth = buy[t, k], min(sell[t, k], buy[t, k]), ahead[k]
            for j in range(count):
                before[k, j] = worth[j]
                if worth[j] > cost:
                    before[k, j] = max(cost, worth[j + up]) if j + up < count else cost
                elif worth[j] < gain:
                    before[k, j] = min(gain, worth[j - down]) if j >= down else gain
        ahead[:] = 0.0
        for k in range(states):
            for other in range(states):
                share = chance[part[t], k, other]
                if share > 0:
                    for j in range(count):
                        ahead[k, j] += share * before[other, j]
    return made, ahead
