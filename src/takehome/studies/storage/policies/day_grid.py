"""Past prices by day and slot of the clock, so that a plan made on one day fits the clock of another."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.market.prices import Prices


def day_grid(prices: Prices, values: np.ndarray | None = None) -> np.ndarray:
    """Values (default: the prices) by day and slot.

    Where the clock skips an hour, the hour before it fills the place; where it repeats one, the first counts. A day
    that does not begin with its first slot is not known whole and is NaN throughout.

    Returns
    -------
    (days, slots).
    """
    values = prices.values if values is None else values
    grid = np.full((prices.days, prices.slots), np.nan)
    place, first = np.unique((prices.day - prices.day[0]) * prices.slots + prices.slot, return_index=True)
    grid.flat[place] = values[first]
    known = np.where(np.isnan(grid), 0, np.arange(prices.slots))
    filled = np.take_along_axis(grid, np.maximum.accumulate(known, axis=1), axis=1)
    filled[np.isnan(grid[:, 0])] = np.nan
    return filled
