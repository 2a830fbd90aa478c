"""Mean of regression trees compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def mean_leaves(
    features: np.ndarray, feature: np.ndarray, threshold: np.ndarray, left: np.ndarray, right: np.ndarray,
    answer: np.ndarray, roots: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """See :func:`~.trees.plain_mean_leaves`."""
    made = np.zeros((len(features), answer.shape[1]))
    for r in range(len(features)):
        for root in roots:
            node = root
            while left[node] != node:
                node = left[node] if features[r, feature[node]] <= threshold[node] else right[node]
            for k in range(answer.shape[1]):
                made[r, k] += answer[node, k]
        for k in range(answer.shape[1]):
            made[r, k] /= len(roots)
    return made
