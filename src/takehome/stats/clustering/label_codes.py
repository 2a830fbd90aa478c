"""Labels as codes 0 … K − 1 in the order of the labels: ``np.unique`` without its sort of all rows."""

from __future__ import annotations

import numpy as np

LARGEST_LABEL = 1_000_000
"""Integer labels up to this size are looked up; others are sorted."""


def label_codes(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sorted distinct labels (K,), and the position of every row's label among them (n,).

    Parameters
    ----------
    labels : (n,) of any kind that can be sorted; whole numbers of moderate size are fast.
    """
    labels = np.asarray(labels)
    if labels.size and labels.dtype.kind in "iu":
        low, high = int(labels.min()), int(labels.max())
        if high - low <= LARGEST_LABEL:
            shifted = labels.astype(np.int64) - low
            present = np.bincount(shifted, minlength=high - low + 1) > 0
            return np.flatnonzero(present) + low, (np.cumsum(present) - 1)[shifted]
    names, codes = np.unique(labels, return_inverse=True)
    return names, codes
