"""What each step of sharing means in money: a plan, learning, sharing, going on alone, giving the data away, privacy.

An effect is a difference of alternatives on the same homes and hours, so it is paired; its interval comes from draws of
the homes that all alternatives share (:mod:`~.draws`). It is flat only where the whole interval is too small to matter
(two one-sided tests: Schuirmann 1987, *Journal of Pharmacokinetics and Biopharmaceutics* 15:657).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Effect, Interval
from takehome.studies.storage.effect_direction import direction_of
from takehome.studies.storage.federated.money.priced import Priced
from takehome.studies.storage.federated.money.words import around
from takehome.units import Quantity, format_number

PLAN, LEARNING, SHARING, ON = "a plan", "learning in the home", "sharing what is learned", "going on alone"
PAST_DAYS, NEEDED = "a plan on past days", "sharing against a plan on past days"
SMALL, POOLING, PRIVACY = "a small table", "giving the data away", "privacy"
"""Subjects of effects; permanent, since answers and documents name them."""
OF_THESE_HOMES = "Of these homes in the judged weeks; running costs are not in it."


@dataclass(frozen=True)
class _Compared:
    """Two alternatives that differ in one thing."""

    subject: str
    contrast: str
    more: str
    less: str
    said: str


COMPARED = (
    _Compared(PLAN, "a plan each hour, against storing what is over", "plan", "self_consumption",
              "A plan in place of the common rule"),
    _Compared(PAST_DAYS, "a plan on what the last days brought, against one on yesterday", "plan_days", "plan",
              "Looking at more days than yesterday"),
    _Compared(LEARNING, "a full table learned in the home, against the plan on past days that it corrects", "local",
              "plan_days", "Learning alone in place of a plan"),
    _Compared(SMALL, "a table by the hour alone, against the full table, both learned in the home", "small_local",
              "local", "A small table in place of the full one, both learned alone"),
    _Compared(SHARING, "one table learned in all homes, against the same table learned alone", "federated", "local",
              "Sharing what is learned"),
    _Compared(NEEDED, "one table learned in all homes, against a plan on past days that sends nothing", "federated",
              "plan_days", "Sharing in place of a plan on past days"),
    _Compared(ON, "each home learns on from the shared table, against the shared table", "personalised", "federated",
              "Going on alone from the shared table"),
    _Compared(POOLING, "one table learned from all data in one place, against federated learning", "pooled",
              "federated", "Giving the data away"),
)  # fmt: skip


def effects(made: Priced) -> tuple[Effect, ...]:
    """All effects; those whose alternatives were not run are left out."""
    run = {one.key for one in made.options}
    found = [_difference(made, one) for one in COMPARED if {one.more, one.less} <= run]
    return (*found, *_private(made))


def saved_a_year(made: Priced, key: str) -> np.ndarray:
    """(1 + replicates,) money that an alternative saves a year before running costs."""
    position = made.position(key)
    found: np.ndarray = -made.ledger.counts[position, :, 0]
    return found


def _difference(made: Priced, one: _Compared) -> Effect:
    draws = (saved_a_year(made, one.more) - saved_a_year(made, one.less)) / made.basis.homes
    unit = f"{made.basis.currency} per home and year"
    found = made.interval(draws)
    interval = Interval(found.low, found.high, unit, found.confidence_level) if made.drawn else None
    bound = made.basis.factor * float(made.outcome.optimum.sum()) / made.basis.homes
    verb = "gains" if draws[0] >= 0 else "loses"
    size = draws if draws[0] >= 0 else -draws
    sentence = (
        f"{one.said} {verb} {format_number(abs(float(draws[0])))} {unit}{around(made, size)}: {one.contrast}"
        f"{_judged(made, interval)}."
    )
    return Effect(
        one.subject, one.contrast, Quantity(float(draws[0]) + 0.0, unit), interval, direction_of(interval, bound),
        sentence, OF_THESE_HOMES,
    )  # fmt: skip


def _judged(made: Priced, interval: Interval | None) -> str:
    number = len(made.outcome.homes)
    if interval is None:
        return f"; {number} home{'s' * (number != 1)} allow no interval, so we cannot tell for others"
    return "; the interval holds 0, so we cannot tell" if 0.0 in interval and interval.high > 0 else ""


def _private(made: Priced) -> tuple[Effect, ...]:
    """What the noise costs, for the promise that was asked for, or else for the strictest that was priced."""
    points = made.outcome.points
    free = next((one for one in points if np.isinf(one.epsilon)), None)
    priced = [one for one in points if np.isfinite(one.epsilon)]
    if free is None or not priced:
        return ()
    asked = made.outcome.asked.epsilon
    one = next((point for point in priced if point.epsilon == asked), priced[-1])
    a_year = made.basis.factor * len(made.outcome.homes) / made.basis.homes
    lost, unit = (one.saved - free.saved) * a_year, f"{made.basis.currency} per home and year"
    verb = "gains" if lost >= 0 else "loses"
    contrast = f"epsilon {format_number(one.epsilon)} in place of no noise"
    sentence = (
        f"Privacy {verb} {format_number(abs(lost))} {unit}: {contrast}, with a noise multiplier of "
        f"{format_number(one.noise_multiplier)}; one training each, so we cannot tell how far another draw of the "
        "noise "
        "would lie."
    )
    bound = made.basis.factor * float(made.outcome.optimum.sum()) / made.basis.homes
    return (
        Effect(PRIVACY, contrast, Quantity(lost + 0.0, unit), None, direction_of(None, bound), sentence,
               "The noise is drawn once for each promise."),
    )  # fmt: skip
