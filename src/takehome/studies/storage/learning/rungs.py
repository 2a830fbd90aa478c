"""Three ways to learn the same day, each valued exactly, honestly named by what they are allowed to know.

(a) *The brief to the letter*: α .1, γ .95, ε .1, 1,000 days, zeros at the start, of equal actions the first.

(b) *Model-free repair*: it still learns from what happens to it alone. The day is deterministic, so a target needs no
averaging: step size 1. The day ends, so no discount. Exploration falls from always to never, so that early days see
the table and late days polish what is best. The start is optimistic ("optimism in the face of uncertainty"; Even-Dar &
Mansour 2001, "Convergence of optimistic and incremental Q-learning", *NIPS* 14): each decision left is hoped to earn
the day's largest price, which makes the agent try what it has not tried. The largest price is all it is told.

(c) *Counterfactual updates*: prices do not react to the battery, so one observed day teaches every charge level what
each action would have earned. This uses the known dynamics and is value iteration by samples; it is not model-free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.learning.curves import POINTS, Curves, curves, following_days, thinned
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.q_learning import Settings, learn

BRIEF = Settings()
"""The brief's own hyperparameters."""
REPAIR_EPISODES = 5_000
"""Days that the repair may take: issue item 4."""
HOPEFUL_DECISIONS = 48
"""Longest day that starts optimistic. Optimism is gone only when every action of every cell was tried: 5,000 days
suffice for hourly steps and not for 5-minute steps (33 % of the optimum against 99 % from zeros,
benchmarks/storage_rungs.py)."""


@dataclass(frozen=True, eq=False)
class Rung:
    """One way to learn, over many seeds.

    Attributes
    ----------
    key, label : ``"brief"``, ``"model-free"`` or ``"counterfactual"``, and in words.
    model_free : whether it learns from what happened to it alone. settings : how it learns.
    profits : (seeds,) what its greedy policy earns in a day at the end, exactly. optimum : the most that can be.
    reached : (seeds,) days after which the greedy policy stays at the optimum, to the resolution of the curve; −1 for
        never.
    curves : training and greedy profit.
    """

    key: str
    label: str
    model_free: bool
    settings: Settings
    profits: np.ndarray
    reached: np.ndarray
    optimum: float
    curves: Curves

    @property
    def successes(self) -> int:
        """Seeds that end at the optimum."""
        return int((self.reached >= 0).sum())

    @property
    def share(self) -> float | None:
        """Mean share of the optimum; None where nothing can be earned."""
        return None if self.optimum <= 0 else float(self.profits.mean() / self.optimum)


def repair(problem: DayProblem) -> Settings:
    """The model-free repair for a day."""
    hope = float(np.abs(problem.prices).max()) if problem.decisions <= HOPEFUL_DECISIONS else 0.0
    return Settings(
        episodes=REPAIR_EPISODES, step_size=1.0, discount=1.0, epsilon=1.0, last_epsilon=0.0, hope=hope,
        random_ties=True,
    )  # fmt: skip


def learned_rung(
    problem: DayProblem, optimum: float, seeds: range, key: str, label: str, settings: Settings
) -> Rung:  # fmt: skip
    """A rung of the first two kinds."""
    marks = thinned(settings.episodes)
    training, greedy = np.empty((len(seeds), len(marks))), np.empty((len(seeds), len(marks)))
    for row, seed in enumerate(seeds):
        agent = learn(problem, settings, seed, marks)
        training[row], greedy[row] = following_days(agent.profits, marks), agent.marked
    return _rung(problem, optimum, key, label, True, settings, marks, training, greedy)


def counterfactual_rung(problem: DayProblem, optimum: float, seeds: range) -> Rung:
    """The third rung: as many days as the day has decisions, each carrying the end of the day one step back."""
    from takehome.studies.storage.learning.q_kernels import sweep_days

    settings = Settings(episodes=problem.decisions, step_size=1.0, discount=1.0)
    rewards, following, marks = problem.rewards(), problem.next_levels(), thinned(problem.decisions, POINTS)
    training, greedy = np.empty((len(seeds), len(marks))), np.empty((len(seeds), len(marks)))
    for row, seed in enumerate(seeds):
        _, profits, marked = sweep_days(rewards, following, settings.epsilon, 1.0, settings.episodes, seed)
        training[row], greedy[row] = following_days(profits, marks), marked[marks]
    label = "counterfactual updates (value iteration by samples; uses known dynamics)"
    return _rung(problem, optimum, "counterfactual", label, False, settings, marks, training, greedy)


def rungs(problem: DayProblem, optimum: float, seeds: range) -> tuple[Rung, Rung, Rung]:
    """All three."""
    return (
        learned_rung(problem, optimum, seeds, "brief", "the brief's agent to the letter", BRIEF),
        learned_rung(problem, optimum, seeds, "model-free", "model-free repair", repair(problem)),
        counterfactual_rung(problem, optimum, seeds),
    )


def _rung(
    problem: DayProblem, optimum: float, key: str, label: str, model_free: bool, settings: Settings,
    marks: np.ndarray, training: np.ndarray, greedy: np.ndarray,
) -> Rung:  # fmt: skip
    there = greedy >= optimum - problem.tolerance
    stays = np.logical_and.accumulate(there[:, ::-1], axis=1)[:, ::-1]
    reached = np.where(stays[:, -1], marks[np.argmax(stays, axis=1)], -1)
    return Rung(key, label, model_free, settings, greedy[:, -1], reached, optimum, curves(marks, training, greedy))
