r"""How what is saved grows with days of local data, by each way to start; floors and bound on the same hours.

A share is a ratio of sums, :math:`\sum_s m_s / \sum_s o_s` over seeds *s* (money saved over exact optimum): a mean of
ratios would let a stretch decide in which almost nothing can be saved. Draws of seeds with replacement (Efron &
Tibshirani 1993, ch. 6) are the same for all curves, so differences are paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.expected_plan_kernels import PAST
from takehome.studies.storage.homes.homes import HOURS
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH, Learner, with_local_days
from takehome.studies.storage.transfer.negative import guarded
from takehome.studies.storage.transfer.settings import Progress
from takehome.studies.storage.transfer.windows import Stretches

GUARDED = "with fallback"
HOLD, RULE, PLAN, PLAN_DAYS, OPTIMUM = "hold", "self-consumption", "plan", "plan on past days", "optimum"
PLANS = {PLAN: "a plan made each hour on known prices", PLAN_DAYS: f"a plan on what the last {PAST} days brought"}
"""What plans without learning anything, in words."""
REPLICATES = 999
"""Draws of seeds, so that the 2.5 % quantile is an order statistic."""


@dataclass(frozen=True, eq=False)
class Curves:
    """What was saved.

    Attributes
    ----------
    days : (D,) days of local data. saved : way to start → (seeds, D) money over the judged hours.
    floors : hold, self-consumption, the plans and optimum → (seeds,). chose_scratch : (seeds, D) where the fallback
    went back to scratch. choices : the ways to go on from the source. best : the one that is recommended among them.
    judged_days : length of what is judged.
    """

    days: np.ndarray
    saved: Mapping[str, np.ndarray]
    floors: Mapping[str, np.ndarray]
    chose_scratch: np.ndarray
    choices: tuple[str, ...]
    best: str
    judged_days: float
    seed: int

    @property
    def seeds(self) -> int:
        """How many stretches were drawn."""
        return len(self.floors[OPTIMUM])

    @property
    def optimum(self) -> float:
        """Money of the exact optimum, all seeds together."""
        return float(self.floors[OPTIMUM].sum())

    @property
    def worth_sharing(self) -> bool:
        """Whether there is an optimum above 0 to take shares of."""
        scale = max(float(np.abs(one).max()) for one in (*self.floors.values(), *self.saved.values()))
        return self.optimum > 1e-9 * max(scale, 1e-300)

    @property
    def planning(self) -> str:
        """The plan that saves more, which is the one to beat; the simpler one where they tie."""
        return max((key for key in PLANS if key in self.floors), key=lambda key: float(self.floors[key].sum()))

    @cached_property
    def weights(self) -> np.ndarray:
        """(1 + replicates, seeds) how often each seed counts; row 0 is the estimate."""
        rng = np.random.default_rng([self.seed, 11])
        drawn = rng.multinomial(self.seeds, np.full(self.seeds, 1 / self.seeds), REPLICATES)
        return np.vstack([np.ones(self.seeds), drawn])

    def money(self, key: str) -> np.ndarray:
        """(seeds, D) saved by a way to start or by a floor, which does not depend on days."""
        if key in self.saved:
            return self.saved[key]
        return np.repeat(self.floors[key][:, None], len(self.days), axis=1)

    def share(self, key: str) -> np.ndarray:
        """(1 + replicates, D) share of the optimum in the estimate and in every draw of seeds."""
        whole = self.weights @ self.floors[OPTIMUM]
        return (self.weights @ self.money(key)) / np.maximum(whole, 1e-300)[:, None]

    def a_day(self, key: str) -> np.ndarray:
        """(1 + replicates, D) mean money a day."""
        return self.weights @ self.money(key) / (self.seeds * self.judged_days)

    def at(self, key: str, day: float) -> np.ndarray:
        """(1 + replicates,) share after so many days of local data, linear between the days that were run."""
        return between(self.share(key), self.days, day)


def between(values: np.ndarray, days: np.ndarray, day: float) -> np.ndarray:
    """Columns (…, D) at `days`, linear in between, constant after the last."""
    place = float(np.interp(day, days, np.arange(len(days))))
    left = min(int(place), max(len(days) - 2, 0))
    right, share = min(left + 1, len(days) - 1), place - left
    return values[..., left] * (1 - share) + values[..., right] * share


def curves(stretches: Stretches, learner: Learner, seed: int, progress: Progress) -> Curves:
    """Run every way to start with every number of days."""
    homes, days = stretches.homes, np.array(stretches.days)
    saved: dict[str, list[np.ndarray]] = {name: [] for name in (SCRATCH, AS_IS, *learner.choices)}
    as_is = learner.transferred(with_local_days(homes, 0), None)
    for day in stretches.days:
        progress(f"{learner.label} with {day} days of local data")
        own = with_local_days(homes, day)
        saved[AS_IS].append(as_is)
        saved[SCRATCH].append(learner.scratch(own))
        for choice in learner.choices:
            saved[choice].append(learner.transferred(own, choice) if day else as_is)
    found = {name: np.stack(columns, axis=1) for name, columns in saved.items()}
    best = best_choice(found, learner.choices, days)
    progress("deciding on held-out days whether to fall back")
    kept, chose = guarded(homes, learner, best, found, stretches.days)
    floors = {HOLD: bound.hold(homes), RULE: bound.self_consumption(homes), PLAN: bound.plan(homes),
              PLAN_DAYS: bound.plan_on_past_days(homes), OPTIMUM: bound.optimum(homes)}  # fmt: skip
    return Curves(
        days, found | {GUARDED: kept}, floors, chose, learner.choices, best, stretches.judged_hours / HOURS, seed
    )


def best_choice(saved: Mapping[str, np.ndarray], choices: tuple[str, ...], days: np.ndarray) -> str:
    """The way to go on that saves most, all days with local data together; the first one where they tie."""
    return max(choices, key=lambda choice: (float(saved[choice][:, days > 0].sum()), -choices.index(choice)))
