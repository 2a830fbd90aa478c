"""Days and money that transfer saves a house against training from scratch, and many houses.

Today a house is trained from scratch for `scratch_days` and stands idle meanwhile. Transfer is as good from the day on
at which its policy saves as much a day as that trained one does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.transfer.learner import SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import days_to, quantiles


@dataclass(frozen=True)
class DaysSaved:
    """The answer in days.

    Attributes
    ----------
    needed : local days after which the transferred policy is as good as training from scratch; the last day run where
    it never is. reached : whether it is. value, low, high : days saved a house, 0 where none are.
    """

    needed: float
    reached: bool
    value: float
    low: float
    high: float


def days_saved(outcome: Outcome) -> DaysSaved | None:
    """Days of one house; None where nothing can be saved."""
    curves, asked = outcome.curves, outcome.scratch_days
    if not curves.worth_sharing:
        return None
    level = curves.at(SCRATCH, asked)
    needed = days_to(curves.share(curves.best), curves.days, level)
    saved = asked - np.minimum(needed, asked)
    low, high = quantiles(saved[1:], float(saved[0]), outcome.settings.confidence_level)
    last = float(curves.days[-1])
    return DaysSaved(float(min(needed[0], last)), bool(np.isfinite(needed[0])), float(saved[0]), low, high)
