r"""A Markov model of prices, and the best policy under it by stochastic dynamic programming.

The price of a step is what the day was expected to bring (:mod:`~.day_reference`) plus a departure. The departure, in
the units of :mod:`~.market_scale`, is a Markov chain on cells of equally many past steps, with its own transition
probabilities in each hour of the day. With :math:`P_h(k, k')` estimated by counting, marginal values follow from

.. math:: v_{t-1}(j \mid k) = \sum_{k'} P_h(k, k')\, \mathcal{B}\bigl[v_t(\cdot \mid k'),\, r_t + s_t x_{k'}\bigr](j),

where :math:`\mathcal{B}` is the recursion of :mod:`~.marginal_values` at one price (Zheng, Jaworski & Xu 2022, IEEE
Trans. Power Systems 37:4785, who take one chain for the price itself). What the last step of a day is worth comes from
the cycle of mean days, run until it repeats; the day's own expectation is then run backward from there, once a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.policies.value.marginal_values import (
    dispatch_by,
    single_move,
    store_side,
    values_backward,
)
from takehome.studies.storage.policies.value.market_scale import MarketScale
from takehome.studies.storage.policies.value.outlook import Outlook, outlook, reference_column
from takehome.studies.storage.policies.value.price_state import quantile_edges
from takehome.studies.storage.policies.value.segments import segments
from takehome.studies.storage.task import Task

HOURS = 24
"""Parts of the day that have transition probabilities of their own."""
SETTLED, MOST_DAYS = 1e-3, 60
"""The cycle has repeated when no value moves by more than this share of the scale from one day to the next."""
PRIOR = 2.0
"""Steps of the whole-day chain that each hour's chain is given to begin with, so that no cell has no way out."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Departures of the price from what was expected.

    Attributes
    ----------
    edges : (cells − 1,) inner boundaries. centres : (cells,) mean departure in each. chance : (HOURS, cells, cells).
    cycle : (cells, count) marginal values after the last step of a mean day, in units of the scale.
    """

    edges: np.ndarray
    centres: np.ndarray
    chance: np.ndarray
    cycle: np.ndarray

    def cell(self, departure: np.ndarray | float) -> np.ndarray:
        """(n,) the cell of each departure."""
        return np.searchsorted(self.edges, departure, side="right")


@dataclass(frozen=True, eq=False)
class MarkovPolicy:
    """The policy; `cells` is the number of cells that the departure has."""

    cells: int = 30
    chain: Chain | None = None
    reference: str = ""

    key = "markov"
    label = "Markov model of prices"
    information = Information.CURRENT_PRICE
    trivial = False

    def fit(self, task: Task) -> Self:
        """Count transitions in the past alone; without a past it never moves."""
        past = task.train
        if len(past) < 2:
            return replace(self, chain=None)
        reference = reference_column(past)
        source = outlook(past, reference).settled()
        edges = quantile_edges(source.departure, self.cells)
        code = np.searchsorted(edges, source.departure, side="right")
        seen = np.bincount(code, minlength=len(edges) + 1)
        centres = np.bincount(code, source.departure, len(edges) + 1) / np.maximum(seen, 1)
        chance = transitions(code, _part(source.prices), len(centres))
        chain = Chain(edges, centres, chance, np.zeros((len(centres), segments(task.lattice).count)))
        return replace(self, chain=replace(chain, cycle=cycle(task.lattice, source, chain)), reference=reference)

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        if self.chain is None:
            return dispatch_by(task, store_side(task.lattice, task.test).buy[:, None])  # worth its price: never moves
        return dispatch_by(task, self.values(task.lattice, self.prepare(task.prices), task.first))

    def values(self, lattice: Lattice, source: Outlook, first: int) -> np.ndarray:
        """(T − first, count) money per MWh of each segment after each step from `first` on, non-increasing."""
        assert self.chain is not None, "fit first"
        t, values = first, []
        while t < len(source.prices):
            table = day_table(lattice, source, self.chain, t)
            positions = np.arange(t, t + len(table))
            values.append(table[positions - t, self.chain.cell(source.departure[positions])])
            t += len(table)
        return np.concatenate(values)

    def prepare(self, prices: Prices) -> Outlook:
        """What :meth:`act` reads, made once a day.

        `prices` needs the :data:`~.market_scale.HISTORY_DAYS` whole days before, and columns known ahead to the end
        of the day.
        """
        return outlook(prices, self.reference)

    def table(self, lattice: Lattice, source: Outlook, t: int) -> np.ndarray:
        """(steps left in the day of `t`, cells, count) money per MWh: what this day's decisions read; made once a day.

        No price from `t` on is read.
        """
        assert self.chain is not None, "fit first"
        return day_table(lattice, source, self.chain, t)

    def act(self, lattice: Lattice, level: int, source: Outlook, t: int, left: int, row: np.ndarray) -> int:
        """The move at step `t` alone with `left` steps to go, this one included; `row` of the day's table is its."""
        return single_move(lattice, source.prices, t, level, row[self.cell(source, t)], left)

    def cell(self, source: Outlook, t: int) -> int:
        """The cell of the price of step `t`."""
        assert self.chain is not None, "fit first"
        gap = (source.prices.values[t] - source.expected[t]) / source.scale.scale[t]
        return int(self.chain.cell(gap))

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings and arrays."""
        names = ("edges", "centres", "chance", "cycle")
        return {"cells": self.cells, "reference": self.reference}, {} if self.chain is None else {
            name: getattr(self.chain, name) for name in names
        }

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same policy again."""
        return cls(**document, chain=Chain(**arrays) if arrays else None)


