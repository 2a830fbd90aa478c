"""How fast tabular Q-learning runs, against a plain Gymnasium and NumPy loop in the same run, and how long a lesson.

``python -m benchmarks.bench_storage_learning`` writes ``benchmarks/results/bench_storage_learning.json``. Both sides
train the brief's agent on the brief's day; an update is one decision with its Bellman update. The peer is the brief's
own environment and loop, as a Gymnasium environment that returns five values and keeps no more than the brief does.
Rates and limits count processor seconds of one core, the fastest of some runs, since other programs may share the
machine; the lesson's seconds by the clock stand beside. Compiled code comes from the cache.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
from benchmarks.bench_study import circumstances, write

from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.lesson import lesson
from takehome.studies.storage.learning.q_learning import Settings, learn
from takehome.studies.storage.learning.rungs import repair

PRICES = [10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15]
DAY = DayProblem(np.array(PRICES, float))
UPDATES_A_SECOND, FACTOR, LESSON_SECONDS, FAST_SECONDS = 2e7, 100.0, 6.0, 1.5
REPEATS, EPISODES, PEER_EPISODES = 5, 100_000, 1_000


class PlainStorage(gymnasium.Env[np.ndarray, int]):
    """The brief's environment with Gymnasium's signature."""

    def __init__(self, prices: np.ndarray) -> None:
        self.prices = prices
        self.observation_space = gymnasium.spaces.MultiDiscrete([11, len(prices)])
        self.action_space = gymnasium.spaces.Discrete(3)
        self.charge = self.hour = 0

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[np.ndarray, dict[str, Any]]:
        """Empty, at the first hour."""
        super().reset(seed=seed)
        self.charge = self.hour = 0
        return np.array([0, 0]), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One hour."""
        price, reward = self.prices[self.hour], 0.0
        if action == 1:
            reward = -price if self.charge < 10 else -50.0
            self.charge = min(self.charge + 1, 10)
        elif action == 2:
            reward = price if self.charge > 0 else -50.0
            self.charge = max(self.charge - 1, 0)
        self.hour += 1
        return np.array([self.charge, self.hour]), float(reward), self.hour >= len(self.prices) - 1, False, {}


def plain_loop() -> None:
    """The brief's training loop."""
    env, q, random = PlainStorage(DAY.prices), np.zeros((11, 24, 3)), np.random.RandomState(0)
    for _ in range(PEER_EPISODES):
        (charge, hour), _ = env.reset()
        done = False
        while not done:
            explore = random.uniform(0, 1) < 0.1
            action = int(random.choice([0, 1, 2])) if explore else int(np.argmax(q[charge, hour]))
            (next_charge, next_hour), reward, done, _, _ = env.step(action)
            future = np.max(q[next_charge, next_hour])
            q[charge, hour, action] += 0.1 * (reward + 0.95 * future - q[charge, hour, action])
            charge, hour = next_charge, next_hour


def fastest(call: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Processor seconds, and seconds by the clock, each of its fastest run."""
    processor, clock = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        call()
        processor.append(time.process_time() - used)
        clock.append(time.perf_counter() - start)
    return min(processor), min(clock)


def training(name: str, settings: Settings) -> dict[str, Any]:
    """Updates a second of one agent."""
    learn(DAY, settings, 0)
    seconds, _ = fastest(lambda: learn(DAY, settings, 0))
    rate = settings.episodes * DAY.decisions / seconds
    return {"case": f"tabular Q, {name}, {settings.episodes:,} days", "processor_seconds": round(seconds, 4),
            "updates_a_second": round(rate), "updates_a_second_limit": UPDATES_A_SECOND,
            "met": rate >= UPDATES_A_SECOND}  # fmt: skip


def against_plain(rate: float) -> dict[str, Any]:
    """The same update in a plain loop."""
    seconds, _ = fastest(plain_loop, repeats=3)
    peer = PEER_EPISODES * DAY.decisions / seconds
    return {"case": f"tabular Q against a Gymnasium and NumPy loop of {PEER_EPISODES:,} days, updates a second",
            "updates_a_second": round(rate), "peer_updates_a_second": round(peer), "factor": round(rate / peer, 1),
            "factor_limit": FACTOR, "met": rate / peer >= FACTOR}  # fmt: skip


def whole(fast: bool) -> dict[str, Any]:
    """The lesson of the brief's day, with 100 agents a rung."""
    limit = FAST_SECONDS if fast else LESSON_SECONDS
    processor, seconds = fastest(lambda: lesson(DAY, fast=fast), repeats=3)
    return {"case": f"lesson of one day{', fast' if fast else ''}", "seconds": round(seconds, 2),
            "processor_seconds": round(processor, 2), "seconds_limit": limit, "met": processor <= limit}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    before = circumstances("one")
    rows = [training("the brief's settings", Settings(episodes=EPISODES)), training("the repair's", repair(DAY))]
    found = [*rows, against_plain(rows[0]["updates_a_second"]), whole(fast=True), whole(fast=False)]
    for row in found:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    write("bench_storage_learning.json", found, before)
    return 0 if all(row["met"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
