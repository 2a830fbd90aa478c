"""Size, mean and spread of sets of rows, additive, so that any rest is a sum of its groups; Welch's interval.

Σ(x − m)² of two sets together = Σ₁ + Σ₂ + n₁(m₁ − m)² + n₂(m₂ − m)²        (Chan, Golub & LeVeque 1983)
difference of means ± t_df · √(s₁²/n₁ + s₂²/n₂),  df by Welch & Satterthwaite  (Welch 1947, *Biometrika* 34:28)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from takehome.protocol import Interval


@dataclass(frozen=True, slots=True)
class Moments:
    """`n` rows, their mean, and the sum of squares about it."""

    n: int
    mean: float
    squares: float

    @property
    def variance(self) -> float:
        """Unbiased; 0 below two rows."""
        return self.squares / (self.n - 1) if self.n > 1 else 0.0


EMPTY = Moments(0, math.nan, 0.0)


def moments(ordered: np.ndarray) -> Moments:
    """Of sorted values; exactly 0 spread where all are equal, without the dust that a sum leaves."""
    if not ordered.size:
        return EMPTY
    if ordered[0] == ordered[-1]:
        return Moments(ordered.size, float(ordered[0]), 0.0)
    mean = float(ordered.mean())
    apart = ordered - mean
    return Moments(ordered.size, mean, float(np.square(apart).sum()))


def together(parts: Sequence[Moments]) -> Moments:
    """Of disjoint sets of rows as one."""
    full = [part for part in parts if part.n]
    if not full:
        return EMPTY
    n, start = sum(part.n for part in full), full[0].mean
    mean = start + sum(part.n * (part.mean - start) for part in full) / n
    return Moments(n, mean, sum(part.squares + part.n * (part.mean - mean) ** 2 for part in full))


def cohen_d(one: Moments, rest: Moments) -> float:
    """Difference of means over the pooled standard deviation; infinite where nothing varies, NaN without a rest."""
    difference = one.mean - rest.mean
    if math.isnan(difference) or difference == 0:
        return difference
    pooled = math.sqrt((one.squares + rest.squares) / max(one.n + rest.n - 2, 1))
    return difference / pooled if pooled > 0 else math.copysign(math.inf, difference)


def welch_interval(one: Moments, rest: Moments, level: float, shown_level: float, unit: str) -> Interval:
    """Difference of means with coverage `level`, printed at the `shown_level` at which a whole family holds."""
    if min(one.n, rest.n) < 2:
        return Interval(-math.inf, math.inf, unit, shown_level)
    difference, a, b = one.mean - rest.mean, one.variance / one.n, rest.variance / rest.n
    if a + b == 0:
        return Interval(difference, difference, unit, shown_level)
    share = a / (a + b)
    freedom = 1 / (share**2 / (one.n - 1) + (1 - share) ** 2 / (rest.n - 1))
    reach = float(stdtrit(freedom, (1 + level) / 2)) * math.sqrt(a + b)
    return Interval(difference - reach, difference + reach, unit, shown_level)
