"""Rows of features compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def price_rows(
    values: np.ndarray, expected: np.ndarray, middle: np.ndarray, scale: np.ndarray, day: np.ndarray,
    starts: np.ndarray, positions: np.ndarray, lags: np.ndarray, around: np.ndarray, windows: np.ndarray, hour: int,
) -> np.ndarray:  # fmt: skip
    """See :func:`~.features.plain_price_rows`."""
    wide, near = len(lags), len(lags) + len(around)
    made = np.empty((len(positions), near + 2 * len(windows)))
    for i in range(len(positions)):
        t = positions[i]
        after = starts[day[t] + 1]
        for k in range(wide):
            made[i, k] = (values[max(t - lags[k], 0)] - middle[t]) / scale[t]
        for k in range(len(around)):
            at = t + around[k] * hour
            while at >= after:
                at -= 24 * hour
            made[i, wide + k] = (expected[max(at, 0)] - middle[t]) / scale[t]
        total, size, back = 0.0, 0.0, 0
        for k in range(len(windows)):
            while back < windows[k] * hour and t - back >= 0:
                gap = values[t - back] - expected[t - back]
                total += gap
                size += abs(gap)
                back += 1
            made[i, near + 2 * k] = total / back / scale[t]
            made[i, near + 2 * k + 1] = size / back / scale[t]
        for k in range(made.shape[1]):
            made[i, k] = np.arcsinh(made[i, k])
    return made
