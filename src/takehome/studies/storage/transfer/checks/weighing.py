"""An effect with its draws, held against a limit: status, interval and the words for the brackets behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.checks.verdict import between, rows_to_settle, settle_sentence, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import quantiles
from takehome.units import Quantity, format_number

DATA, BASELINE, CHOSEN = "data", "baseline", "chosen"
NOTHING_TO_DO = "Nothing to do."


@dataclass(frozen=True)
class Weighed:
    """An effect above whose limit there is a fault."""

    value: float
    interval: Interval
    limit: Quantity
    status: Status
    settle: int | None

    @property
    def words(self) -> str:
        """``"95% interval: 1.2 to 3.4 points; limit 1 points"``."""
        level = self.interval.confidence_level
        limit = self.limit if self.limit.value else f"0 {self.limit.unit}"
        return f"{level:.0%} interval: {between(self.interval)}; limit {limit}"

    @property
    def advice(self) -> str:
        """What would settle a caution; empty otherwise."""
        return settle_sentence(self.settle)


def weigh(outcome: Outcome, draws: np.ndarray, limit: float, unit: str = "points") -> Weighed:
    """Hold draws[0], whose draws are draws[1:], against a limit."""
    value = float(draws[0]) + 0.0
    low, high = quantiles(draws[1:], value, outcome.settings.confidence_level)
    interval = Interval(low + 0.0, high + 0.0, unit, outcome.settings.confidence_level)
    status = verdict(low, high, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(outcome.table.rows, value, low, high, limit)
    return Weighed(value, interval, Quantity(limit, unit), status, settle)


def points(lost: Weighed) -> str:
    """``"3.40 points lost"``, or ``"3.40 points gained, a loss of −3.40"``, which the interval goes around."""
    if lost.value >= 0:
        return f"{format_number(lost.value)} points lost"
    return f"{format_number(-lost.value)} points gained, a loss of {format_number(lost.value)}"


def remedy(weighed: Weighed, text: str) -> str:
    """What to do, with the rows that would settle it."""
    return NOTHING_TO_DO if weighed.status is Status.PASSED else f"{text} {weighed.advice}".strip()


def not_applicable(code: str, title: str, good: str, why: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, why, "None.", NOTHING_TO_DO, stage=stage),)


def no_optimum(outcome: Outcome, code: str, title: str, good: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The finding of a check that asks for shares of an optimum that is not above 0."""
    why = f"Even with everything known {outcome.pupil} saves 0 {outcome.currency}, so there is no share of it."
    return not_applicable(code, title, good, why, stage)
