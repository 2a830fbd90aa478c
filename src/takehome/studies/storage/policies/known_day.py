"""Plan each day on its own prices, published before it begins.

What is left at the end of the day is worth the battery's terminal price, ordinarily nothing: at midnight a store is
nearly always best empty, and any guess of tomorrow's prices that was tried (today's again, the mean or median of some
days) earned less in a year than no guess (``benchmarks/storage_policies.py`` prints both).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from takehome.studies.storage.information import Information
from takehome.studies.storage.policies.planning import follow
from takehome.studies.storage.task import Task


@dataclass(frozen=True)
class KnownDay:
    """At each midnight the best plan for today's known prices."""

    key = "known_day"
    label = "plan on the day's known prices"
    information = Information.KNOWN_DAY
    trivial = False

    def fit(self, task: Task) -> Self:
        """Nothing to learn."""
        return self

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        return follow(task, task.prices.values)

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Nothing to keep."""
        return {}, {}

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls()
