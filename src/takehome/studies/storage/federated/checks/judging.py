"""Effects over homes held against their limits, and how a finding that does not apply is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.checks.verdict import between, joint_level, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.storage.federated import draws
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity

DATA, TRAINING, CHOSEN = "data", "training", "chosen"
NOTHING_TO_DO = "Nothing to do."


@dataclass(frozen=True)
class Judgement:
    """An effect in per cent against its limit; no interval where there are too few homes to draw."""

    value: float
    interval: Interval | None
    limit: float
    status: Status
    unit: str = "%"

    @property
    def words(self) -> str:
        """Interval and limit, for the brackets behind the effect."""
        limit = f"limit {self.cap}"
        if self.interval is None:
            return f"no interval from fewer than {draws.FEWEST_HOMES} homes; {limit}"
        return f"{self.interval.confidence_level:.0%} interval: {between(self.interval)}; {limit}"

    @property
    def cap(self) -> Quantity:
        """The limit, in its unit."""
        return Quantity(self.limit, self.unit)


def ratio(outcome: Outcome, top: np.ndarray, bottom: np.ndarray, limit: float) -> Judgement:
    """100 times the sum of `top` (N,) over that of `bottom` (N,), whose sum is above 0, against its limit (per cent).

    FAILED where the whole interval over draws of the homes is above the limit, PASSED where it is below.
    """
    above, below = draws.sums(np.stack([top, bottom]).astype(float), outcome.asked.seed)
    return judged(outcome, 100.0 * above[below > 0] / below[below > 0], limit)


def judged(outcome: Outcome, found: np.ndarray, limit: float) -> Judgement:
    """An effect (per cent), estimate first and then its draws, against its limit."""
    value = float(found[0]) + 0.0
    if len(found) == 1:
        return Judgement(value, None, limit, Status.CAUTION if value > limit else Status.PASSED)
    each = tail(outcome.asked.confidence_level, 1)
    low, high = (float(end) for end in np.quantile(found[1:], [each, 1 - each]))
    interval = Interval(min(low, value), max(high, value), "%", joint_level(outcome.asked.confidence_level))
    return Judgement(value, interval, limit, verdict(interval.low, interval.high, limit))


def not_applicable(code: str, title: str, good: str, why: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, why, "None.", NOTHING_TO_DO, stage=stage),)


def nothing_to_share(code: str, title: str, good: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The finding of a check that asks for shares of a bound that is 0."""
    return not_applicable(
        code, title, good, "Even with everything known nothing is saved: there is no share of 0.", stage
    )


def homes_of(number: int) -> str:
    """``"1 home"``, ``"10,000 homes"``."""
    return f"{number:,} home{'s' * (number != 1)}"


def a_year(outcome: Outcome, money: float) -> str:
    """Money of all homes over the judged hours, as money per home and year, in the homes' currency."""
    amount = money / len(outcome.homes) * 365.25 / outcome.homes.judged_days
    return str(Quantity(amount + 0.0, f"{outcome.homes.currency} per home and year"))
