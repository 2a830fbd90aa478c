"""STO109: can an attacker tell from the shared policy which homes trained it?

A membership-inference attack is run on the trained policy, with and without noise: a promise bounds what any attacker
can do, an attack shows what one can. The page is ``members_told.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Interval, Status
from takehome.studies.storage.federated.checks.judging import NOTHING_TO_DO, TRAINING, not_applicable
from takehome.studies.storage.federated.outcome import Attacked, Outcome
from takehome.units import Quantity, format_number

CODE = "STO109"
TITLE = "Members of the fleet cannot be told from others"
LIMIT = 0.02
"""Advantage over guessing (issue "6 · The fleet", "done when")."""
GOOD = f"The attack is better than guessing by at most {LIMIT:g}."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding for each attack: FAILED where its whole interval is above the limit."""
    if not outcome.attacks:
        return not_applicable(
            CODE,
            TITLE,
            GOOD,
            "The attack was not run (0 of 2): it needs a promise (epsilon=) and homes that were drawn.",
            TRAINING,
        )
    return tuple(_of(one, outcome.asked.confidence_level) for one in outcome.attacks)


def _of(one: Attacked, level: float) -> Finding:
    status = Status.FAILED if one.low > LIMIT else Status.PASSED if one.high <= LIMIT else Status.CAUTION
    words = "with the noise of the promise" if one.noise else "without noise"
    return Finding(
        CODE, TITLE, status, GOOD,
        f"{words.capitalize()} the attack is better than guessing by {format_number(one.advantage)} "
        f"({format_number(one.low)} to {format_number(one.high)}; limit {LIMIT:g}, 0 is guessing).",
        f"Of 100 homes that are members, about {format_number(100 * max(one.advantage, 0.0))} more are told than by "
        "guessing.",
        NOTHING_TO_DO if status is Status.PASSED else "Add noise (epsilon=), or share a smaller table; more homes also "
        "hide "
        "each other.",
        words, TRAINING, {"advantage": Quantity(one.advantage)}, "advantage",
        Interval(one.low, one.high, "", level), Quantity(LIMIT),
    )  # fmt: skip
