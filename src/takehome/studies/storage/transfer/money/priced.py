"""The options under one set of economics: what each way to start saves a house in its first year.

Each option is counted in three events, so that its value is −Σ counts × prices: ``income`` (money saved, as a loss; its
price is the level of prices, 1), ``upkeep`` (1 where something learned is kept) and ``training`` (days of training
before service). Draws of seeds are the same for all options, so differences are paired.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from takehome.economics import value_of
from takehome.protocol import Interval, Price
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.storage.homes.expected_plan_kernels import PAST
from takehome.studies.storage.transfer.curves import GUARDED, HOLD, PLAN, PLAN_DAYS, RULE
from takehome.studies.storage.transfer.economics import TransferEconomics, parse_economics
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.money.first_year import weights
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import quantiles
from takehome.studies.wording import plain, significant
from takehome.units import Money

EVENTS = ("income", "upkeep", "training")
INCOME, UPKEEP, TRAINING = range(3)
COMPLEXITY_SHARE = 0.02
"""Default complexity cost of a learned policy: this share of what the best option without one saves."""
ROUNDING = 1e-9
"""Options whose values differ by less than this share of the largest are equal, and the simpler one is taken."""


@dataclass(frozen=True)
class Way:
    """An option before it is counted.

    Attributes
    ----------
    key : of the curve or floor. idle : days of training without service. learned : whether a model is kept.
    trivial : do nothing, current practice, the common default.
    """

    key: str
    action: str
    idle: float = 0.0
    learned: bool = True
    trivial: bool = False


@dataclass(frozen=True, eq=False)
class Priced:
    """The options under one set of economics; `ways` are in the order of the ledger's entries."""

    outcome: Outcome
    economics: TransferEconomics
    ledger: Ledger
    ways: tuple[Way, ...]

    @cached_property
    def values(self) -> np.ndarray:
        """(options, 1 + replicates) money per house and first year; column 0 is the estimate."""
        return self.ledger.values

    @cached_property
    def action(self) -> int:
        """Position of the option that is recommended."""
        return self.ledger.action

    @cached_property
    def baseline(self) -> int:
        """Position of the best trivial option."""
        return self.ledger.baseline

    @property
    def chosen(self) -> Way:
        """The recommended option."""
        return self.ways[self.action]

    @property
    def plan(self) -> int:
        """Position of the better way to plan without learning."""
        return next(i for i, way in enumerate(self.ways) if way.key == self.outcome.curves.planning)

    @property
    def default(self) -> int:
        """Position of training from scratch before service."""
        return next(i for i, way in enumerate(self.ways) if way.key == SCRATCH and way.trivial)

    @property
    def transfer(self) -> int:
        """Position of the best option that starts from the other home."""
        able = [i for i, way in enumerate(self.ways) if way.key in (AS_IS, GUARDED, self.outcome.curves.best)]
        return max(able, key=lambda i: (self.values[i, 0], -i))

    @property
    def learner(self) -> int:
        """Position of the best option that learns."""
        able = [i for i, way in enumerate(self.ways) if way.learned]
        return max(able, key=lambda i: (self.values[i, 0], -i))

    def name(self, position: int) -> str:
        """What an option is called."""
        return self.ledger.entries[position].action

    def money(self, amount: float) -> Money:
        """An amount on this decision's basis; −0 is 0."""
        return Money(float(amount) + 0.0, self.ledger.currency, self.ledger.per)

    def interval(self, draws: np.ndarray) -> Interval:
        """Percentiles of the draws, widened where needed to hold the estimate draws[0]."""
        level = self.outcome.settings.confidence_level
        low, high = quantiles(draws[1:], float(draws[0]), level)
        return Interval(low + 0.0, high + 0.0, self.money(0.0).unit, level)


def ways_of(outcome: Outcome) -> tuple[Way, ...]:
    """Every option, trivial ones first, simpler ones before those that need more."""
    teacher, days = outcome.teacher, plain(outcome.settings.scratch_days)
    best = outcome.curves.best
    start = f"warm start from {teacher}" + ("" if len(outcome.curves.choices) == 1 else f", {best}")
    return (
        Way(HOLD, "do nothing", learned=False, trivial=True),
        Way(RULE, "self-consumption rule", learned=False, trivial=True),
        Way(SCRATCH, f"train from scratch for {days} days, then serve", outcome.settings.scratch_days, trivial=True),
        Way(PLAN, "plan each hour on known prices, without learning", learned=False),
        Way(PLAN_DAYS, f"plan on what the last {PAST} days brought, without learning", learned=False),
        Way(SCRATCH, "learn from scratch in service from the first day"),
        Way(AS_IS, f"run the policy of {teacher} as it is"),
        Way(best, start),
        Way(GUARDED, f"{start}, with fallback to scratch"),
    )


def priced(outcome: Outcome, economics: Any = None) -> Priced:
    """Value every option under these economics.

    Raises
    ------
    InputError
        Where the economics cannot be used.
    """
    given = parse_economics(economics)
    ways = ways_of(outcome)
    rate = given.rate_for(outcome.currency)
    counts = [_counts(outcome, way, rate) for way in ways]
    prices = _prices(given, outcome, counts)
    default = np.array([price.default for price in prices])
    worth = np.array([value_of(one[0], default) for one in counts])
    best = max(value for value, way in zip(worth, ways, strict=True) if way.trivial)
    having = COMPLEXITY_SHARE * abs(best) if given.complexity_cost is None else given.complexity_cost
    tie = ROUNDING * float(np.abs(worth).max())
    entries = tuple(
        Entry(way.action, one, way.trivial, 0.0 if way.trivial else i * tie + having * way.learned, _note(way))
        for i, (way, one) in enumerate(zip(ways, counts, strict=True))
    )
    currency = given.currency or outcome.currency
    return Priced(outcome, given, Ledger(entries, EVENTS, prices, currency, "first year, 1 house"), ways)


def _counts(outcome: Outcome, way: Way, rate: float) -> np.ndarray:
    """(1 + replicates, events) of one option."""
    curves = outcome.curves
    saved = curves.a_day(way.key) @ weights(curves.days, way.idle)
    found = np.zeros((len(saved), len(EVENTS)))
    found[:, INCOME] = -rate * saved
    found[:, UPKEEP] = float(way.learned)
    found[:, TRAINING] = way.idle
    return found


def _prices(given: TransferEconomics, outcome: Outcome, counts: list[np.ndarray]) -> tuple[Price, ...]:
    """The three prices; the sliders of costs reach as far as the most that an option saves."""
    money = given.currency or outcome.currency
    most = significant(max(float(np.abs(one[0, INCOME])) for one in counts)) or given.rate_for(outcome.currency)
    daily = significant(most / 30)
    return (
        Price("income", "level of prices", "times as measured", 1.0, 0.0, 3.0),
        Price("upkeep", "upkeep of a learned policy", f"{money} per house and year", given.fixed_cost, 0.0,
              max(4 * given.fixed_cost, most)),
        Price("training", "a day of training", f"{money} per house and day", given.training_day_cost, 0.0,
              max(4 * given.training_day_cost, daily)),
    )  # fmt: skip


def _note(way: Way) -> str:
    if way.idle:
        return f"{plain(way.idle)} days without service"
    metered = {PLAN: "needs 1 metered day, no training", PLAN_DAYS: f"needs up to {PAST} metered days, no training"}
    return metered.get(way.key, "" if way.learned else "needs no data of its own")
