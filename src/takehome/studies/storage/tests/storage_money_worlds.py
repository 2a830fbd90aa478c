"""Small jobs with made-up policies whose moves are known, for the tests of money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.money.options import Traded
from takehome.studies.storage.money.priced import Priced, priced
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.result import PolicyResult, bound_of, result_of
from takehome.studies.storage.task import Task

ASLEEP = {"floor": 0.4, "forecast": 0.2, "learned": 0.3, "plan": 0.02}
"""Share of the days on which each policy does nothing."""
BATTERY = Battery(2000.0, 1000.0, 0.9, 0.9, Wear(WearKind.PER_KWH, 0.004))


@dataclass(frozen=True)
class Named:
    """A policy of which only what it is called is asked."""

    key: str
    label: str
    information: Information = Information.FORECAST
    trivial: bool = False

    def fit(self, task: Task) -> Self:
        return self

    def dispatch(self, task: Task) -> np.ndarray:
        return np.zeros(len(task.test), int)


def waves(days: int, seed: int = 0, currency: str = "EUR") -> Prices:
    """Hourly prices with a daily wave, whose height differs by day."""
    rng = np.random.default_rng(seed)
    wave = 40 + 30 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
    values = wave * np.exp(0.3 * rng.standard_normal((days, 1))) + 5 * rng.standard_normal((days, 24))
    return regular_prices(values.ravel(), currency=currency)


def random_moves(task: Task, seed: int) -> np.ndarray:
    """Moves that the battery can do, drawn at random."""
    rng, grid = np.random.default_rng(seed), task.lattice
    level, moves = grid.start, []
    for wanted in rng.integers(-grid.down, grid.up + 1, len(task.test)):
        move = int(np.clip(wanted, -min(level, grid.down), min(grid.top - level, grid.up)))
        moves.append(move)
        level += move
    return np.array(moves)


def nearly(task: Task, best: np.ndarray, share: float, seed: int = 1) -> np.ndarray:
    """The best schedule, but for a share of the days on which nothing moves; the store is empty at midnight only by
    chance, so later moves are cut to what is possible."""
    asleep = np.random.default_rng(seed).random(task.test.days) < share
    level, moves, grid = task.lattice.start, [], task.lattice
    for step, wanted in enumerate(best):
        move = 0 if asleep[task.test.day[step] - task.test.day[0]] else wanted
        move = int(np.clip(move, -level, grid.top - level))
        moves.append(move)
        level += move
    return np.array(moves)


@dataclass(frozen=True)
class World:
    """A job, its bound, and five policies: hold, a floor, a forecast, a learned one and the plan on known days."""

    days: int = 60
    seed: int = 0
    battery: Battery = BATTERY
    information: Information = Information.KNOWN_DAY
    first: int = 0
    given: PolicyResult | None = None
    asleep: dict[str, float] = field(
        default_factory=lambda: {"floor": 0.4, "forecast": 0.2, "learned": 0.3, "plan": 0.02}
    )
    prices: Prices | None = None

    def task(self) -> Task:
        prices = self.prices or waves(self.days, self.seed)
        return Task(lattice(self.battery, prices.step_hours), prices, self.first)

    def traded(self) -> Traded:
        task = self.task()
        best = optimum(task.lattice, task.test).moves
        hold = Named("hold", "do nothing", trivial=True)
        results = [result_of(hold, task, np.zeros(len(task.test), int), group="floor")]
        for group, share in self.asleep.items():
            needs = Information.KNOWN_DAY if group == "plan" else Information.FORECAST
            policy = Named(group, f"the {group} policy", needs, group == "floor")
            moves = nearly(task, best, share)
            model = group in ("forecast", "learned")
            results.append(result_of(policy, task, moves, group=group, needs_model=model))
        return Traded(task, self.information, bound_of(task, best), tuple(results), self.given)

    def priced(self, economics: Any = None) -> Priced:
        return priced(self.traded(), economics)
