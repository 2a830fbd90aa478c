r"""Q-learning in a table for a market whose prices are not known: charge × hour × price × outlook.

.. math:: Q(s, a) \leftarrow Q(s, a) + \alpha \,[\, r + \gamma \max_{a'} Q(s', a') - Q(s, a) \,]

(Watkins & Dayan 1992), on past years replayed; within a day from its end backwards, so that the evening's price reaches
the morning in one pass (backward replay: Lin 1992, "Self-improving reactive agents", *Machine Learning* 8:293). Prices
enter in the units of :mod:`~.market_scale`.

Two variants. ``sampled``: the agent has one battery and updates only what it did. ``every_level``: prices do not react
to the battery, so each price seen updates every charge level and action; this *uses known dynamics* of the battery and
is value iteration on samples, not learning from experience alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.policies.value.marginal_values import StoreSide, store_side
from takehome.studies.storage.policies.value.outlook import Outlook, outlook, reference_column
from takehome.studies.storage.policies.value.price_state import PriceState, price_state
from takehome.studies.storage.policies.value.segments import Segments, segments
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.task import Task


class Updates(StrEnum):
    """What one observed price teaches."""

    SAMPLED = "sampled"
    EVERY_LEVEL = "every_level"


DAYS_AHEAD = 20.0
"""Days in which the discount falls to 1/e: long beside a day, so that it hardly distorts what is stored overnight."""


@dataclass(frozen=True, eq=False)
class TabularQ:
    """The policy.

    Attributes
    ----------
    updates : the variant. cells : of price and outlook. sweeps : over the past; 0 chooses by variant.
    rates : first and last step size, falling geometrically. explore : first and last share of random actions.
    table : (states, count + 1, 3) Q of hold, charge, discharge. state : where its cells end. reference : the column
        known ahead that it reads, found in the past.
    """

    updates: Updates = Updates.EVERY_LEVEL
    cells: tuple[int, int] = (40, 1)
    sweeps: int = 0
    rates: tuple[float, float] = (0.2, 0.002)
    explore: tuple[float, float] = (1.0, 0.1)
    seed: int = 0
    table: np.ndarray | None = None
    state: PriceState | None = None
    reference: str = ""

    key = "tabular_q"
    information = Information.CURRENT_PRICE
    trivial = False

    @property
    def label(self) -> str:
        """In words; says what is known to the learner."""
        known = "uses known dynamics" if self.updates is Updates.EVERY_LEVEL else "model-free"
        return f"Q-learning in a table ({known})"

    def fit(self, task: Task) -> Self:
        """Learn from the past alone; without a past it never moves."""
        past = task.train
        if len(past) < 2:
            return replace(self, table=None, state=None)
        reference = reference_column(past)
        source = outlook(past, reference).settled()
        state = price_state(source, self.cells)
        parts, side = segments(task.lattice), _from_left_over(task.lattice, source)
        table = np.zeros((state.count, parts.count + 1, 3))
        self._learn(table, state.codes(source, np.arange(len(source.prices))), side, parts, past)
        return replace(self, table=table, state=state, reference=reference)

    def _learn(self, table: np.ndarray, codes: np.ndarray, side: StoreSide, parts: Segments, past: Prices) -> None:
        from takehome.studies.storage.policies.value import tabular_q_kernels as compiled

        sweeps = self.sweeps or SWEEPS[self.updates]
        keep = float(np.exp(-past.step_hours / (24 * DAYS_AHEAD)))
        rng = np.random.default_rng(self.seed)
        prices = side.buy, side.sell, parts.up, parts.down
        for rate, explore in zip(np.geomspace(*self.rates, sweeps), np.linspace(*self.explore, sweeps), strict=True):
            if self.updates is Updates.EVERY_LEVEL:
                compiled.every_level(table, codes, *prices, rate, keep)
            else:
                draws = rng.random((len(codes), 2))
                compiled.one_path(table, codes, *prices, rate, keep, explore, draws, past.slots)

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        positions = np.arange(task.first, len(task.prices))
        return self._greedy(task.lattice, self.prepare(task.prices), positions, task.lattice.start, len(positions))

    def prepare(self, prices: Prices) -> Outlook:
        """What :meth:`act` reads, made once a day.

        `prices` needs the :data:`~.market_scale.HISTORY_DAYS` whole days before, and columns known ahead to the end
        of the day.
        """
        return outlook(prices, self.reference)

    def act(self, lattice: Lattice, level: int, source: Outlook, t: int, left: int) -> int:
        """The move at step `t` alone with `left` steps to go, this one included."""
        return int(self._greedy(lattice, source, np.array([t]), level, left)[0])

    def _greedy(self, lattice: Lattice, source: Outlook, positions: np.ndarray, level: int, left: int) -> np.ndarray:
        from takehome.studies.storage.policies.value import tabular_q_kernels as compiled

        table = np.zeros((1, 2, 3)) if self.table is None else self.table
        codes = np.zeros(len(positions), int) if self.state is None else self.state.codes(source, positions)
        sell = store_side(lattice, source.prices.part(int(positions[0]), int(positions[-1]) + 1)).sell
        moved: np.ndarray = compiled.greedy(
            table, codes, sell, level, lattice.top, lattice.up, lattice.down, lattice.end, left
        )
        return moved

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings and arrays."""
        names = ("updates", "cells", "sweeps", "rates", "explore", "seed", "reference")
        document = {name: getattr(self, name) for name in names}
        if self.table is None or self.state is None:
            return document, {}
        edges = {name: getattr(self.state, name) for name in ("price_edges", "outlook_edges")}
        return document, {"table": self.table, **edges}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same policy again."""
        settings: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
        }
        settings["updates"] = Updates(document["updates"])
        if not arrays:
            return cls(**settings)
        state = PriceState(arrays["price_edges"], arrays["outlook_edges"])
        return cls(**settings, table=arrays["table"], state=state)


def _from_left_over(lattice: Lattice, source: Outlook) -> StoreSide:
    """Prices from what a unit that is never sold is worth, so that the discount pulls towards that and no higher."""
    side, scale = source.scale.side(store_side(lattice, source.prices)), source.scale
    least = float(np.mean((lattice.battery.terminal_price - scale.middle) / scale.scale))
    return StoreSide(side.buy - least, side.sell - least)


SWEEPS = {Updates.EVERY_LEVEL: 10, Updates.SAMPLED: 200}
"""Passes over the past: the sampled variant learns one entry a step where the other learns all of a state."""


def every_level(
    table: np.ndarray,
    state: np.ndarray,
    buy: np.ndarray,
    sell: np.ndarray,
    up: int,
    down: int,
    rate: float,
    keep: float,
) -> None:
    """One pass, from the last step back, that updates every level and action in place.

    Parameters
    ----------
    table : (states, levels, 3). state, buy, sell : (T,). up, down : levels of a full step. rate, keep : α and γ.
    """
    levels = np.arange(table.shape[1])
    higher, lower = np.minimum(up, levels[-1] - levels), np.minimum(down, levels)
    for t in range(len(state) - 2, -1, -1):
        best, now = table[state[t + 1]].max(axis=1), table[state[t]]
        sold = lower if sell[t] > -np.inf else 0 * lower
        gain = sell[t] if sell[t] > -np.inf else 0.0
        targets = (
            keep * best,
            keep * best[levels + higher] - buy[t] * higher,
            keep * best[levels - sold] + gain * sold,
        )
        now += rate * (np.column_stack(targets) - now)


def one_path(
    table: np.ndarray, state: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int, rate: float,
    keep: float, explore: float, draws: np.ndarray, block: int,
) -> None:  # fmt: skip
    """One pass of one battery; after each `block` of steps what it did is learned, from the last step back.

    Parameters
    ----------
    draws : (T, 2) uniform numbers: whether to explore, and which action. Others as in :func:`every_level`.
    """
    top = table.shape[1] - 1
    level = int(draws[0, 1] * (top + 1))
    for begin in range(0, len(state) - 1, block):
        end = min(begin + block, len(state) - 1)
        path = []
        for t in range(begin, end):
            action = int(draws[t, 1] * 3) if draws[t, 0] < explore else int(table[state[t], level].argmax())
            after, reward = level, 0.0
            if action == 1:
                after = min(level + up, top)
                reward = -buy[t] * (after - level)
            elif action == 2 and sell[t] > -np.inf:
                after = max(level - down, 0)
                reward = sell[t] * (level - after)
            path.append((t, level, action, reward, after))
            level = after
        for t, low, action, reward, after in reversed(path):
            target = reward + keep * table[state[t + 1], after].max()
            table[state[t], low, action] += rate * (target - table[state[t], low, action])


def greedy(
    table: np.ndarray,
    state: np.ndarray,
    sell: np.ndarray,
    level: int,
    top: int,
    up: int,
    down: int,
    end: int,
    left: int,
) -> np.ndarray:
    """(T,) moves: at full power as the table says, holding where it does not tell apart."""
    moves = np.zeros(len(state), np.int64)
    count = table.shape[1] - 1
    for t in range(len(state)):
        row = table[state[t], (2 * level * count + top) // (2 * top)]
        wanted = (0, up, -down)[int(row.argmax())]
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, bool(sell[t] > -np.inf))
        level += moves[t]
    return moves
