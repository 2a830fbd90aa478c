"""Learners of the battery's day, written out in NumPy and plain Python: what candidates would hand in.

Each keeps a table ``[charge][hour][action]`` and returns it with the totals of its training days. Step sizes and
exploration are functions, so that the usual constants and their repairs are the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

HOURS = 24


@dataclass(frozen=True)
class Market:
    """A day: `prices` (24,), and the battery's numbers."""

    prices: tuple[float, ...]
    capacity: int
    start: int
    wear: float
    penalty: float

    def step(self, charge: int, hour: int, action: int) -> tuple[int, float]:
        """Charge afterwards and reward."""
        if action == 1:
            return (charge + 1, -self.prices[hour]) if charge < self.capacity else (charge, -self.penalty)
        if action == 2:
            return (charge - 1, self.prices[hour] - self.wear) if charge > 0 else (charge, -self.penalty)
        return charge, 0.0

    def replay(self, actions: Sequence[int]) -> list[float]:
        """The rewards of a day's actions."""
        charge, rewards = self.start, []
        for hour, action in enumerate(actions):
            charge, reward = self.step(charge, hour, action)
            rewards.append(reward)
        return rewards


def market(world: Any, table: str = "prices") -> Market:
    """The day of one table of a world."""
    numbers = world.business
    prices = tuple(float(price) for price in world.tables[table]["Price"])
    return Market(prices, numbers["capacity"], numbers["start_charge"], numbers["wear_cost"], numbers["penalty"])


def table_of(day: Market, value: float = 0.0) -> list[list[list[float]]]:
    """A table that starts at `value` for each hour that is left."""
    return [[[value * (HOURS - hour)] * 3 for hour in range(HOURS)] for _ in range(day.capacity + 1)]


def greedy(day: Market, table: list[list[list[float]]]) -> list[int]:
    """The schedule of a table."""
    charge, schedule = day.start, []
    for hour in range(HOURS):
        values = table[charge][hour]
        schedule.append(values.index(max(values)))
        charge, _ = day.step(charge, hour, schedule[-1])
    return schedule


def temporal_difference(
    day: Market, table: list[list[list[float]]], episodes: int, *, seed: int, explore: Callable[[int], float],
    step: Callable[[int], float], discount: float = 1.0, on_policy: bool = False,
) -> list[float]:  # fmt: skip
    """Q-learning, or SARSA where `on_policy`, in place of `table`; returns the total of each day."""
    rng = np.random.default_rng(seed)
    visits = [[[0] * 3 for _ in range(HOURS)] for _ in range(day.capacity + 1)]
    history = []
    for episode in range(episodes):
        random = (rng.random(HOURS) < explore(episode)).tolist()
        drawn = rng.integers(0, 3, HOURS).tolist()
        charge, total = day.start, 0.0
        for hour in range(HOURS):
            values = table[charge][hour]
            action = drawn[hour] if random[hour] else values.index(max(values))
            after, reward = day.step(charge, hour, action)
            target = reward
            if hour < HOURS - 1:
                ahead = table[after][hour + 1]
                best = ahead[drawn[hour + 1]] if on_policy and random[hour + 1] else max(ahead)
                target += discount * best
            visits[charge][hour][action] += 1
            values[action] += step(visits[charge][hour][action]) * (target - values[action])
            charge, total = after, total + reward
        history.append(total)
    return history


def monte_carlo(day: Market, episodes: int, *, seed: int) -> list[list[list[float]]]:
    """Whole days from random charges and hours, acting greedily after the first action; the last return counts."""
    rng = np.random.default_rng(seed)
    highest = max(day.prices)
    table = table_of(day, highest)
    starts = zip(
        rng.integers(0, day.capacity + 1, episodes).tolist(),
        rng.integers(0, HOURS, episodes).tolist(),
        rng.integers(0, 3, episodes).tolist(),
        strict=True,
    )
    for first_charge, first_hour, first_action in starts:
        charge, path = first_charge, []
        for hour in range(first_hour, HOURS):
            values = table[charge][hour]
            action = first_action if hour == first_hour else values.index(max(values))
            after, reward = day.step(charge, hour, action)
            path.append((values, action, reward))
            charge = after
        total = 0.0
        for values, action, reward in reversed(path):
            total += reward
            values[action] = total
    return table


def dynamic_programming(day: Market) -> list[int]:
    """Backward induction over NumPy arrays of charge levels."""
    levels = np.arange(day.capacity + 1)
    ahead = np.zeros(len(levels))
    chosen = np.zeros((HOURS, len(levels)), int)
    for hour in reversed(range(HOURS)):
        price = day.prices[hour]
        buy = np.where(levels < day.capacity, np.roll(ahead, -1) - price, ahead - day.penalty)
        sell = np.where(levels > 0, np.roll(ahead, 1) + price - day.wear, ahead - day.penalty)
        values = np.stack([ahead, buy, sell])
        chosen[hour], ahead = values.argmax(axis=0), values.max(axis=0)
    charge, schedule = day.start, []
    for hour in range(HOURS):
        schedule.append(int(chosen[hour, charge]))
        charge, _ = day.step(charge, hour, schedule[-1])
    return schedule


def linear_program(day: Market) -> list[int]:
    """Buy and sell shares of each hour under the store's limits; the corners are whole numbers."""
    from scipy.optimize import linprog

    prices = np.array(day.prices)
    cost = np.concatenate([prices, day.wear - prices])
    running = np.tril(np.ones((HOURS, HOURS)))
    stored = np.hstack([running, -running])
    limits = np.concatenate([np.full(HOURS, day.capacity - day.start), np.full(HOURS, day.start)])
    # a corner of this polytope is whole-numbered: its rows are intervals of a network
    found = linprog(cost, np.vstack([stored, -stored]), limits, bounds=(0, 1), method="highs-ds").x.round().astype(int)
    return [1 if buys > sells else 2 if sells > buys else 0 for buys, sells in zip(found[:24], found[24:], strict=True)]


def forgetting(episode: int) -> float:
    """Exploration that falls from 1 to 0 over the first 3,500 days."""
    return max(0.0, 1 - episode / 3500)


def exact(visits: int) -> float:
    """The whole target: nothing is random."""
    return 1.0


def small(visits: int) -> float:
    """The usual constant."""
    return 0.1


def decaying(visits: int) -> float:
    """1, then less with the fourth root of the visits."""
    return visits**-0.25


def fading(episode: int) -> float:
    """Exploration that falls from 0.1 to 0 over 7,000 days."""
    return max(0.0, 0.1 * (1 - episode / 7000))


def square_root(visits: int) -> float:
    """1, then less with the root of the visits, never below 0.1."""
    return max(0.1, visits**-0.5)
