"""When two numbers are the same answer: within a share of the truth, or within what rounding on paper costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

ROUNDED_SHARE = 0.003
"""An exact answer that was rounded to three significant digits is off by at most 0.5 %; most are nearer."""


def close(value: object, truth: float, share: float = ROUNDED_SHARE, least: float = 0.0) -> bool:
    """Whether `value` is a number within `share` of `truth`, or within `least` of it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value - truth) <= max(share * abs(truth), least)


def root_mean_square(errors: Sequence[float] | np.ndarray) -> float:
    """The root of the mean of the squares; 0 for none."""
    values = np.asarray(errors, float)
    return float(np.sqrt(np.mean(values**2))) if values.size else 0.0
