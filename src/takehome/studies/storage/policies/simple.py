"""The honest floor: what a battery earns without a model. A policy that does not beat these has learned nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.studies.storage.policies.planning import follow, grid_of, level_terms, selling_allowed
from takehome.studies.storage.task import Task

LOW, HIGH = (0.05, 0.1, 0.2, 0.3, 0.4), (0.6, 0.7, 0.8, 0.9, 0.95)
"""Quantiles that are tried on the past; with no past, the middle one of each is used."""
WINDOW = 14
"""Days whose prices say what is low and high: two of each weekday."""


@dataclass(frozen=True)
class Hold:
    """Never move; only a required end is charged for."""

    key = "hold"
    label = "do nothing"
    information = Information.FORECAST
    trivial = True

    def fit(self, task: Task) -> Self:
        """Nothing to learn."""
        return self

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        nothing = np.full(len(task.prices), np.nan)
        return follow(task, nothing)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Nothing to keep."""
        return {}, {}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls()


@dataclass(frozen=True)
class EarlierDay:
    """At each midnight the best plan over two days for prices of the past.

    Attributes
    ----------
    today, tomorrow : how many days before this one lie the days whose prices are taken for today's and tomorrow's.
    """

    today = 1
    tomorrow = 1
    information = Information.FORECAST
    trivial = True

    def fit(self, task: Task) -> Self:
        """Nothing to learn."""
        return self

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels; the battery rests while there is no earlier day."""
        prices = task.prices
        grid = day_grid(prices)
        today, tomorrow = _earlier(grid, self.today), _earlier(grid, self.tomorrow)
        tomorrow = np.where(np.isnan(tomorrow), today, tomorrow)
        return follow(task, today[prices.day - prices.day[0], prices.slot], tomorrow)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Nothing to keep."""
        return {}, {}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls()


def _earlier(grid: np.ndarray, days: int) -> np.ndarray:
    """(days, slots) the prices of so many days before each day; NaN where there is none."""
    return np.concatenate([np.full_like(grid[:days], np.nan), grid[:-days]])


@dataclass(frozen=True)
class Yesterday(EarlierDay):
    """Today and tomorrow as yesterday."""

    key = "yesterday"
    label = "plan on yesterday's prices"


@dataclass(frozen=True)
class LastWeek(EarlierDay):
    """Today and tomorrow as the same two weekdays a week ago."""

    key = "last_week"
    label = "plan on last week's prices"
    today = 7
    tomorrow = 6


@dataclass(frozen=True)
class Thresholds:
    """Buy at or below one quantile of the last 14 days' prices, sell at or above another.

    Attributes
    ----------
    low, high : the two quantiles; :meth:`fit` picks the pair that would have earned most on the past.
    """

    low: float = LOW[len(LOW) // 2]
    high: float = HIGH[len(HIGH) // 2]

    key = "thresholds"
    label = "buy below and sell above a fixed price rank"
    information = Information.CURRENT_PRICE
    trivial = True

    def fit(self, task: Task) -> Self:
        """The pair of quantiles that earns most on ``task.train``."""
        past = task.train
        if len(past) < 2:
            return self
        ranks = trailing_quantiles(past, (*LOW, *HIGH))
        inside = replace(task.lattice, end=0)
        earned = {
            (i, j): _earned(inside, past, _walk(Task(inside, past), ranks[:, i], ranks[:, len(LOW) + j]))
            for i, j in product(range(len(LOW)), range(len(HIGH)))
        }
        i, j = max(earned, key=earned.__getitem__)
        return replace(self, low=LOW[i], high=HIGH[j])

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels; the battery rests on the first day."""
        ranks = trailing_quantiles(task.prices, (self.low, self.high))[task.first :]
        return _walk(Task(task.lattice, task.test), ranks[:, 0], ranks[:, 1])

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The two quantiles."""
        return {"low": self.low, "high": self.high}, {}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls(document["low"], document["high"])


def trailing_quantiles(prices: Prices, shares: tuple[float, ...], days: int = WINDOW) -> np.ndarray:
    """(T, shares) quantiles of the prices of the days before each step's day; NaN on the first day, and while
    all of them are equal."""
    grid = day_grid(prices)
    by_day = np.full((len(grid), len(shares)), np.nan)
    for d in range(1, len(grid)):
        window = grid[max(0, d - days) : d]
        window = window[~np.isnan(window)]
        if window.size and window.min() < window.max():  # of equal prices none is low or high
            by_day[d] = np.quantile(window, shares)
    return by_day[prices.day - prices.day[0]]


def _walk(task: Task, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    from takehome.studies.storage.policies.planning_kernels import threshold_moves

    lattice, values = task.lattice, task.prices.values
    return threshold_moves(values, low, high, selling_allowed(lattice, values), grid_of(lattice, lattice.start))


def _earned(lattice: Lattice, prices: Prices, moves: np.ndarray) -> float:
    """Money of a schedule, wear included, from the terms of a level."""
    terms = level_terms(lattice)
    bought, sold = np.maximum(moves, 0), np.maximum(-moves, 0)
    money = prices.sell * terms.sold * sold - prices.buy * terms.bought * bought - terms.wear * sold
    return float(money.sum() + terms.end * moves.sum())
