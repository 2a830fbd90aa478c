"""Why the brief's agent fails: each suspected cause switched alone, and each left in while all others are repaired.

A cause that matters only together with others shows in one of the two and not in the other: *alone* is what repairing
it in the brief's agent gains, *remaining* is what leaving it in the repaired agent costs. Both are differences of
means over seeds with Welch's interval (Welch 1947, *Biometrika* 34); a cause without an effect is listed with its 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.q_learning import Settings, greedy_profits

CONFIDENCE_LEVEL = 0.95
"""Of the intervals of effects."""
CAUSES = {
    "exploration": ("exploration", ("epsilon", "last_epsilon")),
    "step_size": ("step size", ("step_size", "step_power")),
    "episodes": ("number of episodes", ("episodes",)),
    "discount": ("discount", ("discount",)),
    "start": ("start values", ("hope",)),
    "ties": ("ties", ("random_ties",)),
}
"""Suspected causes: key, name, and the settings that belong to each."""


@dataclass(frozen=True)
class Effect:
    """A difference of mean daily profits, in money, with its interval.

    Attributes
    ----------
    money, low, high : the difference and its ends. before, after : the two means.
    """

    money: float
    low: float
    high: float
    before: float
    after: float

    @property
    def identical(self) -> bool:
        """Whether all agents, before and after, earned the same; the interval then has width 0 and proves nothing."""
        return self.low == self.high == 0


@dataclass(frozen=True)
class Cause:
    """One suspected cause.

    Attributes
    ----------
    key, name : of the cause. brief, repaired : the settings, in words.
    alone : gain of repairing this one alone in the brief's agent.
    remaining : gain of repairing this one last, which is the cost of leaving it in. seeds : behind each mean.
    """

    key: str
    name: str
    brief: str
    repaired: str
    alone: Effect
    remaining: Effect
    seeds: int


def causes(
    problem: DayProblem, brief: Settings, repaired: Settings, seeds: range,
    progress: Callable[[str], None] = lambda text: None,
) -> tuple[Cause, ...]:  # fmt: skip
    """Measure every cause, in the order of :data:`CAUSES`."""
    base, best = greedy_profits(problem, brief, seeds), greedy_profits(problem, repaired, seeds)
    found = []
    for key, (name, fields) in CAUSES.items():
        progress(f"what it costs to keep the brief's {name}")
        alone = greedy_profits(problem, switched(brief, repaired, fields), seeds)
        left = greedy_profits(problem, switched(repaired, brief, fields), seeds)
        found.append(
            Cause(key, name, described(key, brief), described(key, repaired), effect(base, alone),
                  effect(left, best), len(seeds))
        )  # fmt: skip
    return tuple(found)


def switched(one: Settings, other: Settings, fields: tuple[str, ...]) -> Settings:
    """Settings `one`, with these fields as in `other`."""
    return replace(one, **{field: getattr(other, field) for field in fields})


def effect(before: np.ndarray, after: np.ndarray, level: float = CONFIDENCE_LEVEL) -> Effect:
    """Difference of two means of independent agents, with Welch's interval; of width 0 where neither sample varies."""
    gain = float(after.mean() - before.mean())
    parts = [float(sample.var(ddof=1) / len(sample)) for sample in (before, after)]
    half = 0.0
    if sum(parts) > 0:
        freedom = sum(parts) ** 2 / sum(
            part**2 / (len(sample) - 1) for part, sample in zip(parts, (before, after), strict=True)
        )
        half = float(stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(sum(parts)))
    return Effect(gain, gain - half, gain + half, float(before.mean()), float(after.mean()))


def described(key: str, settings: Settings) -> str:
    """The settings of one cause in words."""
    if key == "exploration":
        first, last = settings.epsilon, settings.last_epsilon
        return f"ε = {first:g}" if first == last else f"ε from {first:g} down to {last:g}"
    if key == "step_size":
        falling = f" / visits^{settings.step_power:g}" if settings.step_power else ""
        return f"α = {settings.step_size:g}{falling}"
    if key == "episodes":
        return f"{settings.episodes:,} episodes"
    if key == "discount":
        return f"γ = {settings.discount:g}"
    if key == "start":
        return f"{settings.hope:g} hoped for per decision left" if settings.hope else "estimates start at 0"
    return "one of equal actions drawn" if settings.random_ties else "the first of equal actions taken"
