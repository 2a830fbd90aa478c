"""Plan each day on its own prices, published before it begins.

What is left at the end of the day is worth the battery's terminal price, ordinarily nothing, or a share of what
:mod:`.overnight` expects it to be worth tomorrow. In most markets a store is best empty at midnight, and counting on
tomorrow earns less; where evenings are cheap and mornings dear it earns more. Which share earned most is found on the
past alone; without a past the end is free (``benchmarks/storage_policies.py`` prints both).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.policies.overnight import MOST_SLOTS, PAST_DAYS, window, worth_overnight
from takehome.studies.storage.policies.planning import follow
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

SHARES = (0.0, 0.95, 1.0)
"""Shares of the expected worth that are tried; the first wins where others are no better. Well below 0.95 hardly any charge
is kept, since what is worth keeping is seldom worth much more than the last price of the day."""
CHOOSING_DAYS = 730
"""Days of past, the last, on which the share is chosen: the same season twice."""


@dataclass(frozen=True)
class KnownDay:
    """At each midnight the best plan for today's known prices.

    Attributes
    ----------
    share : of the worth expected of charge that is kept for tomorrow; 0 is a free end.
    """

    share: float = 0.0

    key = "known_day"
    label = "plan on the day's known prices"
    information = Information.KNOWN_DAY
    trivial = False

    def fit(self, task: Task) -> Self:
        """Choose the share that would have earned most in the past."""
        past = task.train
        if not len(past) or past.days <= PAST_DAYS or past.slots > MOST_SLOTS:
            return replace(self, share=0.0)
        first = int(past.day_starts()[max(PAST_DAYS, past.days - CHOOSING_DAYS)])
        trial = Task(replace(task.lattice, end=0), past, first)
        earned = [_profit(trial, replace(self, share=share).dispatch(trial)) for share in SHARES]
        return replace(self, share=SHARES[int(np.argmax(earned))])

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        prices, starts = task.prices, task.prices.day_starts()
        if self.share == 0:
            return follow(task, prices.values)

        def worth(row: int) -> np.ndarray:
            fees = (prices.buy_fee, prices.sell_fee)
            return worth_overnight(task.lattice, fees, *window(prices, starts, row), self.share)

        return follow(task, prices.values, worth=worth)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The share."""
        return {"share": self.share}, {}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls(document["share"])


def _profit(task: Task, moves: np.ndarray) -> float:
    return settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh).profit
