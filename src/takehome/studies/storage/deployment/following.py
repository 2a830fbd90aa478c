"""A plan for the rest of a day, carried out step by step for as long as the charge is what the plan left it at."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.planning import planned
from takehome.studies.storage.policies.walking_kernels import clip_move


class Following:
    """What :func:`~takehome.studies.storage.policies.planning.follow` does, one step at a time.

    The plan is made when it is first needed, and made again where the battery turns out to be charged otherwise.
    `worth` (top,) is what each level is worth at its end; None: the terminal price.
    """

    def __init__(self, lattice: Lattice, believed: Prices, worth: np.ndarray | None = None) -> None:
        self._lattice, self._believed, self._worth = lattice, believed, worth
        self._blind = bool(np.isnan(believed.values).any())
        self._wanted, self._from, self._level = np.zeros(0, np.int64), 0, -1

    def move(self, step: int, level: int, price: float) -> int:
        """Levels to move in a step of the plan, whose price is now seen; a battery may not sell below a price of 0."""
        grid = self._lattice
        if level != self._level or not self._from <= step < self._from + len(self._wanted):
            self._plan(step, level)
        may_sell = price >= 0 or grid.battery.sell_below_zero
        moved = clip_move(level, int(self._wanted[step - self._from]), grid.top, grid.up, grid.down, 0, 0, may_sell)
        self._level = level + moved
        return int(moved)

    def _plan(self, step: int, level: int) -> None:
        rest = self._believed.part(step)
        self._from = step
        self._wanted = np.zeros(len(rest), np.int64)
        if not self._blind:
            self._wanted = planned(self._lattice, rest, level, False, self._worth)
