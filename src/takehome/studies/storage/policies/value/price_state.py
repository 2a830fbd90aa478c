r"""The state of a table: which cell of time, price and outlook a step falls into.

=======  ==================================================================================================
slot     hour of the local clock
price    the price now less the mean of those expected in the next hours (:mod:`~.day_reference`)
outlook  the highest less the lowest price expected in the next hours
=======  ==================================================================================================

Both are in the units of :mod:`~.market_scale` and cut at quantiles of the training years and nothing else, so a later
year's prices move no boundary. They were chosen among some twenty pairs and triples on NYISO 5-minute prices of 2016 to
2018, never 2019. With 2018 held out, the price against the level of the last weeks earned 5 to 10 points of the bound
less, and a third signal (the last hour's departure from expectation) mostly cost 1 to 4, as the cells grow thin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.policies.value.outlook import Outlook

HOURS = 24
"""Cells of the time of day; five-minute slots would leave about a thousand days to each, thinned over all others."""
AHEAD = 8
"""Hours of expected prices; at the end of a day, where no later ones are known, those of its first hours stand in."""


@dataclass(frozen=True, eq=False)
class PriceState:
    """Where the cells end: inner boundaries, rising."""

    price_edges: np.ndarray
    outlook_edges: np.ndarray

    @property
    def count(self) -> int:
        """Number of states."""
        return HOURS * (len(self.price_edges) + 1) * (len(self.outlook_edges) + 1)

    def codes(self, source: Outlook, positions: np.ndarray) -> np.ndarray:
        """(n,) state of each of these steps, from 0."""
        prices = source.prices
        code = prices.slot[positions] * HOURS // prices.slots
        edges = self.price_edges, self.outlook_edges
        for cut, values in zip(edges, signals(source, positions), strict=True):
            code = code * (len(cut) + 1) + np.searchsorted(cut, values, side="right")
        return code


def price_state(past: Outlook, cells: tuple[int, int]) -> PriceState:
    """The state whose cells of price and outlook hold equally many past steps."""
    values = signals(past, np.arange(len(past.prices)))
    return PriceState(*(quantile_edges(one, count) for one, count in zip(values, cells, strict=True)))


def quantile_edges(values: np.ndarray, count: int) -> np.ndarray:
    """(≤ count − 1,) distinct boundaries between `count` cells that hold equally many values."""
    return np.unique(np.quantile(values, np.arange(1, count) / count)) if count > 1 else np.empty(0)


def signals(source: Outlook, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) price and outlook signals of these steps."""
    expected, day = source.expected, source.prices.day
    after = np.searchsorted(day, day[positions], side="right")
    ahead = [expected[positions]]
    for k in range(1, AHEAD):
        at = positions + k * source.an_hour
        ahead.append(expected[np.maximum(np.where(at < after, at, at - 24 * source.an_hour), 0)])
    hours, scale = np.array(ahead), source.scale.scale[positions]
    return (source.prices.values[positions] - hours.mean(axis=0)) / scale, np.ptp(hours, axis=0) / scale
