"""The days behind a battery that plans on known days, which say what charge kept over midnight is worth."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.overnight import PAST_DAYS, worth_overnight

DAY = np.timedelta64(1, "D")


class Nights:
    """Remembers days in a row: those that came, or those of the fitted series right before.

    After a gap in the days it begins anew.
    """

    def __init__(self, series: Prices) -> None:
        self._fees = (series.buy_fee, series.sell_fee)
        self._series, self._dates = series, series.time.astype("datetime64[D]")
        self._days: list[np.ndarray] = []
        self._date: np.datetime64 | None = None

    def worth(self, lattice: Lattice, date: np.datetime64, prices: np.ndarray) -> np.ndarray:
        """(top,) money per level kept when a day of these prices ends."""
        if date == self._date:
            self._days = self._days[:-1]
        elif self._date is None or date != self._date + DAY:
            self._days = self._fitted_before(date)
        self._days, self._date = [*self._days, prices][-PAST_DAYS - 1 :], date
        starts = np.cumsum([0, *(len(day) for day in self._days)])
        return worth_overnight(lattice, self._fees, np.concatenate(self._days), starts)

    def _fitted_before(self, date: np.datetime64) -> list[np.ndarray]:
        """The last days of the fitted series before a date, where it reaches up to it."""
        dates = self._dates
        if dates[0] >= date or dates[-1] + DAY < date:
            return []
        low, high = np.searchsorted(dates, [date - PAST_DAYS * DAY, date])
        return np.split(self._series.values[low:high], np.flatnonzero(np.diff(dates[low:high])) + 1)
