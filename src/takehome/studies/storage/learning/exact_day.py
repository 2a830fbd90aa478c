r"""The exact solution of the day, and the exact value of any policy in it.

Backward induction (Bellman 1957, *Dynamic Programming*): with :math:`V_{T-1} = 0`,

.. math::
    Q^*_t(s, a) = r_t(s, a) + \gamma V^*_{t+1}(s'), \qquad V^*_t(s) = \max_a Q^*_t(s, a).

The day is finite, so money is compared undiscounted (γ = 1); a discounted optimum is one of another problem, and what
its policy earns is computed here too. A policy that explores with probability ε has a random profit *G*; its mean and
variance follow exactly by the laws of total expectation and total variance, one decision at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.learning.day_problem import DayProblem


@dataclass(frozen=True, eq=False)
class Exact:
    """V* (levels, decisions + 1) and Q* (levels, decisions, 3), money from there to the end of the day."""

    values: np.ndarray
    q: np.ndarray

    @property
    def optimum(self) -> float:
        """The most that a day can earn from an empty battery."""
        return float(self.values[0, 0])


@dataclass(frozen=True, eq=False)
class Walk:
    """One day without exploration: levels (decisions + 1,), actions and rewards (decisions,)."""

    levels: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray

    @property
    def profit(self) -> float:
        """Money of the day."""
        return float(self.rewards.sum())


def solve(problem: DayProblem, discount: float = 1.0) -> Exact:
    """V* and Q* for a discount factor γ in [0, 1]."""
    rewards, following = problem.rewards(), problem.next_levels()
    values, q = np.zeros((problem.levels, problem.decisions + 1)), np.empty_like(rewards)
    for t in range(problem.decisions - 1, -1, -1):
        q[:, t] = rewards[:, t] + discount * values[following, t + 1]
        values[:, t] = q[:, t].max(axis=1)
    return Exact(values, q)


def greedy(q: np.ndarray) -> np.ndarray:
    """(levels, decisions) the best action of each cell of q (levels, decisions, 3); of equals the first (np.argmax)."""
    return np.argmax(q, axis=2)


def policy_values(problem: DayProblem, actions: np.ndarray) -> np.ndarray:
    """(levels, decisions + 1) undiscounted money that a policy (levels, decisions) earns from each cell on."""
    rewards, following = problem.rewards(), problem.next_levels()
    values, own = np.zeros((problem.levels, problem.decisions + 1)), np.arange(problem.levels)
    for t in range(problem.decisions - 1, -1, -1):
        chosen = actions[:, t]
        values[:, t] = rewards[own, t, chosen] + values[following[own, chosen], t + 1]
    return values


def walk(problem: DayProblem, actions: np.ndarray) -> Walk:
    """The day that a policy (levels, decisions) makes from an empty battery."""
    rewards, following = problem.rewards(), problem.next_levels()
    levels = np.zeros(problem.decisions + 1, int)
    taken, money = np.empty(problem.decisions, int), np.empty(problem.decisions)
    for t in range(problem.decisions):
        taken[t] = actions[levels[t], t]
        money[t] = rewards[levels[t], t, taken[t]]
        levels[t + 1] = following[levels[t], taken[t]]
    return Walk(levels, taken, money)


def walked_profits(problem: DayProblem, policies: np.ndarray) -> np.ndarray:
    """(n,) money of a day without exploration under each of the policies (n, levels, decisions)."""
    rewards, following, every = problem.rewards(), problem.next_levels(), np.arange(len(policies))
    level, money = np.zeros(len(policies), int), np.zeros(len(policies))
    for t in range(problem.decisions):
        action = policies[every, level, t]
        money += rewards[level, t, action]
        level = following[level, action]
    return money


def discounted_policy_profit(problem: DayProblem, discount: float) -> float:
    """What the policy that is optimal under a discount earns in undiscounted money."""
    return walk(problem, greedy(solve(problem, discount).q)).profit


def exploring_moments(problem: DayProblem, policies: np.ndarray, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """Exact mean and variance of a day's profit where each decision is random with probability ε.

    Parameters
    ----------
    policies : (n, levels, decisions) greedy actions. epsilon : share of decisions taken at random, all three actions
        alike (so the greedy one keeps probability 1 − ε + ε/3).

    Returns
    -------
    mean and variance, each (n,), from an empty battery.
    """
    rewards, following = problem.rewards(), problem.next_levels()
    mean, variance = (np.zeros((len(policies), problem.levels)) for _ in range(2))
    for t in range(problem.decisions - 1, -1, -1):
        share = np.full((len(policies), problem.levels, 3), epsilon / 3)
        share += (1 - epsilon) * (policies[:, :, t, None] == np.arange(3))
        money = rewards[None, :, t] + mean[:, following]
        carried = variance[:, following]
        mean = (share * money).sum(axis=2)
        variance = (share * (carried + (money - mean[:, :, None]) ** 2)).sum(axis=2)
    return mean[:, 0], variance[:, 0]
