"""p-values of many questions asked at once.

Benjamini & Hochberg (1995), *Journal of the Royal Statistical Society B* 57:289–300.
"""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Adjusted p-values: rejecting those ≤ q keeps the expected share of false rejections ≤ q.

    Parameters
    ----------
    p_values : (k,) values in [0, 1].

    Returns
    -------
    (k,) adjusted values, in the order given.
    """
    p_values = np.asarray(p_values, float)
    k = p_values.size
    order = np.argsort(p_values)
    scaled = p_values[order] * k / np.arange(1, k + 1)
    adjusted = np.empty(k)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
