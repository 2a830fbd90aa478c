r"""How dear and how uneven prices have been lately, so that what was learned in a cheap year holds in a dear one.

With :math:`m_d` the median and :math:`s_d` twice the mean absolute deviation from it over the :data:`DAYS` days before
day *d*, every learner of this folder sees prices only as :math:`(p - m_d) / s_d`. Taking the median off both what is
paid and what is earned is a potential-based shaping (Ng, Harada & Russell 1999): within a day it changes no decision.
A market with a value known ahead is measured by it, since its price lacks the spikes of the one that is traded; only
where it hardly moves does the mean deviation of the price itself take the place of :math:`s_d`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.value.marginal_values import StoreSide

DAYS = 28
"""Four whole weeks: every weekday counts the same, and a cold month shows within the month."""
HISTORY_DAYS = DAYS + 1
"""Whole days before the current one that make any decision of this folder the same as the whole past would."""
LEAST = 0.02
"""Least scale as a share of the level, so that a price that never changed does not divide by zero."""


@dataclass(frozen=True, eq=False)
class MarketScale:
    """(T,) median and scale that hold in each step; both are known when its day begins."""

    middle: np.ndarray
    scale: np.ndarray

    def of(self, values: np.ndarray) -> np.ndarray:
        """Values (T,) in these units."""
        return (values - self.middle) / self.scale

    def left_over(self, price: float) -> float:
        """What a unit that is never sold is worth at the end, in these units: its terminal price."""
        return float((price - self.middle[-1]) / self.scale[-1])

    def side(self, side: StoreSide) -> StoreSide:
        """What the store pays and earns in these units."""
        return StoreSide(self.of(side.buy), self.of(side.sell))


def market_scale(prices: Prices) -> MarketScale:
    """The scale of each step; on the very first day it is that of its first price."""
    source, traded = leading(prices), prices.values
    starts = prices.day_starts()
    made = np.empty((prices.days, 2))
    for d in range(prices.days):
        days = slice(starts[max(0, d - DAYS)], starts[d]) if d else slice(0, 1)
        middle = float(np.median(source[days]))
        spread = float(np.abs(source[days] - middle).mean()), float(np.abs(traded[days] - middle).mean())
        made[d] = middle, max(2 * spread[0], spread[1], LEAST * abs(middle))
    made[made[:, 1] == 0, 1] = 1.0
    made = made[prices.day - prices.day[0]]
    return MarketScale(made[:, 0].copy(), made[:, 1].copy())


def leading(prices: Prices) -> np.ndarray:
    """(T,) the first column that is known a day ahead, or the price itself where there is none."""
    return next(iter(prices.known.values()), prices.values)
