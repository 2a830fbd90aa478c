r"""Q-learning in a table for a market whose prices are not known: charge × hour × price × outlook.

.. math::
    Q(s, a) = b_t(s, a) + D(s, a), \qquad
    D(s, a) \leftarrow D(s, a) + \alpha \,[\, r + \gamma \max_{a'} Q(s', a') - b_t(s, a) - D(s, a) \,]

(Watkins & Dayan 1992), on past years replayed; within a day from its end backwards, so that the evening's price reaches
the morning in one pass (backward replay: Lin 1992, "Self-improving reactive agents", *Machine Learning* 8:293). Prices
enter in the units of :mod:`~.market_scale`.

A cell of the table holds many hours, whose prices and days differ; learned from nothing, *D* takes years to tell what
a plan on the expected day knows at once. So the agent is advised: :math:`b_t(s, a) = r + \Phi_t`, the reward that the
price offers now and the potential of :mod:`~.expected_worth` of the charge after it, and the table learns only where
the plan is wrong on average. Chosen on hourly years NL 2016 to 2018, COMED 2012 and 2013, CAISO 2021 and NYISO
5-minute prices of 2018. Not ``advised``, b = 0: the textbook's table, to show what a state alone is worth.

Two variants. ``sampled``: the agent has one battery and updates only what it did; its plan knows the battery all the
same, and where data are many its table is still worse than the plan alone. ``every_level``: prices do not react
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
from takehome.studies.storage.policies.value.expected_worth import expected_worth, lasting_share
from takehome.studies.storage.policies.value.marginal_values import StoreSide, store_side
from takehome.studies.storage.policies.value.outlook import Outlook, outlook, reference_column
from takehome.studies.storage.policies.value.price_state import HOURS, PriceState, price_state
from takehome.studies.storage.policies.value.segments import segments
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.task import Task


class Updates(StrEnum):
    """What one observed price teaches."""

    SAMPLED = "sampled"
    EVERY_LEVEL = "every_level"


DAYS_AHEAD = 60.0
"""Days in which the discount falls to 1/e: long beside a day, so that it hardly distorts what is stored overnight."""
VISITS = 36
"""Past steps that each cell of hour and price is given: a year of hours makes ten prices to the hour."""
PRIOR = 12
"""Steps for which the plan is taken to be right, beside what was seen of each cell: it counts by its evidence."""
PRICE_CELLS = (2, 80)
"""Fewest and most cells of the price."""


@dataclass(frozen=True, eq=False)
class TabularQ:
    """The policy.

    Attributes
    ----------
    updates : the variant. cells : of price and outlook; 0 of price chooses by the number of past steps. sweeps : over
        the past; 0 chooses by variant. rates : first and last step size, falling geometrically. explore : first and
        last share of random actions. advised : whether it starts from a plan on the expected day.
    table : (states, count + 1, 3) D of hold, charge, discharge. state : where its cells end. reference : the column
        known ahead that it reads. left_over, lasting : see :mod:`~.expected_worth`. All are found in the past.
    """

    updates: Updates = Updates.EVERY_LEVEL
    cells: tuple[int, int] = (0, 1)
    sweeps: int = 0
    rates: tuple[float, float] | None = None
    explore: tuple[float, float] = (1.0, 1.0)
    seed: int = 0
    advised: bool = True
    table: np.ndarray | None = None
    state: PriceState | None = None
    reference: str = ""
    left_over: float = 0.0
    lasting: float = 0.0

    key = "tabular_q"
    information = Information.CURRENT_PRICE
    trivial = False

    @property
    def label(self) -> str:
        """In words; says what is known to the learner."""
        known = "uses known dynamics" if self.updates is Updates.EVERY_LEVEL else "learns only from what it did"
        return f"Q-learning in a table ({known})"

    def fit(self, task: Task) -> Self:
        """Learn from the past alone; without a past it never moves."""
        past, grid = task.train, task.lattice
        if len(past) < 2:
            return replace(self, table=None, state=None)
        reference = reference_column(past)
        source = outlook(past, reference).settled()
        left_over = _left_over(grid, source)
        side = _side(grid, source, np.arange(len(source.prices)), left_over)
        lasting = lasting_share(grid, source, side, left_over) if self.advised else 0.0
        cells = self.cells[0] or int(np.clip(len(source.prices) // (HOURS * VISITS), *PRICE_CELLS)), self.cells[1]
        made = replace(
            self, state=price_state(source, cells), reference=reference, left_over=left_over, lasting=lasting
        )  # fmt: skip
        return replace(made, table=made._learned(grid, source, side))

    def _learned(self, grid: Lattice, source: Outlook, side: StoreSide) -> np.ndarray:
        from takehome.studies.storage.policies.value import tabular_q_kernels as compiled

        assert self.state is not None, "states first"
        parts, steps = segments(grid), np.arange(len(source.prices))
        table, codes = np.zeros((self.state.count, parts.count + 1, 3)), self.state.codes(source, steps)
        sweeps = self.sweeps or SWEEPS[self.updates]
        keep = float(np.exp(-source.prices.step_hours / (24 * DAYS_AHEAD)))
        rng, mean = np.random.default_rng(self.seed), 0.0
        rates = np.geomspace(*(self.rates or RATES[self.updates]), sweeps)
        world = codes, self._advice(grid, source, steps), side.buy, side.sell, parts.up, parts.down
        for rate, explore in zip(rates, np.linspace(*self.explore, sweeps), strict=True):
            if self.updates is Updates.EVERY_LEVEL:
                compiled.every_level(table, *world, rate, keep)
            else:
                draws = rng.random((len(codes), 2))
                mean = compiled.one_path(table, *world, rate, keep, explore, draws, source.prices.slots, mean)
        return _trusted(table, codes) if self.advised else table

    def _advice(self, grid: Lattice, source: Outlook, positions: np.ndarray) -> np.ndarray:
        """(n, count + 1) potential after these steps; (0, count + 1) for one that is not advised."""
        if not self.advised:
            return np.empty((0, segments(grid).count + 1))
        return expected_worth(grid, source, positions, self.left_over, self.lasting)

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

        parts, side = segments(lattice), _side(lattice, source, positions, self.left_over)
        if self.table is None or self.state is None:
            table, codes, advice = np.zeros((1, 2, 3)), np.zeros(len(positions), int), np.empty((0, 2))
        else:
            table, codes = self.table, self.state.codes(source, positions)
            advice = self._advice(lattice, source, positions)
        moved: np.ndarray = compiled.greedy(
            table, codes, advice, side.buy, side.sell, level, lattice.top, lattice.up, lattice.down, parts.up,
            parts.down, lattice.end, left,
        )  # fmt: skip
        return moved

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings and arrays."""
        settings = ("updates", "cells", "sweeps", "rates", "explore", "seed", "advised")
        names = (*settings, "reference", "left_over", "lasting")
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


