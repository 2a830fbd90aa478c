"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.transfer.curves import Curves
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.thresholds import Threshold, headline
from takehome.studies.storage.transfer.unlike import Unlike
from takehome.table import Table

LONGEST_NAME = 40
"""Letters of a home's name that are shown."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    source, target : the home that teaches and the one that learns, all hours. notes : what reading them assumed.
    curves : what was saved by each way to start, with each number of local days. policies : way to start → arrays of
    the policy learned from the target's last days. fell_back : what the fallback chooses there.
    learner : what learned. overlap : share of judged hours that two stretches share on average.
    """

    table: Table
    settings: Settings
    source: Homes
    target: Homes
    notes: tuple[str, ...]
    curves: Curves
    policies: Mapping[str, Mapping[str, np.ndarray]]
    fell_back: bool
    learner: str
    overlap: float
    unlike: Unlike
    data_findings: tuple[Finding, ...]

    @cached_property
    def threshold(self) -> Threshold | None:
        """The threshold that the headline is about."""
        return headline(self.curves, self.settings.confidence_level)

    @property
    def scratch_days(self) -> float:
        """Days that training from scratch takes today, as far as there are local days to show it."""
        return min(self.settings.scratch_days, float(self.curves.days[-1]))

    @property
    def teacher(self) -> str:
        """What the home that teaches is called."""
        return short_name(self.source.names[0])

    @property
    def pupil(self) -> str:
        """What the home that comes online is called."""
        return short_name(self.target.names[0])

    @property
    def currency(self) -> str:
        """Of the prices."""
        return self.target.currency

    @property
    def target_days(self) -> int:
        """Whole days of the target."""
        return self.target.hours // HOURS


def short_name(name: str) -> str:
    """A name as it is shown."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
