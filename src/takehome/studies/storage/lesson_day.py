"""The repeated day: the problem on which Q-learning is taught, and what its agents earn in the ledger."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.battery import WearKind
from takehome.studies.storage.information import Information
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import greedy, solve, walk
from takehome.studies.storage.learning.lesson import Lesson, lesson
from takehome.studies.storage.learning.q_learning import learn
from takehome.studies.storage.learning.rungs import Rung
from takehome.studies.storage.market.prices import MWH
from takehome.studies.storage.result import PolicyResult, valued
from takehome.studies.storage.settings import Progress, Settings
from takehome.studies.storage.task import Task

PENALTY = 0.5
"""An impossible action costs this share of the highest price, as in the brief: 50 where the highest price is 100."""
LONGEST = 288
"""Steps of a day of 5 minutes."""
LABELS = {
    "brief": "Q-learning as in the brief",
    "model-free": "Q-learning, repaired without a model",
    "counterfactual": "Q-learning with counterfactual updates",
}


def day_problem(task: Task) -> DayProblem | None:
    """The repeated day as the brief states it; None where it is no such day.

    It is one where the prices are one day, the battery loses nothing, starts empty, owes nothing at the end, pays no
    fees, may sell at any price, and holds a whole number of full steps. Wear per kWh delivered is paid half when
    charging and half when discharging, which is the same for every kWh that leaves again.
    """
    grid, prices = task.lattice, task.prices
    battery = grid.battery
    plain = battery.round_trip == 1 and grid.start == 0 and grid.end == 0 and battery.terminal_price == 0
    linear = battery.wear.kind is not WearKind.DEPTH
    free = prices.buy_fee == 0 and prices.sell_fee == 0 and (battery.sell_below_zero or prices.values.min() >= 0)
    fits = grid.top % grid.up == 0 and 2 <= len(prices) <= LONGEST and prices.days == 1
    if not (plain and linear and free and fits):
        return None
    energy = battery.power_kw * prices.step_hours
    values = prices.values * energy / MWH
    return DayProblem(
        values, grid.top // grid.up + 1, PENALTY * float(np.abs(values).max()),
        0.5 * battery.wear_per_kwh * energy, prices.currency,
    )  # fmt: skip


def lesson_results(
    problem: DayProblem, task: Task, settings: Settings, progress: Progress
) -> tuple[Lesson, tuple[PolicyResult, ...]]:
    """Teach the day, and value the median agent of each rung in the ledger."""
    taught = lesson(problem, settings.seed, settings.fast, progress)
    return taught, tuple(_median(rung, problem, task, settings.seed) for rung in taught.rungs)


def _median(rung: Rung, problem: DayProblem, task: Task, seed: int) -> PolicyResult:
    """The agent in the middle of all seeds; the last step is never traded, as in the brief."""
    middle = int(np.argsort(rung.profits, kind="stable")[(len(rung.profits) - 1) // 2])
    q = learn(problem, rung.settings, 1000 * seed + middle).q if rung.model_free else solve(problem).q
    levels = walk(problem, greedy(q)).levels
    moves = np.append(np.diff(levels), 0) * task.lattice.up
    label = f"{LABELS[rung.key]} (the median of {len(rung.profits)} agents)"
    return valued(task, moves, rung.key, label, Information.KNOWN_DAY, False, True, "learned")