def _left_over(lattice: Lattice, source: Outlook) -> float:
    """What a unit that is never sold is worth, so that the discount pulls towards that and no higher."""
    scale = source.scale
    return float(np.mean((lattice.battery.terminal_price - scale.middle) / scale.scale))


def _side(lattice: Lattice, source: Outlook, positions: np.ndarray, left_over: float) -> StoreSide:
    """Prices of these steps in units of the scale, less that."""
    rest = slice(int(positions[0]), int(positions[-1]) + 1)
    side = store_side(lattice, source.prices.part(rest.start, rest.stop))
    middle, scale = source.scale.middle[rest], source.scale.scale[rest]
    return StoreSide((side.buy - middle) / scale - left_over, (side.sell - middle) / scale - left_over)


def _trusted(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The table with what each state says weighed by how often it was seen."""
    seen = np.bincount(codes, minlength=len(table))
    return table * (seen / (seen + PRIOR))[:, None, None]


SWEEPS = {Updates.EVERY_LEVEL: 10, Updates.SAMPLED: 50}
"""Passes over the past: the sampled variant learns one entry a step where the other learns all of a state."""
RATES = {Updates.EVERY_LEVEL: (0.2, 0.002), Updates.SAMPLED: (0.02, 0.0002)}
"""First and last step size. A sampled price moves one charge alone, so what it says of the difference between two is
mostly chance, while an update of every level moves both alike; it must be averaged over ten times as many."""
TIE = 1e-9
"""In units of the scale: rounding in sums of a few hundred prices is far below it, a price that matters far above."""
TRACK = 0.01
"""Weight of one surprise in the mean reward, beside its weight in the table: the mean moves slowly."""


def fill_outcomes(
    level: int, buy: float, sell: float, up: int, down: int, count: int, after: np.ndarray, reward: np.ndarray
) -> None:  # fmt: skip
    """Charge after, and reward of, hold, charge and discharge from a level."""
    lower = max(level - down, 0) if sell > -np.inf else level
    after[:] = level, min(level + up, count), lower
    reward[:] = 0.0, -buy * (after[1] - level), sell * (level - lower) if lower < level else 0.0


def action_values(
    table: np.ndarray, worth: np.ndarray, t: int, code: int, level: int, after: np.ndarray, reward: np.ndarray
) -> np.ndarray:  # fmt: skip
    """(3,) Q of the actions whose outcomes are given."""
    values: np.ndarray = table[code, level] + (reward + worth[t, after] if len(worth) else 0.0)
    return values


def every_level(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int,
    rate: float, keep: float,
) -> None:  # fmt: skip
    """One pass, from the last step back, that updates every level and action in place.

    Parameters
    ----------
    table : (states, levels, 3). state, buy, sell : (T,). worth : (T, levels) potential after each step, or (0, levels).
    up, down : levels of a full step. rate, keep : α and γ.
    """
    count = table.shape[1] - 1
    after, reward = np.zeros(3, int), np.zeros(3)
    for t in range(len(state) - 2, -1, -1):
        best = np.empty(count + 1)
        for level in range(count + 1):
            fill_outcomes(level, buy[t + 1], sell[t + 1], up, down, count, after, reward)
            best[level] = action_values(table, worth, t + 1, state[t + 1], level, after, reward).max()
        for level in range(count + 1):
            fill_outcomes(level, buy[t], sell[t], up, down, count, after, reward)
            known = worth[t, after] if len(worth) else -reward
            table[state[t], level] += rate * (keep * best[after] - known - table[state[t], level])


def one_path(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int,
    rate: float, keep: float, explore: float, draws: np.ndarray, block: int, mean: float,
) -> float:  # fmt: skip
    """One pass of one battery; after each `block` of steps what it did is learned, from the last step back.

    Parameters
    ----------
    draws : (T, 2) uniform numbers: whether to explore, and which action. mean : reward of a step so far, taken off each
        so that a cell that was visited looks no better than one that was not (R-learning: Schwartz 1993). Others as in
        :func:`every_level`.

    Returns
    -------
    The mean after the pass.
    """
    count = table.shape[1] - 1
    after, reward = np.zeros(3, int), np.zeros(3)
    level = int(draws[0, 1] * (count + 1))
    for begin in range(0, len(state) - 1, block):
        end = min(begin + block, len(state) - 1)
        path = []
        for t in range(begin, end):
            fill_outcomes(level, buy[t], sell[t], up, down, count, after, reward)
            values = action_values(table, worth, t, state[t], level, after, reward)
            action = int(draws[t, 1] * 3) if draws[t, 0] < explore else int(values.argmax())
            path.append((t, level, action, reward[action], after[action]))
            level = int(after[action])
        for t, low, action, gained, to in reversed(path):
            fill_outcomes(to, buy[t + 1], sell[t + 1], up, down, count, after, reward)
            best = action_values(table, worth, t + 1, state[t + 1], to, after, reward).max()
            known = worth[t, to] if len(worth) else -gained
            surprise = rate * (keep * best - known - mean - table[state[t], low, action])
            table[state[t], low, action] += surprise
            mean += TRACK * surprise
    return mean


def greedy(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, level: int, top: int,
    up: int, down: int, parts_up: int, parts_down: int, end: int, left: int,
) -> np.ndarray:  # fmt: skip
    """(T,) moves: at full power as Q says, holding where it does not tell apart."""
    moves = np.zeros(len(state), np.int64)
    count = table.shape[1] - 1
    after, reward = np.zeros(3, int), np.zeros(3)
    for t in range(len(state)):
        part = (2 * level * count + top) // (2 * top)
        fill_outcomes(part, buy[t], sell[t], parts_up, parts_down, count, after, reward)
        q = action_values(table, worth, t, state[t], part, after, reward)
        action = 1 if q[1] > q[0] + TIE else 0
        action = 2 if q[2] > q[action] + TIE else action
        wanted = (0, up, -down)[action]
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, bool(sell[t] > -np.inf))
        level += moves[t]
    return moves
