"""The series that a policy sees while observations come in: the past, today so far, and places for what is to come.

A window holds the days before today that any policy reads, today, and tomorrow. Prices that have not come yet hold the
last one that has; no policy may read them. The calendar of a day (23, 24 or 25 hours) is that of the fitted series
where it covers the day, and an ordinary one elsewhere: a day on which the clock changes is then an hour off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.prices import Prices

DAY = np.timedelta64(1, "D")
HOUR = np.timedelta64(3_600_000_000, "us")
SUNDAY = 3
"""Days since 1970-01-01, a Thursday, modulo 7: clocks change in the night to a Sunday (IANA time zone database)."""
Ahead = Mapping[str, np.ndarray]


class Stream:
    """Observations in order of time.

    Attributes
    ----------
    series : what the study was fitted on; it is the past of observations within it or right after it.
    keep : days of past in the window. known : columns known a day ahead that the policy reads.
    window : prices seen by the policy. first, t, end : positions of today's first step, of now, and after today.
    past_days : whole days before today. missing : steps that did not come and took the price before them.
    """

    def __init__(self, series: Prices, keep: int, known: tuple[str, ...]) -> None:
        self.series = replace(series, known={name: series.known[name] for name in known})
        self.keep, self.known = keep, known
        self._dates = series.time.astype("datetime64[D]")
        self._step = np.timedelta64(round(series.step_hours * 3_600e6), "us")
        self.window, self.first, self.t, self.end = self.series.part(0, 0), 0, -1, 0
        self.past_days, self.missing = 0, 0
        self._last: np.datetime64 | None = None

    def put(self, moment: np.datetime64, price: float, ahead: Ahead) -> bool:
        """Take one observation in; True where it begins a day (or the stream).

        Parameters
        ----------
        moment : local time. price : per MWh. ahead : name → values of the whole day, where its first step comes.
        """
        begun = self._begins(moment)
        if begun:
            self._require(ahead, moment)
            self._begin(moment, price, ahead)
        slot = int((moment - moment.astype("datetime64[D]")) // self._step)
        found = np.flatnonzero(self.window.slot[self.t + 1 : self.end] == slot)
        at = self.t + 1 + int(found[0]) if found.size else max(self.t, self.first)
        self._fill(at, moment.astype("datetime64[D]"), price)
        self.window.values[at:] = price
        self.t, self._last = at, moment
        return begun

    def _require(self, ahead: Ahead, moment: np.datetime64) -> None:
        absent = next((name for name in self.known if name not in ahead), None)
        if absent is not None:
            saw = f"the first observation of {moment.astype('datetime64[D]')} without a list in {absent!r}"
            expected = "the values of the whole day, which the recommended policy reads when the day begins"
            raise InputError(saw, expected, f'{{…, "{absent}": [31.2, 30.5, …]}}')

    def _fill(self, at: int, date: np.datetime64, price: float) -> None:
        """Steps of today up to `at` that did not come: those of the fitted series, or else the last price."""
        count = at - self.t - 1
        if count <= 0:
            return
        low = int(np.searchsorted(self._dates, date)) + self.t + 1 - self.first
        if np.array_equal(self._dates[low : low + count], np.full(count, date)):
            self.window.values[self.t + 1 : at] = self.series.values[low : low + count]
            return
        self.window.values[self.t + 1 : at] = self.window.values[self.t] if self.t >= 0 else price
        self.missing += count if self._last is not None else 0

    def _begins(self, moment: np.datetime64) -> bool:
        if self._last is None or moment.astype("datetime64[D]") != self._last.astype("datetime64[D]"):
            return True
        return bool(moment < self._last) and not self._repeated(moment)

    def _repeated(self, moment: np.datetime64) -> bool:
        """Whether the clock shows an hour again."""
        sunday = int(moment.astype("datetime64[D]").astype(int)) % 7 == SUNDAY
        return sunday and self._last is not None and bool(moment - self._last == self._step - HOUR)

    def _begin(self, moment: np.datetime64, price: float, ahead: Ahead) -> None:
        """A new window, whose past is this stream's own, the fitted series', or none."""
        date = moment.astype("datetime64[D]")
        after_last = self._last is not None and date == self._last.astype("datetime64[D]") + DAY
        if after_last:
            self._fill(self.end, date - DAY, price)
        past = self.window.part(0, self.end) if after_last else self._fitted_before(date)
        past = past.part(int(past.day_starts()[max(past.days - self.keep, 0)])) if len(past) else past
        self.window = self._window(past, date, price, ahead)
        self.first, self.end = len(past), len(past) + len(self.slots_of(date))
        self.t, self.past_days = self.first - 1, past.days if len(past) else 0

    def _fitted_before(self, date: np.datetime64) -> Prices:
        """Days of the fitted series before a date, where it reaches up to it."""
        dates = self._dates
        if dates[0] >= date or dates[-1] + DAY < date:
            return self.series.part(0, 0)
        return self.series.part(0, int(np.searchsorted(dates, date)))

    def slots_of(self, date: np.datetime64) -> np.ndarray:
        """(n,) slots of a day's steps."""
        low, high = (int(at) for at in np.searchsorted(self._dates, [date, date + DAY]))
        whole = low < high and self.series.slot[low] == 0 and self.series.slot[high - 1] == self.series.slots - 1
        return self.series.slot[low:high] if whole else np.arange(self.series.slots)

    def _window(self, past: Prices, date: np.datetime64, price: float, ahead: Ahead) -> Prices:
        today, after = self.slots_of(date), [self.slots_of(date + n * DAY) for n in (1, 2)]
        tomorrow = np.concatenate(after)[: self.series.slots]  # where the clock skips an hour, as plans look ahead
        slot = np.concatenate([today, tomorrow])
        begins = np.repeat([date, date + DAY], [len(today), len(tomorrow)]).astype("datetime64[us]")
        number = int(past.day[-1]) + 1 if len(past) else 0
        day = np.repeat([number, number + 1], [len(today), len(tomorrow)])
        given = {name: _as_long(np.asarray(ahead[name], float), len(slot)) for name in self.known}
        return replace(
            self.series, values=np.concatenate([past.values, np.full(len(slot), price)]),
            time=np.concatenate([past.time, begins + slot * self._step]), day=np.concatenate([past.day, day]),
            slot=np.concatenate([past.slot, slot]), filled=np.zeros(len(past) + len(slot), bool),
            known={name: np.concatenate([past.known[name], values]) for name, values in given.items()},
        )  # fmt: skip


def _as_long(values: np.ndarray, size: int) -> np.ndarray:
    """The values, and the last of them for what nobody may read."""
    return np.concatenate([values, np.full(max(size - len(values), 0), values[-1])])[:size]
