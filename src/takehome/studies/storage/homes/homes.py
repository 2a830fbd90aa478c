r"""Homes as arrays: one row a home, one column an hour.

A home buys what it lacks at `buy` and sells what is over at `sell`, in currency per kWh. Behind the meter stands a
battery with `LEVELS` charge levels, `pitch_kwh` apart, so that homes of all sizes share the levels: what is learned in
one home means the same share of the battery in another. In each hour the battery moves by a whole number of levels,
from :math:`-\text{down}` to :math:`\text{up}`. What the move saves is

.. math:: r(k) = c(n) - c\bigl(n + g(k)\bigr) - w\,\eta_d k^- h, \quad c(n) = p^{\text{buy}} n^+ - p^{\text{sell}} n^-,
          \quad g(k) = k^+ h / \eta_c - \eta_d k^- h,

with *n* the net load (use minus generation), *h* the pitch, *w* the wear per kWh delivered. Everything that a home
saves is measured against the same home without a battery, and against its own exact optimum
(:mod:`~takehome.studies.storage.homes.bound`).

What is known when acting: the net load and price of this hour, all of the past, and the prices of the next `AHEAD`
hours (tariffs are contracts; day-ahead prices are published at noon for the whole next day, so that twelve hours are
always known). No later net load is known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from takehome.errors import InputError

LEVELS = 21
"""Charge levels 0 … 20 of every home."""
TOP = LEVELS - 1
HOURS = 24
AHEAD = 12
"""Hours ahead for which prices are always known."""


@dataclass(frozen=True, eq=False)
class Homes:
    """N homes over T hours.

    Attributes
    ----------
    names : N names. hour : (N, T) local hour of the day, 0 … 23. day : (N, T) day since 1970-01-01 (a weekday follows).
    net_kwh : (N, T) use minus generation. buy, sell : (N, T) currency per kWh; `sell` is at most `buy`.
    pitch_kwh : (N,) energy between two levels. up, down : (N,) levels that an hour at full power adds or takes.
    charge_efficiency, discharge_efficiency : (N,) one way. wear : (N,) currency per kWh delivered by the battery.
    judged : first column that is judged; what stands before is the home's own (local) data.
    begins : (N,) first column of each home's own data.
    """

    names: tuple[str, ...]
    hour: np.ndarray
    day: np.ndarray
    net_kwh: np.ndarray
    buy: np.ndarray
    sell: np.ndarray
    pitch_kwh: np.ndarray
    up: np.ndarray
    down: np.ndarray
    charge_efficiency: np.ndarray
    discharge_efficiency: np.ndarray
    wear: np.ndarray
    judged: int
    begins: np.ndarray
    currency: str = "$"

    def __len__(self) -> int:
        return len(self.names)

    @property
    def hours(self) -> int:
        """T, own and judged hours together."""
        return self.net_kwh.shape[1]

    @property
    def judged_days(self) -> float:
        """Length of what is judged, in days."""
        return (self.hours - self.judged) / HOURS

    @property
    def scale(self) -> np.ndarray:
        """(N,) money that one full battery is worth at the home's mean price: the unit of everything that is learned.

        A home's prices are positive somewhere in its own hours; otherwise the unit is that of one currency per kWh.
        """
        # a home without a day of its own still knows what its tariff was on the last one
        own = np.arange(self.judged)[None, :] >= np.minimum(self.begins, self.judged - HOURS)[:, None]
        mean = (np.abs(self.buy[:, : self.judged]) * own).sum(axis=1) / np.maximum(own.sum(axis=1), 1)
        return self.pitch_kwh * TOP * np.where(mean > 0, mean, 1.0)

    def take(self, homes: np.ndarray) -> Homes:
        """Some of the homes, by position."""
        homes = np.asarray(homes, int)
        picked = {
            one.name: getattr(self, one.name)[homes]
            for one in fields(self)
            if isinstance(getattr(self, one.name), np.ndarray)
        }
        return replace(self, names=tuple(self.names[i] for i in homes), **picked)

    def with_own_days(self, days: float) -> Homes:
        """The same homes when they had only the last `days` days of own data before what is judged."""
        first = max(self.judged - round(days * HOURS), 0)
        return replace(self, begins=np.maximum(self.begins, first))

    def windowed(self, first: int, last: int, judged: int) -> Homes:
        """Columns `first` to `last`, judged from column `judged` of the new ones on."""
        cut = {name: getattr(self, name)[:, first:last] for name in ("hour", "day", "net_kwh", "buy", "sell")}
        return replace(self, **cut, judged=judged, begins=np.clip(self.begins - first, 0, judged))


def require_homes(homes: Homes) -> None:
    """Raise :class:`InputError` where no home is left, or nothing is judged, or nothing can be learned from."""
    if len(homes) == 0:
        raise InputError(
            "no home with usable data", "at least one home", "look at the homes that were set aside, and why"
        )
    if homes.hours - homes.judged < HOURS:
        raise InputError(
            f"{homes.hours - homes.judged} hours to judge policies on",
            "at least 24",
            "give more days, or fewer own days",
        )
    if homes.judged < 2 * HOURS:
        raise InputError(f"{homes.judged} hours of own data", "at least 48", "give more days, or judge fewer of them")
