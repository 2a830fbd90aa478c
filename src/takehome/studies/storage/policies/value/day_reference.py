"""What a day's prices are expected to be before it begins: the column known ahead, or else the mean of earlier days."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.day_grid import day_grid

EARLIER = (1, 7)
"""Yesterday and the same day of last week; their mean is a harder floor than either alone."""


def day_reference(prices: Prices) -> np.ndarray:
    """(T,) the expectation for each step, from nothing later than the end of the day before or a column known ahead."""
    return next(iter(prices.known.values())) if prices.known else earlier_days(prices)


def earlier_days(prices: Prices) -> np.ndarray:
    """(T,) the mean of the same time of :data:`EARLIER` days; the first price on the very first day."""
    grid = hourly_means(prices)
    days = np.arange(prices.days)
    found = np.array([np.where((days >= back)[:, None], grid[np.maximum(days - back, 0)], np.nan) for back in EARLIER])
    found[1] = np.where(np.isnan(found[1]), found[0], found[1])
    found[0] = np.where(np.isnan(found[0]), found[1], found[0])
    expected = found.mean(axis=0)[prices.day - prices.day[0], prices.slot]
    return np.where(np.isnan(expected), prices.values[0], expected)


def hourly_means(prices: Prices) -> np.ndarray:
    """(days, slots) the price by day and slot, each replaced by the mean of its hour where steps are shorter."""
    grid = day_grid(prices)
    an_hour = max(1, prices.slots // 24)
    if an_hour == 1 or prices.slots % an_hour:
        return grid
    means = grid.reshape(prices.days, -1, an_hour).mean(axis=2)
    return np.repeat(means, an_hour, axis=1)