def transitions(code: np.ndarray, part: np.ndarray, cells: int) -> np.ndarray:
    """(HOURS, cells, cells) probabilities of the next cell, by the hour of the step that is moved into.

    Each row begins with :data:`PRIOR` steps shared out as that cell's row over the whole day.
    """
    counts = np.zeros((HOURS, cells, cells))
    np.add.at(counts, (part[1:], code[:-1], code[1:]), 1.0)
    pooled = counts.sum(axis=0) + 1e-9
    counts += PRIOR * pooled / pooled.sum(axis=1, keepdims=True)
    return counts / counts.sum(axis=2, keepdims=True)


def cycle(lattice: Lattice, source: Outlook, chain: Chain) -> np.ndarray:
    """(cells, count) marginal values at the end of a mean day that is followed by mean days for ever."""
    prices, scale = source.prices, source.scale
    usual = np.median(scale.middle), np.median(scale.scale)
    shape = np.bincount(prices.slot, scale.of(source.expected), prices.slots) / np.maximum(
        np.bincount(prices.slot, minlength=prices.slots), 1
    )
    day = regular_prices(usual[0] + usual[1] * shape, prices.step_hours, currency=prices.currency)
    day = replace(day, buy_fee=prices.buy_fee, sell_fee=prices.sell_fee)
    flat = MarketScale(*(np.full(len(day), value) for value in usual))
    mean_day = Outlook(day, flat, day.values)
    last = chain.cycle + flat.left_over(lattice.battery.terminal_price)
    for _ in range(MOST_DAYS):
        before = _backward(lattice, mean_day, replace(chain, cycle=last), slice(0, len(day)))[1]
        moved, last = float(np.abs(before - last).max()), before
        if moved < SETTLED:
            break
    return last


def day_table(lattice: Lattice, source: Outlook, chain: Chain, t: int) -> np.ndarray:
    """(steps from `t` to the end of its day, cells, count) money per MWh."""
    rest = slice(t, int(np.searchsorted(source.prices.day, source.prices.day[t], side="right")))
    made = _backward(lattice, source, chain, rest)[0]
    return made * source.scale.scale[rest, None, None] + source.scale.middle[rest, None, None]


def _backward(
    lattice: Lattice, source: Outlook, chain: Chain, rest: slice
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    from takehome.studies.storage.policies.value.markov_kernels import expected_values as compiled

    prices, parts = source.prices.part(rest.start, rest.stop), segments(lattice)
    middle, scale = source.scale.middle[rest], source.scale.scale[rest]
    sides = [
        store_side(lattice, prices.with_values(source.expected[rest] + scale * centre)) for centre in chain.centres
    ]
    buy, sell = (
        np.column_stack([(money - middle) / scale for money in moneys])
        for moneys in ([side.buy for side in sides], [side.sell for side in sides])
    )
    made: tuple[np.ndarray, np.ndarray] = compiled(
        buy, sell, chain.chance, _part(prices), parts.up, parts.down, chain.cycle
    )
    return made


def expected_values(
    buy: np.ndarray, sell: np.ndarray, chance: np.ndarray, part: np.ndarray, up: int, down: int, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Marginal values under a chain: the plain twin of the compiled recursion.

    Parameters
    ----------
    buy, sell : (T, cells) what the store pays and earns if step t's price falls in a cell. chance : (parts, cells,
    cells). part : (T,) which chance moves into a step. up, down : segments of a full step. last : (cells, count).

    Returns
    -------
    (T, cells, count) after each step, by its cell; (cells, count) before the first, by the cell of the step before it.
    """
    steps, states = buy.shape
    made = np.empty((steps, states, last.shape[1]))
    ahead = last.astype(float)
    for t in range(steps - 1, -1, -1):
        made[t] = ahead
        nobody = np.empty((0, last.shape[1]))
        before = [
            values_backward(buy[t, [k, k]], sell[t, [k, k]], nobody, up, down, ahead[k])[0] for k in range(states)
        ]
        ahead = chance[part[t]] @ np.array(before)
    return made, ahead


def _part(prices: Prices) -> np.ndarray:
    return prices.slot * HOURS // prices.slots
