"""More learners of the battery's day, as textbooks teach them: double Q, expected SARSA, Dyna-Q, value iteration.

Each fills a table ``[charge][hour][action]`` in place, as those of ``battery_learners`` do. The day as a Gymnasium
environment, with its five return values, stands here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gymnasium as gym
import numpy as np
from benchmarks.practice_methods.battery_learners import HOURS, Market, table_of

Explore = Callable[[int], float]
Table = list[list[list[float]]]


class GymDay(gym.Env[np.ndarray, int]):
    """The market as Gymnasium wants it: observations and rewards are float32, and `step` returns five values."""

    def __init__(self, day: Market) -> None:
        self.day = day
        self.action_space: gym.Space[Any] = gym.spaces.Discrete(3)
        self.observation_space = gym.spaces.Box(0, HOURS, (2,), np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The day's start."""
        super().reset(seed=seed)
        self.charge, self.hour = self.day.start, 0
        return self._seen(), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One hour."""
        self.charge, reward = self.day.step(self.charge, self.hour, action)
        self.hour += 1
        return self._seen(), float(np.float32(reward)), self.hour == HOURS, False, {}

    def _seen(self) -> np.ndarray:
        return np.array([self.charge, self.hour], np.float32)


def _next(table: Table, charge: int, hour: int) -> list[float]:
    """The values of the next cell; nothing after the last hour."""
    return table[charge][hour] if hour < HOURS else [0.0, 0.0, 0.0]


def _days(episodes: int, seed: int, explore: Explore) -> Iterator[tuple[float, list[int | None]]]:
    """Of each training day the exploration rate, and by hour the random action or None for the greedy one."""
    rng = np.random.default_rng(seed)
    for episode in range(episodes):
        share = explore(episode)
        random, drawn = (rng.random(HOURS) < share).tolist(), rng.integers(0, 3, HOURS).tolist()
        yield share, [action if tried else None for tried, action in zip(random, drawn, strict=True)]


def double_q(day: Market, table: Table, episodes: int, *, seed: int, explore: Explore, step: float) -> list[float]:
    """Two tables (Van Hasselt 2010), each valued by the other; `table` ends as their sum."""
    twins = [[[list(values) for values in row] for row in table] for _ in range(2)]
    coins = np.random.default_rng([seed, 1]).integers(0, 2, (episodes, HOURS)).tolist()
    history = []
    for (_, forced), flips in zip(_days(episodes, seed, explore), coins, strict=True):
        charge, total = day.start, 0.0
        for hour, coin in enumerate(flips):
            both = [sum(pair) for pair in zip(twins[0][charge][hour], twins[1][charge][hour], strict=True)]
            chosen = forced[hour]
            action = both.index(max(both)) if chosen is None else chosen
            after, reward = day.step(charge, hour, action)
            ahead = _next(twins[coin], after, hour + 1)
            target = reward + _next(twins[1 - coin], after, hour + 1)[ahead.index(max(ahead))]
            values = twins[coin][charge][hour]
            values[action] += step * (target - values[action])
            charge, total = after, total + reward
        history.append(total)
    for row, pair in zip(table, zip(*twins, strict=True), strict=True):
        row[:] = [[a + b for a, b in zip(*cells, strict=True)] for cells in zip(*pair, strict=True)]
    return history


def expected_sarsa(
    day: Market, table: Table, episodes: int, *, seed: int, explore: Explore, step: float
) -> list[float]:
    """The target is the mean over the next action, as the exploring agent would draw it."""
    history = []
    for share, forced in _days(episodes, seed, explore):
        charge, total = day.start, 0.0
        for hour, chosen in enumerate(forced):
            values = table[charge][hour]
            action = values.index(max(values)) if chosen is None else chosen
            after, reward = day.step(charge, hour, action)
            ahead = _next(table, after, hour + 1)
            target = reward + (1 - share) * max(ahead) + share * sum(ahead) / 3
            values[action] += step * (target - values[action])
            charge, total = after, total + reward
        history.append(total)
    return history


def dyna_q(
    day: Market, table: Table, episodes: int, *, seed: int, explore: Explore, step: float, replays: int = 20
) -> list[float]:
    """Q-learning that goes over `replays` remembered steps after each hour (Sutton 1990)."""
    rng, history = np.random.default_rng([seed, 1]), []
    memory: dict[tuple[int, int, int], tuple[int, float]] = {}
    for _, forced in _days(episodes, seed, explore):
        charge, total = day.start, 0.0
        for hour, chosen in enumerate(forced):
            values = table[charge][hour]
            action = values.index(max(values)) if chosen is None else chosen
            after, reward = day.step(charge, hour, action)
            memory[charge, hour, action] = after, reward
            known = list(memory.items())
            again = [known[place] for place in rng.integers(0, len(known), replays).tolist()]
            for (past, when, what), (then, money) in [((charge, hour, action), (after, reward)), *again]:
                cell = table[past][when]
                cell[what] += step * (money + max(_next(table, then, when + 1)) - cell[what])
            charge, total = after, total + reward
        history.append(total)
    return history


def value_iteration(day: Market) -> Table:
    """Sweeps over all cells until nothing changes; no order of time is used."""
    table, change = table_of(day), 1.0
    while change > 0:
        change, before = 0.0, [[list(values) for values in row] for row in table]
        for charge, row in enumerate(table):
            for hour, values in enumerate(row):
                for action in range(3):
                    after, reward = day.step(charge, hour, action)
                    value = reward + max(_next(before, after, hour + 1))
                    change, values[action] = max(change, abs(value - values[action])), value
    return table
