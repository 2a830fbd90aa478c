"""What was asked for: which home teaches which, how long training from scratch takes, how many houses, how to learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from takehome.errors import InputError
from takehome.studies.economics_source import require_number
from takehome.studies.storage.settings import Progress, silent

__all__ = ["DAYS", "JUDGED_DAYS", "MOST_LOCAL_DAYS", "SEEDS", "Progress", "Settings", "silent"]

DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30)
"""Days of local data at which every way to start is judged, as far as the target has that many."""
MOST_LOCAL_DAYS = DAYS[-1]
JUDGED_DAYS = 28
"""Days that follow the local ones and are judged: four weeks hold every weekday four times."""
SEEDS = 24
"""Stretches of the target's days that are drawn; 20 are asked for at least."""


@dataclass(frozen=True)
class Settings:
    """Everything that the fit depends on, beside the two homes.

    Attributes
    ----------
    source_home : name of the home that teaches; None takes the first in sorted order.
    scratch_days : days of training that a house needs from scratch today, during which its battery stands idle.
    homes : houses that the answer is multiplied by. battery : terms of the battery, in place of columns.
    deep : learn with the deep Q-network instead of tables (extra ``deep``). fast : fewer drawn stretches with it.
    discount : per hour. prior : own hours that a row of a given table counts for. passes : over the target's own
        hours. source_passes : over the source's.
    """

    source_home: str | None = None
    scratch_days: float = 14.0
    homes: int = 10_000
    battery: Mapping[str, Any] = field(default_factory=dict)
    deep: bool = False
    seed: int = 0
    confidence_level: float = 0.95
    fast: bool = False
    seeds: int = SEEDS
    discount: float = 0.999
    prior: float = 2.0
    passes: int = 3
    source_passes: int = 5

    def __post_init__(self) -> None:
        require_number("scratch_days", self.scratch_days, "transfer", above=0.0, most=MOST_LOCAL_DAYS)
        require_number("homes", self.homes, "transfer", least=1.0)
        if self.homes != int(self.homes):
            raise InputError(f"homes={self.homes}", "a whole number", "homes=10_000")
        if self.seeds < 2:
            raise InputError(f"seeds={self.seeds}", "at least 2 drawn stretches", f"seeds={SEEDS}")
