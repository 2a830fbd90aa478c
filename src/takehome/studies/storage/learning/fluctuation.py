r"""Why the training curve fluctuates after learning: exploration and changes of mind, split exactly (question 1.1).

Let :math:`\pi_e` be the greedy policy before episode *e* and :math:`\mu_e, \sigma_e^2` the exact mean and variance of
a day's profit under it with exploration ε. By the law of total variance the profit of episodes fluctuates by

.. math::
    \operatorname{Var}(G) = \underbrace{\operatorname{mean}_e \sigma_e^2}_{\text{exploration}}
    + \underbrace{\operatorname{Var}_e(\mu_e)}_{\text{the policy still changes}},

and what is lost against the optimum :math:`V^*` is, with :math:`g_e` the profit of :math:`\pi_e` without exploration,
:math:`V^* - \bar g` (learning) plus :math:`\bar g - \bar\mu` (exploration) plus :math:`\bar\mu - \bar G` (luck, and
changes of mind within a day).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import exploring_moments, greedy, solve, walked_profits
from takehome.studies.storage.learning.q_learning import Settings, learn

TAIL = 200
"""Episodes at the end that count as "after learning": a fifth of the brief's 1,000, long enough for a variance."""


@dataclass(frozen=True)
class Fluctuation:
    """The split, averaged over seeds; standard deviations and money are per day.

    Attributes
    ----------
    epsilon : share of random decisions. seeds, episodes : agents, and last episodes of each.
    measured_variance : of training profit within an agent. exploration_variance, learning_variance : the two parts,
        exact. exploration_share : of their sum; None where nothing fluctuates.
    optimum, greedy, expected, measured : V*, mean profit without exploration, exact mean with it, and as it came.
    frozen_sd : sd of the last policies, frozen, with exploration ε (root mean variance); with ε = 0 it is 0.
    perfect_mean, perfect_sd : what ε makes of the optimal policy.
    """

    epsilon: float
    seeds: int
    episodes: int
    measured_variance: float
    exploration_variance: float
    learning_variance: float
    optimum: float
    greedy: float
    expected: float
    measured: float
    frozen_sd: float
    perfect_mean: float
    perfect_sd: float

    @property
    def exploration_share(self) -> float | None:
        """Share of the fluctuation that exploration makes."""
        whole = self.exploration_variance + self.learning_variance
        return self.exploration_variance / whole if whole > 0 else None

    @property
    def losses(self) -> dict[str, float]:
        """Money a day between the optimum and the mean of the training curve; the parts sum to the whole."""
        return {
            "learning": self.optimum - self.greedy,
            "exploration": self.greedy - self.expected,
            "luck": self.expected - self.measured,
        }


def fluctuation(problem: DayProblem, settings: Settings, seeds: range, tail: int = TAIL) -> Fluctuation:
    """Split what agents with constant exploration earn in their last episodes.

    Raises
    ------
    InputError
        For settings whose exploration changes or that mask actions: the exact moments are those of a constant ε over
        all three actions.
    """
    if settings.epsilon != settings.last_epsilon or settings.masked:
        raise InputError("exploration that changes or is masked", "constant ε over all actions", "use such settings")
    parts = np.array([_agent(problem, settings, seed, tail) for seed in seeds])
    exact = solve(problem)
    perfect_mean, perfect_variance = exploring_moments(problem, greedy(exact.q)[None], settings.epsilon)
    measured_variance, exploration, changes, unexplored, expected, measured, frozen = parts.mean(axis=0).tolist()
    return Fluctuation(
        settings.epsilon, len(seeds), min(tail, settings.episodes), measured_variance, exploration, changes,
        exact.optimum, unexplored, expected, measured, frozen**0.5, float(perfect_mean[0]),
        float(perfect_variance[0] ** 0.5),
    )  # fmt: skip


def _agent(problem: DayProblem, settings: Settings, seed: int, tail: int) -> tuple[float, ...]:
    """The terms of one agent, in the order in which :func:`fluctuation` reads them."""
    agent = learn(problem, settings, seed, tail=tail)
    last = agent.profits[-len(agent.policies) :]
    mean, variance = exploring_moments(problem, agent.policies, settings.epsilon)
    without = walked_profits(problem, agent.policies)
    terms = (last.var(ddof=1), variance.mean(), mean.var(), without.mean(), mean.mean(), last.mean(), variance[-1])
    return tuple(float(term) for term in terms)
