r"""Intervals: the homes are drawn anew, and every alternative is valued on the same draws.

*Theory.* The homes stand for all homes like them. One bootstrap draw takes N of the N homes with replacement (Efron &
Tibshirani 1993, *An Introduction to the Bootstrap*, ch. 6); all alternatives see the same draw, so that differences
are paired. What all homes share, the weather and the prices of the judged weeks, is held fixed: intervals hold for days
like the judged ones, and the report says so. From fewer than `FEWEST_HOMES` homes no interval is given.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from takehome.protocol import Interval

FEWEST_HOMES = 10
"""Below it a draw repeats the same few homes, and an interval would be a guess."""
REPLICATES = 999
"""Draws, so that the 2.5 % quantile is an order statistic (Davison & Hinkley 1997, *Bootstrap Methods*, p. 220)."""
BLOCK = 50
STREAM = 71
"""Keeps these draws apart from others of the same seed."""


def sums(values: np.ndarray, seed: int) -> np.ndarray:
    """(K, 1 + replicates) sums over homes of values (K, N), in the estimate and in every draw of homes."""
    values = np.atleast_2d(values)
    found = [values.sum(axis=1, keepdims=True)]
    found += [values @ weights.T for weights in weights_of(values.shape[1], seed)]
    return np.hstack(found)


def weights_of(homes: int, seed: int) -> Iterator[np.ndarray]:
    """(block, homes) how often each home is drawn, block by block; none from too few homes."""
    if homes < FEWEST_HOMES:
        return
    rng = np.random.default_rng([seed, STREAM])
    for first in range(0, REPLICATES, BLOCK):
        rows = min(BLOCK, REPLICATES - first)
        drawn = rng.integers(0, homes, (rows, homes)) + np.arange(rows)[:, None] * homes
        yield np.bincount(drawn.ravel(), minlength=rows * homes).reshape(rows, homes).astype(float)


def interval(draws: np.ndarray, unit: str, confidence_level: float) -> Interval:
    """Percentiles of draws[1:], widened where needed to hold the estimate draws[0]; anything is possible without."""
    value = float(draws[0]) + 0.0
    if len(draws) == 1:
        return Interval(-np.inf, np.inf, unit, confidence_level)
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(draws[1:], [tail, 1 - tail])
    return Interval(float(min(low, value)) + 0.0, float(max(high, value)) + 0.0, unit, confidence_level)
