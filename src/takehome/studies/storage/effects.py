"""What each number means in money: knowing more, forecasting, a richer state, size, wear, and why an agent fails.

An effect is a difference of schedules that were settled on the same steps in the same ledger, so it is paired; its
interval comes from the draws of blocks of days that all options share (:mod:`~.money.blocks`). It is called flat only
where the whole interval is too small to matter (two one-sided tests: Schuirmann 1987, *Journal of Pharmacokinetics and
Biopharmaceutics* 15:657), and where the interval holds 0 and more than that, we cannot tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from takehome.economics import value_of
from takehome.protocol import Direction, Effect, Interval
from takehome.studies.storage.effect_causes import cause_effects
from takehome.studies.storage.effect_direction import direction_of
from takehome.studies.storage.effect_terms import term_effects
from takehome.studies.storage.information import Information
from takehome.studies.storage.money.blocks import BLOCK_DAYS
from takehome.studies.storage.money.decision_words import around, short
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import Quantity

KNOWING, MODEL, BEYOND, GIVEN = "the day's prices", "a model", "prices beyond the day", "the given schedule"
STATE = {"price": "price in the state", "forecast": "forecast in the state"}
"""Subjects of effects; permanent, since answers and documents name them."""
OF_THESE_DAYS = "It is what happened on the judged days; the better of several policies was taken after they were seen."
ONE_LEARNER = "Of one way to learn, a table from nothing; other learners use the same knowledge better or worse."


@dataclass(frozen=True)
class _Compared:
    """Two schedules that differ in one thing."""

    subject: str
    contrast: str
    more: PolicyResult
    less: PolicyResult
    said: str
    caveat: str


def effects(outcome: Outcome, made: Priced) -> tuple[Effect, ...]:
    """All effects; those that these prices, policies and economics do not have are left out."""
    compared = (*_of_knowledge(outcome), *_of_states(outcome), *_of_given(outcome, made))
    return (
        *(_difference(made, one) for one in compared), *term_effects(outcome, made),
        *(() if outcome.lesson is None else cause_effects(outcome.lesson)),
    )  # fmt: skip


def _of_knowledge(outcome: Outcome) -> list[_Compared]:
    """Knowing the day instead of forecasting it, a model instead of none, and knowing what comes after the day."""
    known = outcome.result("known_day")
    blind = [one for one in outcome.results if one.information is not Information.KNOWN_DAY]
    modelled = _best([one for one in blind if one.needs_model])
    simple = _best([one for one in blind if one.trivial])
    found = []
    if modelled and known:
        rival = _best(blind) or modelled
        found.append(
            _Compared(KNOWING, "known before the day, instead of forecast", known, rival,
                      "Knowing the day's prices instead of forecasting them", OF_THESE_DAYS)
        )  # fmt: skip
    if modelled and simple:
        found.append(
            _Compared(MODEL, "the best forecast or learned policy against the best simple rule", modelled, simple,
                      "A forecast or a learned policy in place of a simple rule", OF_THESE_DAYS)
        )  # fmt: skip
    if known and outcome.task.test.days > 1:
        found.append(
            _Compared(BEYOND, "known, beside those of the day", outcome.bound, known,
                      "Knowing all later prices beside those of the day", "Nobody knows them: it is a limit.")
        )  # fmt: skip
    return found


def _of_states(outcome: Outcome) -> list[_Compared]:
    """Each step of the ladder of states."""
    ladder = outcome.states
    return [
        _Compared(STATE[more.key], f"'{more.label}' against '{less.label}'", more.result, less.result,
                  f"The {STATE[more.key]} of a learned table", ONE_LEARNER)
        for less, more in pairwise(ladder)
    ]  # fmt: skip


def _of_given(outcome: Outcome, made: Priced) -> list[_Compared]:
    """The best policy that may be used, in place of the schedule that was given."""
    own = _best([one for one in made.options if one is not outcome.given])
    if outcome.given is None or own is None:
        return []
    said = f"'{own.label}' in place of the given schedule"
    return [_Compared(GIVEN, "replaced by the best policy that may be used", own, outcome.given, said, OF_THESE_DAYS)]


def _difference(made: Priced, one: _Compared) -> Effect:
    draws = _worth(made, one.more) - _worth(made, one.less)
    unit = f"{made.basis.currency} a {made.basis.horizon}"
    found = made.interval(draws)
    level = found.confidence_level
    interval = Interval(found.low, found.high, unit, level) if made.source.enough_days else None
    direction = direction_of(interval, abs(made.basis.value(made.source.bound)))
    verb = "earns" if draws[0] >= 0 else "loses"
    size = abs(float(draws[0]))
    held = "" if interval is None else around(made, made.interval(draws if draws[0] >= 0 else -draws))
    sentence = (
        f"{one.said} {verb} {short(made, size)}{held}: '{one.more.label}' against '{one.less.label}'"
        f"{_judged(made, direction)}."
    )
    return Effect(
        one.subject, one.contrast, Quantity(float(draws[0]) + 0.0, unit), interval, direction, sentence, one.caveat
    )


def _judged(made: Priced, direction: Direction) -> str:
    """What follows from the interval, or why there is none."""
    days = made.source.days
    if not made.source.enough_days:
        return f"; {days} day{'s' * (days != 1)} allow no interval, so we cannot tell for other days"
    drawn = f"; {days:,} days in blocks of {BLOCK_DAYS}"
    if direction is Direction.UNDETERMINED:
        return f"{drawn}, and the interval holds 0, so we cannot tell"
    return f"{drawn}, and too little to matter" if direction is Direction.FLAT else drawn


def _worth(made: Priced, result: PolicyResult) -> np.ndarray:
    """(1 + replicates,) money per horizon in the estimate and in every draw of days, also of what is no option."""
    prices = np.array([price.default for price in made.ledger.prices])
    return value_of(made.basis.counts(result, made.source.weights), prices)


def _best(results: Sequence[PolicyResult]) -> PolicyResult | None:
    return max(results, key=lambda one: one.profit, default=None)
