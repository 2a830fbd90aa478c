"""Compiled walk down boosted trees; the NumPy twin stands in :mod:`.forest`."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def summed(
    X: np.ndarray, feature: np.ndarray, threshold: np.ndarray, left: np.ndarray, right: np.ndarray,
    missing_left: np.ndarray, value: np.ndarray, roots: np.ndarray, start: float,
) -> np.ndarray:  # fmt: skip
    """(n,) sums of leaves, tree by tree, as scikit-learn adds them."""
    total = np.full(len(X), start)
    for i in range(len(X)):
        for root in roots:
            node = root
            while left[node] != node:
                x = X[i, feature[node]]
                down_left = missing_left[node] if math.isnan(x) else x <= threshold[node]
                node = left[node] if down_left else right[node]
            total[i] += value[node]
    return total
