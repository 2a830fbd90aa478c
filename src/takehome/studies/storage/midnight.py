r"""What each day earns when what is stored at midnight is valued, so that a purchase counts on the day of its sale.

A battery that is full at midnight has paid for energy that the next day sells: in cash, one day is too dear and the
next too good, and neither says what trading brought. With :math:`S_d` stored at the midnight before day *d*, a kWh of
it worth :math:`m_d` (the mean of the median prices of the days on both sides), a day earns

.. math:: \text{cash}_d + m_{d+1} S_{d+1} - m_d S_d ,

which adds up to the same total, since only midnights between days are valued. Draws of days are then of days, not of
halves of trades.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from takehome.studies.storage.market.prices import MWH, Prices


def carried(prices: Prices, stored_kwh: np.ndarray) -> np.ndarray:
    """(days,) money by which what is stored grew from midnight to midnight; adds up to 0.

    Parameters
    ----------
    stored_kwh : (T + 1,) before each step, and at the end.
    """
    starts = prices.day_starts()
    middle = np.array([np.median(prices.values[a:b]) for a, b in pairwise(starts)])
    worth = np.zeros(prices.days + 1)
    worth[1:-1] = 0.5 * (middle[1:] + middle[:-1]) / MWH * stored_kwh[starts[1:-1]]
    return np.diff(worth)
