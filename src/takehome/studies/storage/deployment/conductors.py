"""What moves the battery at each observation: nothing, the table of a repeated day, the plan of a day, or a policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.deployment.actors import actor
from takehome.studies.storage.deployment.following import Following
from takehome.studies.storage.deployment.nights import Nights
from takehome.studies.storage.deployment.stream import Ahead, Stream
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.clock import clock_text
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.optimum.dynamic_programming import program, value_table
from takehome.studies.storage.policies.value.market_scale import HISTORY_DAYS
from takehome.studies.storage.policies.value.outlook import SETTLING
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.task import Task

DAY_PRICES = "day_prices"
"""Key of an observation that gives all prices of its day."""
EVERY_DAY = 1_000_000
"""Days of past that a policy is shown whose moves depend on the whole past (or may: a new one)."""
FORGETTING = (
    "thresholds", "yesterday", "last_week", "forecast_plan", "predictive_control", "markov", "tabular_q",
    "value_function",
)  # fmt: skip
"""Policies that read no day farther back than :data:`HISTORY_DAYS`."""
NEEDED = {"thresholds": 1, "yesterday": 1, "last_week": 7}
"""Days of past below which a policy rests; :data:`SETTLING` for those that were trained."""


class Conductor(Protocol):
    """Says how many levels to move at a local time, from a level, at a price per MWh."""

    def move(self, level: int, moment: np.datetime64, price: float, ahead: Ahead) -> int: ...

    def notes(self) -> tuple[str, ...]: ...


class Resting:
    """Does nothing."""

    def move(self, level: int, moment: np.datetime64, price: float, ahead: Ahead) -> int:
        return 0

    def notes(self) -> tuple[str, ...]:
        return ()


class TableOfDay:
    """The best move for every step of one repeated day and every level, from its exact value function.

    The prices are those that were fitted: the day repeats. `other` counts observations that show another price.
    """

    def __init__(self, task: Task) -> None:
        self._lattice, self._prices = task.lattice, task.prices
        self._program, self._values = program(task.lattice, task.prices), value_table(task.lattice, task.prices)
        self._step_of = {int(slot): step for step, slot in enumerate(self._prices.slot)}
        self.other, self.seen = 0, 0

    def move(self, level: int, moment: np.datetime64, price: float, ahead: Ahead) -> int:
        from takehome.studies.storage.optimum.dp_kernels import best_move

        step, made, grid = self.step_at(moment), self._program, self._lattice
        self.seen += 1
        self.other += price != self._prices.values[step]
        wanted = best_move(self._values[step + 1], level, made.buy[step], made.sell[step], made.up, made.down)
        may_sell = bool(made.sell[step] > -np.inf)
        left = len(self._prices) - 1 - step
        return int(clip_move(level, int(wanted), grid.top, grid.up, grid.down, grid.end, left, may_sell))

    def step_at(self, moment: np.datetime64) -> int:
        """The step of the fitted day that a moment is in."""
        prices = self._prices
        width = np.timedelta64(round(prices.step_hours * 3_600e6), "us")
        if not prices.clock:
            return int((moment - prices.time[0]) // width) % len(prices)
        slot = int((moment - moment.astype("datetime64[D]")) // width)
        if slot not in self._step_of:
            first, last = clock_text(prices.time[0])[11:], clock_text(prices.time[-1])[11:]
            saw = f"an observation at {clock_text(moment)[11:]}"
            raise InputError(saw, f"a time of the day that was fitted, from {first} to {last}", "fit the whole day")
        return self._step_of[slot]

    def notes(self) -> tuple[str, ...]:
        if not self.other:
            return ()
        return (
            f"{self.other:,} of {self.seen:,} rows have another price than the day that was fitted; the actions are "
            "those of the fitted day, the profits those of the rows",
        )


class PlanOfDay:
    """The best plan for a day's known prices, made when they come; `keeps` as that of ``KnownDay``."""

    def __init__(self, lattice: Lattice, series: Prices, keeps: bool) -> None:
        self._lattice, self._calendar = lattice, Stream(series, 0, ())
        self._nights = Nights(series) if keeps else None
        self._series = series.part(0, 0)
        self._date: np.datetime64 | None = None
        self._slots, self._next, self._in_turn = np.zeros(0, np.int64), 0, False
        self._plan: Following | None = None

    def begin(self, date: np.datetime64, prices: np.ndarray, slots: np.ndarray | None = None) -> None:
        """Plan over a day's steps.

        Parameters
        ----------
        prices : (n,) of the steps. slots : (n,) which steps of the day they are; None: they are the whole day.
        """
        own = self._calendar.slots_of(date) if slots is None else slots
        self._in_turn = len(own) != len(prices)  # the clock changes, who knows when: steps come one after the other
        self._slots = np.arange(len(prices)) if self._in_turn else own
        self._date, self._next = date, 0
        day = day_of(self._series, date, prices, self._slots)
        worth = None if self._nights is None else self._nights.worth(self._lattice, date, day.values)
        self._plan = Following(self._lattice, day, worth)

    def move(self, level: int, moment: np.datetime64, price: float, ahead: Ahead) -> int:
        date = moment.astype("datetime64[D]")
        if DAY_PRICES in ahead:
            self.begin(date, ahead[DAY_PRICES])
        if date != self._date or self._plan is None:
            raise InputError(
                f"the first observation of {date} without {DAY_PRICES!r}",
                "all prices of the day where it begins, since the recommended policy plans on them",
                f'{{…, "{DAY_PRICES}": [31.2, 30.5, …]}}',
            )
        step = self._step_at(moment)
        moved = self._plan.move(step, level, price)
        self._next = step + 1
        return moved

    def _step_at(self, moment: np.datetime64) -> int:
        """Position among the day's prices, never before the last one."""
        width = np.timedelta64(round(self._series.step_hours * 3_600e6), "us")
        slot = int((moment - moment.astype("datetime64[D]")) // width)
        left = self._slots[self._next :]
        found = np.arange(len(left)) if self._in_turn else np.flatnonzero(left == slot)
        if not found.size:
            saw = f"an observation at {clock_text(moment)}, and {len(self._slots):,} prices of its day"
            raise InputError(saw, "observations in order of time, and prices of the whole day", "correct the rows")
        return self._next + int(found[0])

    def notes(self) -> tuple[str, ...]:
        return ()


class Streamed:
    """A policy that acts on the past and on what may be known of today."""

    def __init__(self, key: str, policy: Any, lattice: Lattice, series: Prices) -> None:
        self._actor = actor(key, policy, lattice)
        keep = HISTORY_DAYS if key in FORGETTING else EVERY_DAY
        self.stream = Stream(series, keep, known_to(policy, series))
        self._needed = NEEDED.get(key, SETTLING)
        self.waited, self.seen = 0, 0

    def move(self, level: int, moment: np.datetime64, price: float, ahead: Ahead) -> int:
        stream = self.stream
        begun = stream.put(moment, price, ahead)
        self.seen += 1
        if stream.past_days < self._needed:
            self.waited += 1
            return 0
        if begun:
            self._actor.begin(stream.window, stream.t, stream.end)
        return self._actor.move(stream.t, level)

    def notes(self) -> tuple[str, ...]:
        if not self.waited:
            return ()
        days = f"{self._needed} day{'s' * (self._needed != 1)}"
        return (
            f"in {self.waited:,} of {self.seen:,} rows the battery rests, because the rows do not continue the series "
            f"that was fitted and {days} of prices must come first",
        )


def day_of(series: Prices, date: np.datetime64, values: np.ndarray, slots: np.ndarray) -> Prices:
    """Prices (n,) of one day, in the currency and with the fees of the fitted series."""
    begin = date.astype("datetime64[us]")
    time = begin + slots * np.timedelta64(round(series.step_hours * 3_600e6), "us")
    return replace(
        series, values=np.asarray(values, float), time=time, day=np.zeros(len(values), np.int64), slot=slots,
        known={}, filled=np.zeros(len(values), bool),
    )  # fmt: skip


def known_to(policy: Any, series: Prices) -> tuple[str, ...]:
    """Columns known a day ahead that a policy reads."""
    if hasattr(policy, "reference"):
        return (policy.reference,) if policy.reference else ()
    if hasattr(policy, "ready"):
        return tuple(policy.ready().known)
    return tuple(series.known) if policy.key == "deep_q" else ()
