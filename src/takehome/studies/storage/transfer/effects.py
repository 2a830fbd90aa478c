"""What each number means: jumpstart, days, ratio, asymptote, what the plan leaves to learn, what freezing does.

All are differences on the same drawn stretches, with intervals over seeds. An effect in points of the optimum is flat
only where its whole interval is within `TOO_SMALL` of 0 (two one-sided tests, Schuirmann 1987).
"""

from __future__ import annotations

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.storage.transfer.curves import PLANS, Curves
from takehome.studies.storage.transfer.learner import SCRATCH
from takehome.studies.storage.transfer.money import words
from takehome.studies.storage.transfer.money.priced import Priced
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import Days, Threshold, difference
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

JUMPSTART, DAYS, RATIO, ASYMPTOTE = "jumpstart", "days to the threshold", "transfer ratio", "asymptote"
PLANNING, FREEZING, WAITING = "a plan instead", "freezing", "starting at once"
"""Subjects of effects; permanent, since answers and documents name them."""
TOO_SMALL = 1.0
"""Points of the optimum that are too little to matter."""
OF_DRAWS = "Over drawn stretches of one house's days, which share hours: another year or house can differ more."


def effects(outcome: Outcome, made: Priced) -> tuple[Effect, ...]:
    """All effects that can be had: without an optimum, only what starting at once saves."""
    found = [_waiting(made)]
    if outcome.curves.worth_sharing:
        found = [_jumpstart(outcome), *_of_threshold(outcome), _asymptote(outcome), _planning(outcome),
                 *_freezing(outcome), *found]  # fmt: skip
    return tuple(found)


def direction(low: float, high: float, limit: float) -> Direction:
    """Flat by equivalence, undetermined where the interval holds 0."""
    if -limit <= low and high <= limit:
        return Direction.FLAT
    if low > 0:
        return Direction.INCREASING
    return Direction.DECREASING if high < 0 else Direction.UNDETERMINED


def _points(outcome: Outcome, subject: str, contrast: str, one: str, other: str, day: float, said: str) -> Effect:
    level = outcome.settings.confidence_level
    value, interval = difference(outcome.curves, one, other, day, level)
    way = direction(interval.low, interval.high, TOO_SMALL)
    verb = "adds" if value >= 0 else "costs"
    ends = (interval.low, interval.high) if value >= 0 else (-interval.high, -interval.low)
    sentence = (
        f"{said} {verb} {format_number(abs(value))} points of the optimum "
        f"({level:.0%}: {format_number(ends[0] + 0.0)} to {format_number(ends[1] + 0.0)}): "
        f"{_percent(outcome.curves, one, day)} against {_percent(outcome.curves, other, day)}{_judged(way)}."
    )
    return Effect(subject, contrast, Quantity(value, "points"), interval, way, sentence, OF_DRAWS)


def _percent(curves: Curves, key: str, day: float) -> str:
    return f"{format_number(100 * float(curves.at(key, day)[0]) + 0.0)} %"


def _judged(way: Direction) -> str:
    if way is Direction.UNDETERMINED:
        return "; the interval holds 0, so we cannot tell"
    return "; too little to matter" if way is Direction.FLAT else ""


def _jumpstart(outcome: Outcome) -> Effect:
    said = f"Before any day of its own, starting from {outcome.teacher} instead of from nothing"
    return _points(outcome, JUMPSTART, f"from {outcome.teacher} instead of from scratch, 0 local days",
                   outcome.curves.best, SCRATCH, 0.0, said)  # fmt: skip


def _asymptote(outcome: Outcome) -> Effect:
    last = float(outcome.curves.days[-1])
    said = f"After {plain(last)} days of its own, having started from {outcome.teacher}"
    return _points(outcome, ASYMPTOTE, f"from {outcome.teacher} instead of from scratch, {plain(last)} local days",
                   outcome.curves.best, SCRATCH, last, said)  # fmt: skip


def _planning(outcome: Outcome) -> Effect:
    day, best = outcome.scratch_days, outcome.curves.planning
    said = f"After {plain(day)} days, {PLANS[best]}, instead of {outcome.learner} from scratch,"
    return _points(outcome, PLANNING, f"instead of {outcome.learner} from scratch, {plain(day)} local days",
                   best, SCRATCH, day, said)  # fmt: skip


