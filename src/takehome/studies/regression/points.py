"""Sensible points on a feature's axis: round numbers inside the data at which effects are stated."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

LOW, HIGH = 0.10, 0.90
SHAPE_POINTS = 9


@dataclass(frozen=True)
class Axis:
    """Where a numeric feature lives.

    Attributes
    ----------
    least, most : its range in training. low, high : its 10 % and 90 % points (its range, where those are equal).
    unit_step : the step of "one more". window : the width of the windows at which a bend is stated.
    windows : (start, stop) pairs, low to high, inside the data. shape : points at which the curve is followed.
    """

    least: float
    most: float
    low: float
    high: float
    unit_step: float
    window: float
    windows: tuple[tuple[float, float], ...]
    shape: np.ndarray


def axis_of(x: np.ndarray) -> Axis:
    """The axis of a numeric training column (n,), which varies."""
    least, most = float(x.min()), float(x.max())
    low, high = (float(q) for q in np.quantile(x, [LOW, HIGH]))
    if low == high:
        low, high = least, most
    window = nice_step((most - least) / 10)
    edges = np.quantile(x, [0.05, 0.95])
    first, last = edges if edges[0] < edges[1] else (least, most)
    shape = np.linspace(first, last, SHAPE_POINTS)
    return Axis(least, most, low, high, one_step(most - least), window, _windows(x, window), shape)


def nice_step(width: float) -> float:
    """The nearest (in ratio) of 1, 2, 5 × a power of ten.

    >>> nice_step(1.0), nice_step(8.0), nice_step(0.23)
    (1.0, 10.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(width))
    return min((m * power for m in (1.0, 2.0, 5.0, 10.0)), key=lambda step: abs(math.log(step / width)))


def one_step(span: float) -> float:
    """1 where that is a sensible step for this range, else the power of ten next below a tenth of the range."""
    if span / 200 <= 1 <= span / 2 or span == 1:
        return 1.0
    return 10.0 ** math.floor(math.log10(span / 10) + 1e-9)


def _windows(x: np.ndarray, width: float) -> tuple[tuple[float, float], ...]:
    """Windows that begin at the 10 % point, lie about the median and end at the 90 % point, all on round numbers."""
    least, most = x.min(), x.max()
    low, middle, high = np.quantile(x, [LOW, 0.5, HIGH]) / width
    starts = [round(low), round(middle - 0.5), round(high) - 1]
    inside = [(k * width, (k + 1) * width) for k in starts if k * width >= least and (k + 1) * width <= most]
    return tuple(sorted(set(inside)))
