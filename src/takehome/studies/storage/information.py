"""What the one who acts may know when it acts; everything about storage depends on it.

At step *t* of day *d* the prices of all days before *d* are known in every case. Of day *d* itself:

=================  =======================================  ======================================================
``forecast``       nothing                                  the day's schedule is fixed before the day begins
``current_price``  the steps up to and including *t*        a real-time market, whose price shows as one acts
``known_day``      all of them                              a day-ahead market, whose prices are published before
=================  =======================================  ======================================================

The sets are nested, so a policy that needs less may be used where more is known. Columns that are declared as known
ahead (a day-ahead price beside a real-time one) may be read for the whole of day *d* in every case.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from takehome.studies.storage.market.prices import Prices


class Information(StrEnum):
    """What may be known of the day on which one acts; in order, least first."""

    FORECAST = "forecast"
    CURRENT_PRICE = "current_price"
    KNOWN_DAY = "known_day"

    def covers(self, needed: Information) -> bool:
        """Whether a policy that needs `needed` may be run under this set."""
        order = tuple(Information)
        return order.index(self) >= order.index(needed)


MEANING = {
    Information.FORECAST: "past days only; the day's own prices are forecast",
    Information.CURRENT_PRICE: "past prices and the price of the current step",
    Information.KNOWN_DAY: "all prices of the current day, as a day-ahead market publishes them",
}
"""Each set in words, for every place that prints a result."""


def known_until(prices: Prices, information: Information) -> np.ndarray:
    """(T,) for each step, the first position whose price may NOT be read when acting at that step."""
    steps = np.arange(len(prices))
    first = np.searchsorted(prices.day, prices.day, side="left")
    after = np.searchsorted(prices.day, prices.day, side="right")
    return {Information.FORECAST: first, Information.CURRENT_PRICE: steps + 1, Information.KNOWN_DAY: after}[
        information
    ]