def _freezing(outcome: Outcome) -> list[Effect]:
    """The best choice of what is trained anew, against training all."""
    curves = outcome.curves
    if len(curves.choices) < 2 or curves.best == curves.choices[0]:
        return []
    day = outcome.scratch_days
    said = f"After {plain(day)} days, training '{curves.best}' instead of '{curves.choices[0]}'"
    return [_points(outcome, FREEZING, f"'{curves.best}' instead of '{curves.choices[0]}'", curves.best,
                    curves.choices[0], day, said)]  # fmt: skip


def _of_threshold(outcome: Outcome) -> list[Effect]:
    """Days that are saved until the threshold, and the ratio of the days."""
    at = outcome.threshold
    if at is None:
        return []
    level = outcome.settings.confidence_level
    saved = Interval(at.saved_low + 0.0, at.saved_high + 0.0, "days", level)
    way = direction(saved.low, saved.high, 0.0)
    verb = "saves" if at.saved >= 0 else "costs"
    ends = (saved.low, saved.high) if at.saved >= 0 else (-saved.high, -saved.low)
    sentence = (
        f"Starting from {outcome.teacher} {verb} {format_number(abs(at.saved))} days ({level:.0%}: "
        f"{format_number(ends[0] + 0.0)} to {format_number(ends[1] + 0.0)}) until {threshold_words(outcome, at)}: "
        f"{days_words(outcome, at.transfer)} against {days_words(outcome, at.scratch)} from scratch{_judged(way)}."
    )
    days = Effect(DAYS, "from scratch minus with transfer", Quantity(at.saved + 0.0, "days"), saved, way, sentence,
                  OF_DRAWS)  # fmt: skip
    ratio = Interval(at.ratio_low, at.ratio_high, "times", level)
    told = direction(ratio.low - 1, ratio.high - 1, 0.0)
    unsure = "; the interval holds 1, so we cannot tell" * (told is Direction.UNDETERMINED)
    said = (
        f"From scratch it takes {format_number(at.ratio)} times as many days as from {outcome.teacher} "
        f"({level:.0%}: {format_number(ratio.low)} to {format_number(ratio.high)}) until "
        f"{threshold_words(outcome, at)}{unsure}."
    )
    return [days, Effect(RATIO, "days from scratch over days with transfer", Quantity(at.ratio, "times"), ratio, told,
                         said, OF_DRAWS)]  # fmt: skip


def threshold_words(outcome: Outcome, at: Threshold) -> str:
    """``"90 % of the exact optimum is reached"``."""
    if at.of_optimum:
        return f"{format_number(100 * at.level)} % of {outcome.pupil}'s exact optimum is reached"
    last = plain(float(outcome.curves.days[-1]))
    return (
        f"{format_number(100 * at.level)} % of {outcome.pupil}'s exact optimum is reached, which is 90 % of what "
        f"scratch reaches in {last} days (90 % of the optimum itself is never reached)"
    )


def days_words(outcome: Outcome, found: Days) -> str:
    """``"3.1 days"``, or that the days were too few."""
    if found.reached:
        return f"{format_number(found.value)} days"
    return f"more than {plain(float(outcome.curves.days[-1]))} days (not reached)"


def _waiting(made: Priced) -> Effect:
    """What a house saves that learns in service instead of standing idle."""
    at_once = next(i for i, way in enumerate(made.ways) if way.key == SCRATCH and not way.trivial)
    draws = made.values[at_once] - made.values[made.default]
    interval = made.interval(draws)
    unit = f"{made.ledger.currency} a house and year"
    way = direction(interval.low, interval.high, 0.01 * float(abs(made.values[:, 0]).max()))
    verb = "saves" if draws[0] >= 0 else "loses"
    sentence = (
        f"Learning from scratch in service from the first day, instead of standing idle for "
        f"{plain(made.outcome.settings.scratch_days)} days, {verb} {words.signed(made, draws)}{_judged(way)}."
    )
    told = Interval(interval.low, interval.high, unit, interval.confidence_level)
    return Effect(WAITING, "in service while it learns", Quantity(float(draws[0]) + 0.0, unit), told, way, sentence)
