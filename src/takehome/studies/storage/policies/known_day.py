"""Plan each day on its own prices, published before it begins.

What is left at the end of the day is worth the battery's terminal price, ordinarily nothing, or what
:mod:`.overnight` expects it to be worth tomorrow. In most markets a store is best empty at midnight, and counting on
tomorrow earns less; where evenings are cheap and mornings dear it earns more. Which of the two earned more is found on
the past alone; without a past the day ends free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.policies.overnight import MOST_SLOTS, PAST_DAYS, window, worth_overnight
from takehome.studies.storage.policies.planning import follow
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

CHOOSING_DAYS = 365
"""Days of past, the last, on which it is chosen: a whole round of seasons."""


@dataclass(frozen=True)
class KnownDay:
    """At each midnight the best plan for today's known prices.

    Attributes
    ----------
    keeps : whether charge is kept for tomorrow where it is expected to be worth more; otherwise the end is free.
    """

    keeps: bool = False

    key = "known_day"
    label = "plan on the day's known prices"
    information = Information.KNOWN_DAY
    trivial = False

    def fit(self, task: Task) -> Self:
        """Keep charge over midnight where that would have earned more in the past."""
        past = task.train
        if not len(past) or past.days <= PAST_DAYS or past.slots > MOST_SLOTS:
            return replace(self, keeps=False)
        first = int(past.day_starts()[max(PAST_DAYS, past.days - CHOOSING_DAYS)])
        trial = Task(replace(task.lattice, end=0), past, first)
        free, kept = (_profit(trial, replace(self, keeps=keeps).dispatch(trial)) for keeps in (False, True))
        return replace(self, keeps=bool(kept > free))

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        prices, starts = task.prices, task.prices.day_starts()
        if not self.keeps:
            return follow(task, prices.values)

        def worth(row: int) -> np.ndarray:
            fees = (prices.buy_fee, prices.sell_fee)
            return worth_overnight(task.lattice, fees, *window(prices, starts, row))

        return follow(task, prices.values, worth=worth)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Whether charge is kept."""
        return {"keeps": self.keeps}, {}

    @classmethod
    def from_plain(cls, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Self:
        """The same again."""
        return cls(document["keeps"])


def _profit(task: Task, moves: np.ndarray) -> float:
    return settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh).profit
