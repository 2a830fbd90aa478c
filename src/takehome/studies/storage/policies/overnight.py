r"""What a level kept over midnight is worth, from how the days of the past went on after midnight.

Tomorrow is one of the past days, each as likely as its weight says: day :math:`e` moved by the difference between
today's last price and the last price of the day before :math:`e`, so that it goes on where today ends,

.. math:: \hat p^{(e)}_t = p^{(e)}_t + p^{\text{today}}_{\text{last}} - p^{(e-1)}_{\text{last}} .

The worth of a level at midnight is the mean over these days of its slope in the concave value function of
:mod:`.planning`: a stochastic program of two stages by sample average (Shapiro, Dentcheva & Ruszczyński 2009,
*Lectures on Stochastic Programming*, chapter 5). The mean of the days' values is what counts, not the value of a mean
day: plans on one guessed tomorrow keep too much (``benchmarks/storage_policies.py`` prints what that costs).
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.planning import level_terms

PAST_DAYS = 56
"""Days that tomorrow may be like: eight weeks, within a season."""
SAME_WEEKDAY = 6.0
"""Weight of a day a whole number of weeks before tomorrow, so that its own weekday is half of what is expected."""
MOST_SLOTS = 96
"""Steps a day above which the end of the day stays free: prices known a day ahead come in quarters of an hour or more,
and finer ones would take seconds a year."""


def window(prices: Prices, starts: np.ndarray, row: int) -> tuple[np.ndarray, np.ndarray]:
    """Prices of the day `row` and of the days before it that matter, and where each begins."""
    low = max(0, row - PAST_DAYS)
    return prices.values[starts[low] : starts[row + 1]], starts[low : row + 2] - starts[low]


def worth_overnight(lattice: Lattice, fees: tuple[float, float], values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """What each level above empty is worth at the end of the last day given, falling.

    Parameters
    ----------
    fees : added to what is paid, taken off what is earned, per MWh. values : prices of days in a row, the last today.
    starts : (days + 1,) first position of each, and the end.

    Returns
    -------
    (top,) money per level; where no day has another before it, that of the terminal price.
    """
    from takehome.studies.storage.policies.overnight_kernels import mean_worth

    terms = level_terms(lattice)
    free = np.full(lattice.top, terms.end)
    if len(starts) <= 2:
        return free
    money = np.array([terms.bought, terms.sold, terms.wear, fees[0], fees[1], SAME_WEEKDAY])
    sells = lattice.battery.sell_below_zero
    return mean_worth(np.ascontiguousarray(values), starts, money, free, lattice.up, lattice.down, sells)


def mean_worth_reference(
    values: np.ndarray, starts: np.ndarray, money: np.ndarray, after: np.ndarray, up: int, down: int, sells: bool
) -> np.ndarray:
    """The plain twin of the kernel `mean_worth`: every level has its own slope, and NumPy sorts them."""
    total, weights, days = np.zeros(len(after)), 0.0, len(starts) - 1
    for e in range(1, days):
        day = values[starts[e] : starts[e + 1]] + values[starts[days] - 1] - values[starts[e] - 1]
        slopes = np.asarray(after, float)
        for price in day[::-1]:
            cost, gain = money[0] * (price + money[3]), money[1] * (price - money[4]) - money[2]
            may = sells or price >= 0
            if may and gain > cost:
                cost = gain = (cost * up + gain * down) / (up + down)
            sold = np.full(down if may else 0, gain)
            merged = np.sort(np.concatenate([slopes, np.full(up, cost), sold]))[::-1]
            slopes = merged[up : len(merged) - len(sold)]
        weight = money[5] if (days - e) % 7 == 0 else 1.0
        total, weights = total + weight * slopes, weights + weight
    return total / weights
