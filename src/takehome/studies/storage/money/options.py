"""The options as a ledger: what every policy that may be used causes, in the estimate and in every draw of days.

The days are drawn once for all options, so that differences are paired. Policies that need to know more than may be
known are no options: they are kept apart, to say what knowing more would be worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from takehome.economics import value_of
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.storage.information import Information
from takehome.studies.storage.money.basis import EVENTS, YEAR_DAYS, Basis
from takehome.studies.storage.money.blocks import FEWEST_DAYS, REPLICATES, day_weights
from takehome.studies.storage.result import HOLD, PolicyResult
from takehome.studies.storage.task import Task
from takehome.studies.wording import plain

COMPLEXITY_SHARE = 0.02
"""Default complexity cost of a model: this share of what the best policy without one earns. Somebody has to retrain it
and watch it; twice the share that a model of rows must earn, because prices change more than customers do."""
ROUNDING = 1e-9
"""Options whose values differ by less than this share of the largest are equal, and the simpler one is taken."""


@dataclass(frozen=True, eq=False)
class Traded:
    """What was computed, before any economics.

    Attributes
    ----------
    task : the job. information : what may be known when acting.
    bound : the best schedule with all prices known. results : every policy that was run, trivial ones among them.
    given : a dispatch that somebody else made, None without one. seed : of the draws of days.
    """

    task: Task
    information: Information
    bound: PolicyResult
    results: tuple[PolicyResult, ...]
    given: PolicyResult | None = None
    confidence_level: float = 0.95
    seed: int = 0
    replicates: int = REPLICATES

    @cached_property
    def weights(self) -> np.ndarray:
        """(replicates, days) how often each day is drawn; no replicates where the days are too few."""
        return day_weights(self.task.test.days, self.replicates, np.random.default_rng(self.seed))

    @property
    def days(self) -> int:
        """Days that are valued."""
        return self.task.test.days

    @property
    def enough_days(self) -> bool:
        """Whether an interval can be had."""
        return self.days >= FEWEST_DAYS

    @property
    def allowed(self) -> tuple[PolicyResult, ...]:
        """The options, trivial ones first, holding before all; a dispatch that was given is current practice."""
        every = self.results if self.given is None else (*self.results, self.given)
        usable = [result for result in every if self.information.covers(result.information)]
        return tuple(sorted(usable, key=lambda result: (not result.trivial, result.key != HOLD, result.needs_model)))

    @property
    def reference(self) -> tuple[PolicyResult, ...]:
        """Policies that need to know more than may be known."""
        return tuple(result for result in self.results if not self.information.covers(result.information))


def ledger_of(source: Traded, basis: Basis) -> Ledger:
    """Every option, counted.

    Raises
    ------
    ValueError
        Where no policy is trivial: then there is nothing to compare with.
    """
    options = source.allowed
    if not any(option.trivial for option in options):
        raise ValueError(f"{len(options)} options, and none is trivial: run at least the policy that holds")
    prices = basis.prices_of(income_per_kwh(source.bound, basis))
    counts = [basis.counts(option, source.weights) for option in options]
    worth = np.array([value_of(one[0], np.array([price.default for price in prices])) for one in counts])
    step = ROUNDING * float(np.abs(worth).max())
    best = max(value for value, option in zip(worth, options, strict=True) if option.trivial)
    having = _complexity(basis, float(best))
    entries = tuple(
        Entry(option.label, one, option.trivial, _must_earn(option, having, i * step), _note(option))
        for i, (option, one) in enumerate(zip(options, counts, strict=True))
    )
    return Ledger(entries, EVENTS, prices, basis.currency, basis.per)


def income_per_kwh(result: PolicyResult, basis: Basis) -> float:
    """Money earned before wear for each kWh delivered; 0 where nothing is delivered."""
    sold = float(result.account.sold_kwh.sum())
    return basis.rate * float(result.account.income.sum()) / sold if sold > 0 else 0.0


def _complexity(basis: Basis, best: float) -> float:
    stated = basis.economics.complexity_cost
    if stated is None:
        return COMPLEXITY_SHARE * abs(best)
    return stated * basis.days_a_horizon / YEAR_DAYS


def _must_earn(option: PolicyResult, having: float, tie: float) -> float:
    """Beyond the best trivial one; what only breaks ties is 0 among trivial ones, so that the best of them is taken."""
    return 0.0 if option.trivial else tie + (having if option.needs_model else 0.0)


def _note(option: PolicyResult) -> str:
    if option.idle:
        return "no cycles"
    cycles, days = plain(float(f"{option.account.cycles:.3g}")), len(option.day_profit)
    return f"{cycles} full cycle{'s' * (cycles != '1')} in {days:,} day{'s' * (days != 1)}"
