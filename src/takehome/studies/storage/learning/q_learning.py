r"""Tabular Q-learning on one repeated day: a pure function of (problem, settings, seed).

.. math:: Q(s, a) \leftarrow Q(s, a) + \alpha_n \bigl[r + \gamma \max_{a'} Q(s', a') - Q(s, a)\bigr]

(Watkins 1989; Sutton & Barto 2018, *Reinforcement Learning*, 2nd ed., equation 6.8), where *n* counts the visits of
(s, a). In a deterministic problem the target is free of noise once the next cell is right, so α = 1 is the best step
size; a smaller one remembers what was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.learning.day_problem import DayProblem

NO_MARKS = np.zeros(0, np.int64)
"""Value the greedy policy at no time during training."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to learn.

    Attributes
    ----------
    episodes : days of training. step_size : α of the first visit of a cell. step_power : α of the n-th visit is
        ``step_size / n ** step_power``; 0 keeps it constant.
    discount : γ. epsilon, last_epsilon : share of random decisions in the first and, falling in a straight line, after
        the last episode.
    hope : first estimates, in money per decision that is left; 0 starts from zeros, the largest price is optimistic.
    random_ties : draw one of equally good actions while training; otherwise the first, as np.argmax does.
    masked : never try an impossible action; this uses knowledge of the battery.
    """

    episodes: int = 1000
    step_size: float = 0.1
    step_power: float = 0.0
    discount: float = 0.95
    epsilon: float = 0.1
    last_epsilon: float = 0.1
    hope: float = 0.0
    random_ties: bool = False
    masked: bool = False

    def __post_init__(self) -> None:
        if self.episodes < 1:
            raise InputError(f"episodes = {self.episodes}", "at least 1", "correct episodes")
        for name in ("step_size", "discount", "epsilon", "last_epsilon"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"{name} = {getattr(self, name)}", "a number from 0 to 1", f"correct {name}")
        if not (0 <= self.step_power < np.inf and np.isfinite(self.hope)):
            raise InputError(
                f"step_power = {self.step_power}, hope = {self.hope}", "finite, the power at least 0", "correct them"
            )

    def step_sizes(self) -> np.ndarray:
        """(episodes + 1,) α of the n-th visit; a cell is visited at most once a day."""
        return self.step_size / np.maximum(np.arange(self.episodes + 1), 1) ** self.step_power

    def epsilons(self) -> np.ndarray:
        """(episodes,) share of random decisions."""
        return self.epsilon + (self.last_epsilon - self.epsilon) * np.arange(self.episodes) / self.episodes


@dataclass(frozen=True, eq=False)
class Learned:
    """One trained agent.

    Attributes
    ----------
    q, visits : (levels, decisions, 3). profits : (episodes,) money of each day of training.
    marks, marked : (m,) finished episodes, and what the greedy policy earned then.
    policies : (tail, levels, decisions) greedy actions before each of the last episodes.
    """

    q: np.ndarray
    visits: np.ndarray
    profits: np.ndarray
    marks: np.ndarray
    marked: np.ndarray
    policies: np.ndarray


def initial_estimates(problem: DayProblem, settings: Settings) -> np.ndarray:
    """(levels, decisions, 3); −∞ for actions that a mask forbids."""
    left = problem.decisions - np.arange(problem.decisions, dtype=float)
    q = np.broadcast_to((settings.hope * left)[None, :, None], (problem.levels, problem.decisions, 3)).copy()
    if settings.masked:
        q[~np.broadcast_to(problem.possible()[:, None, :], q.shape)] = -np.inf
    return q


def exploration(problem: DayProblem, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """The actions that exploration draws from at each level (levels, 3), and how many (levels,)."""
    open_ = problem.possible() if settings.masked else np.ones((problem.levels, 3), bool)
    return np.argsort(~open_, axis=1, kind="stable"), open_.sum(axis=1)


def learn(problem: DayProblem, settings: Settings, seed: int, marks: np.ndarray = NO_MARKS, tail: int = 0) -> Learned:
    """Train one agent.

    Parameters
    ----------
    marks : (m,) increasing whole numbers from 0 to ``settings.episodes``. tail : last episodes whose policies are kept.
    """
    from takehome.studies.storage.learning.q_kernels import learn_day

    made = learn_day(*kernel_arguments(problem, settings, seed, marks, tail))
    return Learned(made[0], made[1], made[2], np.asarray(marks), made[3], made[4])


def kernel_arguments(
    problem: DayProblem, settings: Settings, seed: int, marks: np.ndarray = NO_MARKS, tail: int = 0
) -> tuple[Any, ...]:
    """The arguments that the compiled loop and its plain twin share."""
    return (
        problem.rewards(), problem.next_levels(), *exploration(problem, settings),
        initial_estimates(problem, settings), settings.step_sizes(), settings.epsilons(), float(settings.discount),
        bool(settings.random_ties), int(seed), np.asarray(marks, np.int64), min(int(tail), settings.episodes),
    )  # fmt: skip


def greedy_profits(problem: DayProblem, settings: Settings, seeds: range) -> np.ndarray:
    """(seeds,) what the greedy policy of each trained agent earns in a day."""
    marks = np.array([settings.episodes])
    return np.array([learn(problem, settings, seed, marks).marked[0] for seed in seeds])
