"""Compiled loop of the worth of a level at midnight; theory and NumPy twin stand in :mod:`.overnight`."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.planning_kernels import earlier


@njit(cache=True, nogil=True)
def mean_worth(
    values: np.ndarray, starts: np.ndarray, money: np.ndarray, after: np.ndarray, up: int, down: int, sells: bool
) -> np.ndarray:
    """Mean marginal values at the start of the days that tomorrow may be like.

    Parameters
    ----------
    values, starts : prices of days in a row, the last of which is today. after : (top,) what a level is worth after
        tomorrow, the same for all. money : per level of a price unit bought and sold, wear, fees, weight of a weekday.
    """
    days, top = len(starts) - 1, len(after)
    longest = 0
    for e in range(days):
        longest = max(longest, starts[e + 1] - starts[e])
    slope, run = np.empty(2 * longest + 3), np.empty(2 * longest + 3, np.int64)
    total, weights = np.zeros(top), 0.0
    for e in range(1, days):
        moved = values[starts[days] - 1] - values[starts[e] - 1]
        slope[0], run[0], count = after[0], top, 1
        for t in range(starts[e + 1] - 1, starts[e] - 1, -1):
            price = values[t] + moved
            count = earlier(
                slope, run, count, money[0] * (price + money[3]), money[1] * (price - money[4]) - money[2], up, down,
                sells or price >= 0,
            )  # fmt: skip
        weight = money[5] if (days - e) % 7 == 0 else 1.0
        weights += weight
        level = 0
        for k in range(count):
            for _ in range(run[k]):
                total[level] += weight * slope[k]
                level += 1
    return total / weights
