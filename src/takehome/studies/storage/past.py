"""Where the past ends: policies learn before, and are valued after."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.prices import Prices

FEWEST_DAYS = 28
"""Days of past below which no price model is fitted: four weeks show each weekday four times."""
JUDGED_DAYS = 365
"""Where two years or more are given, the last one is judged: a whole round of seasons."""


def first_judged(prices: Prices, train: float | str | None) -> int:
    """Position of the first step that is traded and valued.

    Parameters
    ----------
    train : share of the days, a date (``"2019-01-01"``, the first day that is judged), or None: the last 365 days are
        judged where there are two years, the second half where there are eight weeks, and everything otherwise.

    Raises
    ------
    InputError
        Where nothing would be left to judge, or the past would be shorter than `FEWEST_DAYS` days.
    """
    starts = prices.day_starts()
    if train is None:
        if prices.days < 2 * FEWEST_DAYS:
            return 0
        past = prices.days - JUDGED_DAYS if prices.days >= 2 * JUDGED_DAYS else prices.days // 2
    elif isinstance(train, str):
        past = _days_before(prices, train)
    else:
        if isinstance(train, bool) or not isinstance(train, int | float) or not 0 <= train < 1:
            raise InputError(f"train = {train!r}", "a share of the days from 0 to below 1, or a date", "train=0.5")
        past = int(train * prices.days)
    if past == 0:
        return 0
    if past < FEWEST_DAYS or past >= prices.days:
        half = "; train=0.5 judges the second half" if prices.days >= 2 * FEWEST_DAYS else ""
        raise InputError(
            f"train = {train!r}: {past} of {prices.days} days lie before the first day that is judged",
            f"at least {FEWEST_DAYS} days of past, and a day to judge",
            f"train=0 (--train 0) judges policies that need no past{half}",
        )
    return int(starts[past])


def _days_before(prices: Prices, date: str) -> int:
    try:
        wanted = np.datetime64(date, "D")
    except ValueError:
        raise InputError(f"train = {date!r}", "a share of the days, or a date", "train='2019-01-01'") from None
    if not prices.clock:
        raise InputError(f"train = {date!r} for prices without dates", "a share of the days", "train=0.5")
    first = int(np.searchsorted(prices.time.astype("datetime64[D]"), wanted))
    return int(prices.day[first] - prices.day[0]) if first < len(prices) else prices.days
