"""All that one repeated day teaches about Q-learning, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from takehome.studies.storage.learning.bellman_step import BellmanStep, bellman_step, telling_cell
from takehome.studies.storage.learning.causes import CAUSES, Cause, causes
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import Exact, discounted_policy_profit, solve
from takehome.studies.storage.learning.fluctuation import Fluctuation, fluctuation
from takehome.studies.storage.learning.q_learning import Learned, Settings, learn
from takehome.studies.storage.learning.rungs import BRIEF, Rung, repair, rungs
from takehome.studies.storage.learning.wrong_cells import WrongCells, wrong_cells

SEEDS = 100
"""Agents a rung: issue item 4."""
LEAST_SEEDS = 20
"""Agents of a learning curve, even of a long day: issue item 4."""
LEAST_CAUSE_SEEDS = 5
"""Agents a cause of a long day; fewer would make no interval."""
UPDATES = 97_000_000
"""Updates of the table that a part of the lesson may take, about 2.5 seconds of one core; 100 agents a cause fit for an
hourly day."""
FAST_UPDATES = 14_000_000
"""The same for a fast lesson; 100 agents a rung for an hourly day still fit."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """The whole lesson.

    Attributes
    ----------
    problem : the day. exact : V* and Q*. rungs : brief, model-free, counterfactual, each with its curves.
    agent : the brief's agent of the first seed. wrong : its wrong cells. step : one of its updates, explained.
    causes : each suspected cause with its effects. fluctuation : why the training curve fluctuates.
    discount, discounted_profit : the brief's γ, and what the policy that is optimal under it earns undiscounted.
    """

    problem: DayProblem
    exact: Exact
    rungs: tuple[Rung, Rung, Rung]
    agent: Learned
    wrong: WrongCells
    step: BellmanStep
    causes: tuple[Cause, ...]
    fluctuation: Fluctuation
    discount: float
    discounted_profit: float


def lesson(
    problem: DayProblem, seed: int = 0, fast: bool = False, progress: Callable[[str], None] = lambda text: None
) -> Lesson:
    """Teach one day; 100 agents a rung for hourly days, fewer for longer ones, as :data:`UPDATES` allows.

    Agents are numbered from ``seed · 1000`` on, so that other seeds share none of them.
    """
    exact, repaired, first = solve(problem), repair(problem), 1000 * seed
    budget = FAST_UPDATES if fast else UPDATES
    progress("three ways to learn the day")
    many = _seeds(first, problem, (BRIEF, repaired), budget, LEAST_SEEDS)
    ladder = rungs(problem, exact.optimum, many)
    whole = (BRIEF, repaired) * (1 + len(CAUSES))
    found = causes(problem, BRIEF, repaired, _seeds(first, problem, whole, budget, LEAST_CAUSE_SEEDS), progress)
    progress("why the training curve fluctuates")
    split = fluctuation(problem, BRIEF, range(first, first + LEAST_SEEDS))
    agent = learn(problem, BRIEF, first)
    wrong = wrong_cells(problem, exact, agent.q, agent.visits)
    cell = telling_cell(problem, wrong)
    step = bellman_step(problem, exact, agent.q, cell, BRIEF.step_size, BRIEF.discount)
    discounted = discounted_policy_profit(problem, BRIEF.discount)
    return Lesson(problem, exact, ladder, agent, wrong, step, found, split, BRIEF.discount, discounted)


def _seeds(first: int, problem: DayProblem, each: tuple[Settings, ...], budget: int, least: int) -> range:
    """As many seeds as the budget of updates allows, when every seed trains with each of the settings."""
    cost = problem.decisions * sum(settings.episodes for settings in each)
    return range(first, first + max(least, min(SEEDS, budget // cost)))
