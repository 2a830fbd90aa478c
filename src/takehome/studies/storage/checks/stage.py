"""What a finding is about, which policy is judged, and how a finding that does not apply is said."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.information import MEANING
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import Quantity

DATA, BOUND, BRIEF, CHOSEN, GIVEN = "data", "bound", "brief", "chosen", "given"
NOTHING_TO_DO = "Nothing to do."


def not_applicable(code: str, title: str, good: str, why: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, why, "None.", NOTHING_TO_DO, stage=stage),)


def no_bound(outcome: Outcome, code: str, title: str, good: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The finding of a check that asks for shares of a bound that is not above 0."""
    bound = money(outcome, outcome.bound.profit)
    why = f"The bound is {bound}: even with all prices known nothing is earned, so there is no share of it."
    return not_applicable(code, title, good, why, stage)


def best_allowed(outcome: Outcome) -> PolicyResult:
    """The policy that earns most on the judged steps with no more than may be known; the simpler one where they tie."""
    order = {"floor": 0, "plan": 1}
    usable = sorted(outcome.allowed, key=lambda one: order.get(one.group, 2))
    return max(usable, key=lambda one: one.profit)


def judged(outcome: Outcome) -> tuple[tuple[PolicyResult, str], ...]:
    """The best policy that may be used, and the schedule that was given, each with its stage."""
    found = [(best_allowed(outcome), CHOSEN)]
    return (*found, *([] if outcome.given is None else [(outcome.given, GIVEN)]))


def money(outcome: Outcome, amount: float) -> str:
    """An amount in the money of the prices."""
    return str(Quantity(amount + 0.0, outcome.task.prices.currency))


def knowing(outcome: Outcome) -> str:
    """The information set, by name and in words."""
    return f"{under(outcome)}: {MEANING[outcome.information]}"


def under(outcome: Outcome) -> str:
    """``"information = known_day"``."""
    return f"information = {outcome.information.value}"


def in_days(outcome: Outcome) -> str:
    """``"in 183 days"``."""
    return f"in {counted_days(outcome.task.test.days)}"


def counted_days(days: int) -> str:
    """``"1 day"``, ``"365 days"``."""
    return f"{days:,} day{'s' * (days != 1)}"
