"""STO151: does what the other house taught do harm? The page is ``negative_transfer.md``."""

from __future__ import annotations

from takehome.protocol import Finding
from takehome.studies.storage.transfer.checks.weighing import (
    BASELINE,
    CHOSEN,
    no_optimum,
    points,
    remedy,
    weigh,
)
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

CODE = "STO151"
TITLE = "Transfer does no harm"
GOOD = "What the other house taught saves at least as much as training from scratch on the same local days."
LIMIT = 1.0
"""Points of the optimum that may be lost: less than an effect of it that is too small to matter elsewhere."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The policy of the other house as it is, and after learning on, each against scratch."""
    if not outcome.curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    return (_of(outcome, AS_IS, BASELINE), _of(outcome, outcome.curves.best, CHOSEN))


def _of(outcome: Outcome, key: str, stage: str) -> Finding:
    curves, day = outcome.curves, outcome.scratch_days
    lost = weigh(outcome, 100 * (curves.at(SCRATCH, day) - curves.at(key, day)), LIMIT)
    named = "as it is" if key == AS_IS else f"with '{key}'"
    shares = [format_number(100 * float(curves.at(one, day)[0]) + 0.0) for one in (key, SCRATCH)]
    seen = (
        f"After {plain(day)} local days the policy of {outcome.teacher} {named} saves {shares[0]} % of "
        f"{outcome.pupil}'s optimum, scratch {shares[1]} %: {points(lost)} ({lost.words})."
    )
    money = curves.a_day(SCRATCH)[0] - curves.a_day(key)[0]
    gone = f"{format_number(float(money[-1]) + 0.0)} {outcome.currency} a day"
    return Finding(
        CODE, TITLE, lost.status, GOOD, seen, f"A house that starts so loses {gone} against scratch in the long run.",
        remedy(lost, "Take the option with fallback to scratch (STO152 says what it loses), or another house to learn "
               "from (source_home=…)."),
        outcome.teacher, stage, {"lost": Quantity(lost.value, "points")}, "lost", lost.interval, lost.limit,
        lost.settle,
    )  # fmt: skip
