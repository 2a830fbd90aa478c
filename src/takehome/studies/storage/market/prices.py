"""A series of prices as the rest of the study sees it: one number a step, in order of time, without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

MWH = 1000.0
"""kWh in a MWh: prices are per MWh, batteries in kWh."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of equal steps.

    Attributes
    ----------
    values : (T,) currency per MWh, finite, in order of time.
    time : (T,) datetime64[us], local time at which each step starts; it may repeat or skip an hour where clocks change.
    day : (T,) int, 0 for the first local calendar day, never decreasing; days may have 23 or 25 hours.
    slot : (T,) int, position on the local clock: ``hour · steps an hour + …``, from 0 to ``slots − 1``.
    step_hours : length of a step in hours. slots : steps of an ordinary day (24 for hours, 288 for 5 minutes).
    currency : sign or code. buy_fee, sell_fee : per MWh, added to what is paid, taken off what is earned.
    known : name → (T,) values that are known for a whole day before it begins, for instance a day-ahead price.
    filled : (T,) bool, prices that the source lacks and that were filled from the step before.
    clock : False where the source had no times, and `time` is only a count of steps from an arbitrary midnight.
    """

    values: np.ndarray
    time: np.ndarray
    day: np.ndarray
    slot: np.ndarray
    step_hours: float
    slots: int
    currency: str = "$"
    buy_fee: float = 0.0
    sell_fee: float = 0.0
    known: Mapping[str, np.ndarray] = field(default_factory=dict)
    filled: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    clock: bool = True

    def __len__(self) -> int:
        return len(self.values)

    @property
    def buy(self) -> np.ndarray:
        """(T,) what one MWh costs, fees included."""
        return self.values + self.buy_fee

    @property
    def sell(self) -> np.ndarray:
        """(T,) what one MWh earns, fees taken off."""
        return self.values - self.sell_fee

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return int(self.day[-1] - self.day[0]) + 1

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return len(self) * self.step_hours / (24 * 365.25)

    def day_starts(self) -> np.ndarray:
        """(days + 1,) first position of each day, and the end."""
        return np.searchsorted(self.day, np.arange(self.day[0], self.day[-1] + 2))

    def part(self, first: int, last: int | None = None) -> Prices:
        """The steps from `first` up to `last`, not included; days keep their numbers."""
        cut = slice(first, last)
        return replace(
            self, values=self.values[cut], time=self.time[cut], day=self.day[cut], slot=self.slot[cut],
            known={name: values[cut] for name, values in self.known.items()}, filled=self.filled[cut],
        )  # fmt: skip

    def with_values(self, values: np.ndarray) -> Prices:
        """The same calendar with other prices (a shuffled future, a stress case)."""
        return replace(self, values=np.asarray(values, float))


def regular_prices(
    values: np.ndarray, step_hours: float = 1.0, start: str = "2001-01-01", currency: str = "$", clock: bool = True
) -> Prices:
    """Prices (T,) of equal steps from a local midnight on, without changes of the clock."""
    values = np.asarray(values, float)
    slots = round(24 / step_hours)
    steps = np.arange(len(values))
    time = np.datetime64(start, "us") + (steps * round(step_hours * 3_600e6)).astype("timedelta64[us]")
    return Prices(
        values, time, steps // slots, steps % slots, step_hours, slots, currency, filled=np.zeros(len(values), bool),
        clock=clock,
    )  # fmt: skip
