"""Intervals of what is summed over the judged days, and the status that follows from them.

Whole weeks of days are drawn (:mod:`takehome.studies.storage.money.blocks`), and a ratio of two sums is computed anew
in every draw, both from the same days. From fewer days than two blocks no interval can be had: then we cannot tell,
except for one day that is taken to repeat, whose numbers are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from takehome.checks.verdict import (
    between,
    joint_level,
    rows_to_settle,
    settle_sentence,
    tail,
    verdict,
)
from takehome.protocol import Interval, Status
from takehome.studies.storage.money.blocks import FEWEST_DAYS, REPLICATES, day_weights
from takehome.studies.storage.outcome import Outcome
from takehome.units import Quantity


@dataclass(frozen=True, slots=True)
class Judgement:
    """An effect held against its limit.

    Attributes
    ----------
    value, unit : the effect. interval : None where there are too few days. limit : above it the effect is a fault.
    settle : rows in all that would settle a caution.
    """

    value: float
    unit: str
    interval: Interval | None
    limit: float
    days: int
    status: Status
    settle: int | None

    @property
    def words(self) -> str:
        """Interval and limit, for the brackets behind the effect."""
        limit = f"limit {Quantity(self.limit, self.unit)}" if self.limit else f"limit 0 {self.unit}".strip()
        if self.interval is not None:
            return f"{self.interval.confidence_level:.0%} interval: {between(self.interval)}; {limit}"
        if self.days == 1:
            return f"1 day that is taken to repeat, so without an interval; {limit}"
        return f"no interval can be had from {self.days:,} days, it takes {FEWEST_DAYS}; {limit}"

    @property
    def advice(self) -> str:
        """What would settle a caution; empty otherwise."""
        return settle_sentence(self.settle)

    @property
    def cap(self) -> Quantity:
        """The limit, in its unit."""
        return Quantity(self.limit, self.unit)


@lru_cache(maxsize=8)
def drawn(days: int, seed: int) -> np.ndarray:
    """(replicates, days) how often each day is drawn; no replicates from too few days."""
    weights = day_weights(days, REPLICATES, np.random.default_rng(seed))
    weights.setflags(write=False)
    return weights


def weights_of(outcome: Outcome) -> np.ndarray:
    """(replicates, days) draws of the judged days, the same for every check."""
    return drawn(outcome.task.test.days, outcome.settings.seed)


def ratio(
    outcome: Outcome, top: np.ndarray, bottom: np.ndarray, limit: float, unit: str = "%", family: int = 1,
    least: float = -np.inf,
) -> Judgement:  # fmt: skip
    """The sum of `top` (days,) over that of `bottom` (days,), whose sum is above 0, against its limit.

    Parameters
    ----------
    unit : ``"%"`` multiplies by 100. family : intervals of one check that hold together. least : what the ratio cannot
        be below; drawn weeks may be, where what was bought in one is sold in another.
    """
    factor = 100.0 if unit == "%" else 1.0
    weights = drawn(len(top), outcome.settings.seed)
    below = weights @ bottom
    draws = np.maximum(factor * (weights @ top)[below > 0] / below[below > 0], least)
    return judge(outcome, factor * float(top.sum() / bottom.sum()), draws, limit, unit, family)


def judge(
    outcome: Outcome, value: float, draws: np.ndarray, limit: float, unit: str = "%", family: int = 1
) -> Judgement:
    """An effect with its draws (none from too few days) against its limit."""
    days = outcome.task.test.days
    if len(draws):
        level = outcome.settings.confidence_level
        each = tail(level, family)
        low, high = (float(end) for end in np.quantile(draws, [each, 1 - each]))
        interval = Interval(min(low, value), max(high, value), unit, joint_level(level))
        status, settle = verdict(interval.low, interval.high, limit), None
        if status is Status.CAUTION:
            settle = rows_to_settle(len(outcome.task.prices), value, interval.low, interval.high, limit)
        return Judgement(value, unit, interval, limit, days, status, settle)
    if days == 1:
        return Judgement(value, unit, None, limit, days, Status.FAILED if value > limit else Status.PASSED, None)
    needed = outcome.task.first + FEWEST_DAYS * outcome.task.prices.slots
    return Judgement(value, unit, None, limit, days, Status.CAUTION, needed)
