"""What an agent sees at each step, and that it sees nothing which it may not know.

=====================  =============================================================  =============================
feature                meaning                                                        unit and range
=====================  =============================================================  =============================
``charge``             what is stored, as a share of the capacity                     0 to 1
``sin``, ``cos``       place on the local clock, a day being one turn                 −1 to 1
``day_left``           steps left of this local day, this one included                share of the longest day
``series_left``        steps left until the end of the series, a day at most          share of the longest day
``yesterday``          price as many steps into the day before                        price
``last_week``          the same, seven days before                                    price
``price``, ``before``  price now, and one step before                                 price; from ``current_price`` on
``forecast …``         row of the array that the user gave                            price
``price +k``           price k steps from now, to the end of the day, then 0          price; ``known_day`` only
``NAME +k``            the same for each column known ahead                           as in the column
=====================  =============================================================  =============================

"price" is currency per MWh without fees, divided by `scale`. Scaling by the mean and spread of the series itself would
let the future be seen; give a `scale` from past years. Where the past does not reach back, ``last_week`` is
``yesterday``, which is 0 on the first day. After the last step all but the charge is 0. Of a user's forecast nobody
but the user can know from what it was made.
"""

from __future__ import annotations

import itertools

import numpy as np
from gymnasium import spaces

from takehome.errors import InputError
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import Prices

LARGEST = 1e9
"""Bound of the observation space where a feature has no bound of its own (no market quotes such a price)."""
SHORT_STEP_HOURS = 1.0
"""Below this, what is known when acting changes the result so much that it must be said."""
UNIT = ("charge", "sin", "cos", "day_left", "series_left")
"""Features that no price is in."""


def information_of(information: Information | str | None, step_hours: float) -> Information:
    """The set named; without a name, ``known_day`` for steps of an hour or more.

    Raises
    ------
    InputError
        For an unknown name, and for none where steps are shorter than an hour.
    """
    choices = ", ".join(f"{item.value!r}" for item in Information)
    if information is None and step_hours < SHORT_STEP_HOURS:
        saw = f"steps of {step_hours * 60:g} minutes and no information="
        raise InputError(saw, f"one of {choices}", "say what is known when the battery acts")
    if information is not None and str(information) not in [item.value for item in Information]:
        raise InputError(f"information = {information!r}", f"one of {choices}", "choose one of these")
    return Information.KNOWN_DAY if information is None else Information(information)


class Observer:
    """Makes observations of a series under an information set.

    Parameters
    ----------
    prices : the series. information : what may be known. forecast : (T, H) or None, row t is known at step t.
    scale : currency per MWh that is shown as 1.

    Attributes
    ----------
    names : a name for each feature. space : a float32 box.
    """

    def __init__(
        self, prices: Prices, information: Information, forecast: np.ndarray | None = None, scale: float = 1.0
    ) -> None:
        if not (np.isfinite(scale) and scale > 0):
            raise InputError(f"scale = {scale!r}", "a finite number above 0", "give a typical price of past years")
        starts = prices.day_starts()
        longest = max(int(np.diff(starts).max()), 1)
        values = prices.values / scale
        columns = {name: np.asarray(column, float) for name, column in prices.known.items()}
        names = [*UNIT, "yesterday", "last_week"]
        table = [*_calendar(prices, longest), *_past(values, prices, starts)]
        if information.covers(Information.CURRENT_PRICE):
            names, table = [*names, "price", "before"], [*table, values, np.append(values[:1], values[:-1])]
        if information is Information.KNOWN_DAY:
            columns = {"price": values, **columns}
        if forecast is not None:
            rows = forecast_rows(forecast, len(prices)) / scale
            names, table = [*names, *(f"forecast {place}" for place in range(rows.shape[1]))], [*table, *rows.T]
        width = len(names)
        names += [f"{name} +{ahead}" for name in columns for ahead in range(longest)]
        self.names = tuple(names)
        self._table = np.zeros((len(prices) + 1, len(names)), np.float32)
        self._table[:-1, :width] = np.column_stack(table)
        for place, column in enumerate(columns.values()):
            first = width + place * longest
            _fill_rest_of_day(self._table[:-1, first : first + longest], column, starts)
        self._rows = list(self._table)
        if np.abs(self._table).max() > LARGEST:
            raise InputError(f"a value above {LARGEST:g}", "prices and columns below that", "set scale=")
        low = np.where(np.isin(names, ("sin", "cos")), -1.0, np.where(np.isin(names, UNIT), 0.0, -LARGEST))
        high = np.where(np.isin(names, UNIT), 1.0, LARGEST)
        self.space = spaces.Box(low.astype(np.float32), high.astype(np.float32), dtype=np.float32)

    def __call__(self, step: int, charge: float) -> np.ndarray:
        """(F,) float32 at `step`, from 0 to T, with this share of the capacity stored."""
        seen = self._rows[step].copy()
        seen[0] = charge
        return seen

    def many(self, steps: np.ndarray, charges: np.ndarray) -> np.ndarray:
        """(n, F) float32, the same for n steps at once."""
        seen = self._table[steps]
        seen[:, 0] = charges
        return seen


def forecast_rows(forecast: np.ndarray, steps: int) -> np.ndarray:
    """The user's forecast as (T, H), checked."""
    rows = np.asarray(forecast, float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    if rows.ndim != 2 or len(rows) != steps or not np.isfinite(rows).all():
        saw = f"a forecast of shape {rows.shape} for {steps} steps"
        raise InputError(saw, "one row of finite numbers for each step", "align the forecast with the prices")
    return rows


def _calendar(prices: Prices, longest: int) -> list[np.ndarray]:
    """The features that no price is in; the first is a place for the charge."""
    steps = np.arange(len(prices))
    angle = 2 * np.pi * prices.slot / prices.slots
    day_left = np.searchsorted(prices.day, prices.day, side="right") - steps
    series_left = np.minimum(len(prices) - steps, longest)
    return [np.zeros(len(prices)), np.sin(angle), np.cos(angle), day_left / longest, series_left / longest]


def _past(values: np.ndarray, prices: Prices, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Prices one and seven local days before, as many steps into the day (at most its last step)."""
    day = prices.day - prices.day[0]
    offset = np.arange(len(prices)) - starts[day]
    before = []
    for days in (1, 7):
        then = np.maximum(day - days, 0)
        place = np.minimum(starts[then] + offset, starts[then + 1] - 1)
        before.append(np.where(day >= days, values[place], 0.0))
    yesterday, last_week = before
    return yesterday, np.where(day >= 7, last_week, yesterday)


def _fill_rest_of_day(table: np.ndarray, column: np.ndarray, starts: np.ndarray) -> None:
    """Write into (T, longest) zeros the column from each step to the end of its day."""
    longest = table.shape[1]
    for first, last in itertools.pairwise(starts):
        padded = np.append(column[first:last], np.zeros(longest))
        table[first:last] = np.lib.stride_tricks.sliding_window_view(padded, longest)[: last - first]
