"""The forward pass of a small network compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _layer(values: np.ndarray, weights: np.ndarray, bias: np.ndarray, made: np.ndarray) -> None:
    made[:] = bias
    for i in range(len(values)):
        value = values[i]
        if value != 0:
            for j in range(len(made)):
                made[j] += value * weights[i, j]


@njit(cache=True, nogil=True)
def forward(
    features: np.ndarray, inner: np.ndarray, spread: np.ndarray, clip: float, w0: np.ndarray, w1: np.ndarray,
    w2: np.ndarray, b0: np.ndarray, b1: np.ndarray, b2: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """See :func:`~.network.plain_forward`."""
    rows, wide = features.shape
    out = np.empty((rows, len(b2)), np.float32)
    first, second, start = np.empty_like(b0), np.empty_like(b1), np.empty(wide, np.float32)
    for r in range(rows):
        for i in range(wide):
            start[i] = min(max((features[r, i] - inner[i]) / spread[i], -clip), clip)
        _layer(start, w0, b0, first)
        for j in range(len(first)):
            first[j] = max(first[j], np.float32(0))
        _layer(first, w1, b1, second)
        for j in range(len(second)):
            second[j] = max(second[j], np.float32(0))
        _layer(second, w2, b2, out[r])
    return out
