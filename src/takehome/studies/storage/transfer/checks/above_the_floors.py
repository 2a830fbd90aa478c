"""STO156: does learning save more than rules that learn nothing? The page is ``above_the_floors.md``."""

from __future__ import annotations

from takehome.protocol import Finding
from takehome.studies.storage.transfer.checks.weighing import BASELINE, CHOSEN, no_optimum, remedy, weigh
from takehome.studies.storage.transfer.curves import GUARDED, PLANS, RULE
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

CODE = "STO156"
TITLE = "Learning beats what needs no learning"
GOOD = "The best learner saves more than plans that learn nothing and than the self-consumption rule."
FLOORS = {key: (words, CHOSEN) for key, words in PLANS.items()} | {RULE: ("the self-consumption rule", BASELINE)}
LIMIT = 0.0
"""Points of the optimum by which a floor may be ahead of the best learner."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """Each floor against the best learner after the days that scratch takes."""
    if not outcome.curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    return tuple(_of(outcome, floor) for floor in FLOORS)


def _of(outcome: Outcome, floor: str) -> Finding:
    curves, day = outcome.curves, outcome.scratch_days
    best = max((curves.best, SCRATCH, AS_IS, GUARDED), key=lambda key: float(curves.at(key, day)[0]))
    ahead = weigh(outcome, 100 * (curves.at(floor, day) - curves.at(best, day)), LIMIT)
    named, stage = FLOORS[floor]
    shares = [format_number(100 * float(curves.at(key, day)[0]) + 0.0) for key in (floor, best)]
    money = float(curves.a_day(floor)[0, -1] - curves.a_day(best)[0, -1]) + 0.0
    seen = (
        f"After {plain(day)} local days {named} saves {shares[0]} % of {outcome.pupil}'s optimum, the best learner "
        f"('{best}') {shares[1]} %: {format_number(abs(ahead.value))} points {'more' if ahead.value >= 0 else 'less'} "
        f"({ahead.words})."
    )
    return Finding(
        CODE, TITLE, ahead.status, GOOD, seen,
        f"Learning {'loses' if money > 0 else 'saves'} {format_number(abs(money))} {outcome.currency} a day against it "
        "in the long run.",
        remedy(ahead, f"Use {named}: it learns nothing, and nothing leaves the house."), floor, stage,
        {"ahead": Quantity(ahead.value, "points")}, "ahead", ahead.interval, ahead.limit, ahead.settle,
    )  # fmt: skip
