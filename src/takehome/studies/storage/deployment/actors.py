"""How each policy acts on a window of prices: prepared once a day, asked once a step.

A window ends after tomorrow; a policy reads no price behind the step that it acts in, as its `information` says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any, Protocol

import numpy as np

from takehome.studies.storage.deployment.deep_actor import DeepActor
from takehome.studies.storage.deployment.following import Following
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.studies.storage.policies.planning import REQUIRED, level_terms
from takehome.studies.storage.policies.simple import trailing_quantiles
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.task import Task

ENDLESS = 1
"""Steps left, this one included, as a battery at work is told: nothing is required at its end."""


class Actor(Protocol):
    """A policy at work."""

    def begin(self, window: Prices, now: int, after: int) -> None:
        """Prepare for the day; `now` is the position of the step that comes, `after` that of tomorrow's first."""
        ...

    def move(self, now: int, level: int) -> int:
        """Levels to move; the window's prices up to `now` have come."""
        ...


class ThresholdActor:
    """Buys below one quantile of the last days, sells above another."""

    def __init__(self, policy: Any, lattice: Lattice) -> None:
        self._policy, self._lattice = policy, lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        self._window = window
        self._low, self._high = trailing_quantiles(window, (self._policy.low, self._policy.high))[now].tolist()

    def move(self, now: int, level: int) -> int:
        price = float(self._window.values[now])
        wanted = (
            self._lattice.up if price <= self._low else -self._lattice.down if price >= self._high else 0
        )  # fmt: skip
        return clipped(self._lattice, level, wanted, price)


class PlanningActor:
    """Plans the day on prices believed when it begins."""

    def __init__(self, believe: Callable[[Prices, int, int], np.ndarray], lattice: Lattice) -> None:
        self._believe, self._lattice = believe, lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        believed = self._believe(window, now, after)
        self._window, self._from = window, now
        self._plan = Following(self._lattice, window.part(now, now + len(believed)).with_values(believed))

    def move(self, now: int, level: int) -> int:
        return self._plan.move(now - self._from, level, float(self._window.values[now]))


class PreparedActor:
    """A learned policy that prepares an outlook once a day."""

    def __init__(self, policy: Any, lattice: Lattice) -> None:
        self._policy, self._lattice = policy, lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        self._source = self._policy.prepare(window)

    def move(self, now: int, level: int) -> int:
        return int(self._policy.act(self._lattice, level, self._source, now, ENDLESS))


class TableOfDayActor(PreparedActor):
    """A learned policy that also makes a table of values once a day."""

    def begin(self, window: Prices, now: int, after: int) -> None:
        super().begin(window, now, after)
        self._table, self._from = self._policy.table(self._lattice, self._source, now), now

    def move(self, now: int, level: int) -> int:
        row = self._table[now - self._from]
        return int(self._policy.act(self._lattice, level, self._source, now, ENDLESS, row))


class ControllingActor:
    """Plans anew at every step, as ``controlled_moves`` does."""

    def __init__(self, policy: Any, lattice: Lattice) -> None:
        self._forecaster, self._lattice = policy.ready(), lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        days, self._window, self._after = self._forecaster.days(window), window, after
        today = int(window.day[now] - window.day[0])
        self._first = int(np.searchsorted(window.day, window.day[now]))
        self._middle, self._scale = float(days.middle[today]), float(days.scale[today])
        self._usual = days.z[today][window.slot[self._first : after]]

    def move(self, now: int, level: int) -> int:
        values, usual = self._window.values, self._usual
        if math.isnan(usual[now - self._first]):
            return 0
        seen = np.arcsinh((values[self._first : now + 1] - self._middle) / self._scale)
        errors = seen - usual[: len(seen)]
        wanted = self._wanted(now, level, float(errors[-1]), float(errors.mean()))
        return clipped(self._lattice, level, wanted, float(values[now]))

    def _wanted(self, now: int, level: int, error: float, mean: float) -> int:
        from takehome.studies.storage.policies import planning_kernels as kernels

        grid, terms, window = self._lattice, astuple(level_terms(self._lattice)), self._window
        free = grid.battery.sell_below_zero
        size = 2 * (self._after - now) + 4
        slope, run = np.empty(size), np.empty(size, np.int64)
        count = kernels.insert(slope, run, kernels.insert(slope, run, 0, REQUIRED, 0), terms[3], grid.top)
        weights = self._forecaster.weights
        for k in range(self._after - 1, now, -1):
            usual = float(self._usual[k - self._first])
            price = kernels.corrected(usual, k - now, error, mean, weights, self._middle, self._scale)
            count = kernels.earlier(
                slope, run, count, terms[0] * (price + window.buy_fee), terms[1] * (price - window.sell_fee) - terms[2],
                grid.up, grid.down, free or price >= 0,
            )  # fmt: skip
        price = float(window.values[now])
        return int(
            kernels.best_move(
                slope, run, count, level, terms[0] * (price + window.buy_fee),
                terms[1] * (price - window.sell_fee) - terms[2], grid.up, grid.down, free or price >= 0,
            )
        )  # fmt: skip


class AskedActor:
    """Any other policy: it is asked for the rest of the day, and does the first step."""

    def __init__(self, policy: Any, lattice: Lattice) -> None:
        self._policy, self._lattice = policy, lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        self._window, self._after = window, after

    def move(self, now: int, level: int) -> int:
        task = Task(replace(self._lattice, start=level), self._window.part(0, self._after), now)
        return int(self._policy.dispatch(task)[0])


def clipped(lattice: Lattice, level: int, wanted: int, price: float) -> int:
    """The nearest move that the battery can make at this price."""
    may_sell = price >= 0 or lattice.battery.sell_below_zero
    return int(clip_move(level, wanted, lattice.top, lattice.up, lattice.down, 0, 0, may_sell))


def earlier_days(policy: Any) -> Callable[[Prices, int, int], np.ndarray]:
    """Prices of the past taken for the rest of today's and tomorrow's."""

    def believe(window: Prices, now: int, after: int) -> np.ndarray:
        grid, row = day_grid(window), int(window.day[now] - window.day[0])
        nothing = np.full(window.slots, np.nan)
        today, tomorrow = (grid[row - n] if row >= n else nothing for n in (policy.today, policy.tomorrow))
        tomorrow = np.where(np.isnan(tomorrow), today, tomorrow)
        return np.concatenate([today[window.slot[now:after]], tomorrow[window.slot[after:]]])

    return believe


def forecast_days(policy: Any) -> Callable[[Prices, int, int], np.ndarray]:
    """The forecast of the rest of today."""

    def believe(window: Prices, now: int, after: int) -> np.ndarray:
        believed = policy.ready().days(window).prices[int(window.day[now] - window.day[0])]
        return np.asarray(believed[window.slot[now:after]])

    return believe


def actor(key: str, policy: Any, lattice: Lattice) -> Actor:
    """The policy of this key at work; a new policy is asked step by step, which is right and slow."""
    if key in ("yesterday", "last_week"):
        return PlanningActor(earlier_days(policy), lattice)
    if key == "deep_q":
        return DeepActor(policy, lattice)
    if key == "forecast_plan":
        return PlanningActor(forecast_days(policy), lattice)
    made: dict[str, Callable[[Any, Lattice], Actor]] = {
        "thresholds": ThresholdActor, "predictive_control": ControllingActor, "markov": TableOfDayActor,
        "tabular_q": PreparedActor, "value_function": TableOfDayActor,
    }  # fmt: skip
    return made.get(key, AskedActor)(policy, lattice)
