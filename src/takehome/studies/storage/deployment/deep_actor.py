"""The deep Q-network at work: the observation of one step, kept up from step to step instead of computed anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from takehome.studies.storage.deep.features import (
    LEAST_SCALE,
    TINY,
    WINDOW_DAYS,
    clock_columns,
    money_columns,
    scale_floor,
    trailing_mean,
)
from takehome.studies.storage.deep.policy import walk
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices

TAIL_DAYS = WINDOW_DAYS + 1
"""Days that the columns of money reach back over."""


class DeepActor:
    """Gives the moves of :meth:`~takehome.studies.storage.deep.policy.DeepQ.dispatch`, up to rounding."""

    def __init__(self, policy: Any, lattice: Lattice) -> None:
        self._network, self._lattice = policy.network, lattice

    def begin(self, window: Prices, now: int, after: int) -> None:
        """Sum up the whole past, once a day."""
        self._window, self._done = window, now - 1
        self._span = WINDOW_DAYS * window.slots
        past = window.values[:now]
        deviation = np.abs(past - trailing_mean(past, self._span))
        ever = trailing_mean(deviation, now)
        scale = scale_floor(np.maximum(trailing_mean(deviation, self._span), LEAST_SCALE * ever), past)
        self._deviation = np.concatenate([deviation, np.zeros(len(window) - now)])
        self._totals = np.array([deviation.sum(), scale.sum()])
        self._size = float(np.abs(past).max(initial=0.0))

    def move(self, now: int, level: int) -> int:
        for step in range(self._done + 1, now + 1):
            centre, scale, usual = self._measure(step)
        self._done = now
        tail = self._window.part(max(now + 1 - TAIL_DAYS * self._window.slots, 0))
        at = now - (len(self._window) - len(tail))
        shown = np.arcsinh((np.array([column[at] for column in money_columns(tail)]) - centre) / scale)
        here = self._window.part(now, now + 1)
        market = np.concatenate([shown, [np.log(scale / usual)], [wave[0] for wave in clock_columns(here)]])
        start = replace(self._lattice, start=level)
        return int(walk(start, here, self._network, market.astype(np.float32)[None])[0])

    def _measure(self, step: int) -> tuple[float, float, float]:
        """Average and scale of the last week at a step, and the mean scale ever."""
        values, first = self._window.values, max(step + 1 - self._span, 0)
        centre = float(values[first : step + 1].mean())
        self._deviation[step] = abs(values[step] - centre)
        self._totals[0] += self._deviation[step]
        self._size = max(self._size, abs(float(values[step])))
        scale = max(float(self._deviation[first : step + 1].mean()), LEAST_SCALE * self._totals[0] / (step + 1))
        scale = scale if scale > TINY * self._size else self._size or 1.0
        self._totals[1] += scale
        return centre, scale, self._totals[1] / (step + 1)
