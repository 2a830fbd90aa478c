"""How training goes: what the shared table saves some of the homes between rounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from takehome.studies.storage.federated.outcome import Curve
from takehome.studies.storage.federated.seeing import TABLE_CELLS, seen
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.federated.valuing_kernels import saved_by
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.settings import Progress

WATCHED = 400
"""Homes whose savings are computed between rounds, evenly spread."""
DISCOUNT = 0.999


def evenly(homes: int, most: int) -> np.ndarray:
    """At most so many positions, evenly spread, all where there are no more."""
    return np.linspace(0, homes - 1, min(homes, most)).round().astype(int)


def valuer(homes: Homes) -> Callable[[np.ndarray], np.ndarray]:
    """A table (TABLE_CELLS, KNOTS) → (N,) money that it saves each of these homes over its judged hours."""
    hours = seen(homes, homes.judged)
    later = tuple(np.ascontiguousarray(one[:, homes.judged :]) for one in (homes.net_kwh, homes.buy, homes.sell))
    given = (hours.cell, hours.outset, *later, *battery_arrays(homes), homes.scale, DISCOUNT)

    def value(table: np.ndarray) -> np.ndarray:
        saved: np.ndarray = saved_by(table, *given)
        return saved

    return value


class Watch:
    """Told after each round; values the shared table after rounds that lie ever further apart, from an empty one on.

    Parameters
    ----------
    homes, optimum : those that are valued, and their bounds.
    """

    def __init__(self, homes: Homes, optimum: np.ndarray, progress: Progress) -> None:
        few = evenly(len(homes), WATCHED)
        self.value = valuer(homes.take(few))
        self.bound, self.homes = float(optimum[few].sum()), len(few)
        self.progress = progress
        self.points: list[tuple[int, float]] = []
        self._look(0, np.zeros((TABLE_CELLS, KNOTS)))

    def __call__(self, done: int, rounds: int, shared: Arrays) -> None:
        if done in after(rounds):
            self._look(done, shared["value"])
            self.progress(f"round {done} of {rounds}")

    def _look(self, done: int, table: np.ndarray) -> None:
        self.points.append((done, float(self.value(table).sum()) / max(self.bound, TINY)))

    @property
    def mean_bound(self) -> float:
        """Mean optimum of the homes that are watched."""
        return self.bound / self.homes

    @property
    def curve(self) -> Curve:
        """What was seen."""
        return Curve(tuple(done for done, _ in self.points), tuple(share for _, share in self.points))


TINY = 1e-12
POINTS = 12


def after(rounds: int) -> tuple[int, ...]:
    """Rounds after which the table is valued: the first few, then ever further apart, and the last.

    >>> after(40)
    (1, 2, 3, 4, 5, 7, 10, 15, 20, 29, 40)
    """
    grid = np.unique(np.geomspace(1, rounds, POINTS).round().astype(int))
    return tuple(grid.tolist())
