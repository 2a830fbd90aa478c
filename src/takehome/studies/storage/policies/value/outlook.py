"""A series as every learner of this folder sees it: prices, how dear they have been, what each step was expected to be.

`scale` and `expected` are known when a day begins, so an outlook is prepared once a day; prices of the day are put in
as they come (:meth:`Outlook.at`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.value.day_reference import day_reference, earlier_days
from takehome.studies.storage.policies.value.market_scale import MarketScale, market_scale

SETTLING = 7
"""Days; on the first ones a price is many scales from the middle, and a few such rows spoil every mean."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """(T,) prices, their scale, and what was expected of each step."""

    prices: Prices
    scale: MarketScale
    expected: np.ndarray

    @property
    def an_hour(self) -> int:
        """Steps in an hour, at least one."""
        return max(1, round(1 / self.prices.step_hours))

    @property
    def departure(self) -> np.ndarray:
        """(T,) how far each price fell from what was expected, in units of the scale."""
        return (self.prices.values - self.expected) / self.scale.scale

    def settled(self) -> Outlook:
        """Without the first :data:`SETTLING` days (or half of a shorter series), whose scale rests on too little."""
        day = self.prices.day - self.prices.day[0]
        first = int(np.searchsorted(day, min(SETTLING, self.prices.days // 2)))
        scale = MarketScale(self.scale.middle[first:], self.scale.scale[first:])
        return Outlook(self.prices.part(first), scale, self.expected[first:])

    def at(self, values: np.ndarray) -> Outlook:
        """The same outlook when these prices (T,) have come; only those of the last day may differ."""
        return replace(self, prices=self.prices.with_values(values))


def outlook(prices: Prices, reference: str) -> Outlook:
    """Prepare a series; `reference` is the column known ahead that prices are measured by, or empty."""
    prices = replace(prices, known={reference: prices.known[reference]} if reference else {})
    return Outlook(prices, market_scale(prices), day_reference(prices))


def reference_column(past: Prices) -> str:
    """The column known ahead that is nearer to the price than earlier days are; empty where none is.

    A day-ahead price is, a forecast of the load is not: it may help, but a price cannot be measured by it.
    """
    error = float(np.square(past.values - earlier_days(past)).mean())
    found = ""
    for name, values in past.known.items():
        missed = float(np.square(past.values - values).mean())
        if missed < error:
            found, error = name, missed
    return found
