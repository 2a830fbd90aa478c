"""Why the brief's agent fails: each suspected cause as an effect in money a day, zero included."""

from __future__ import annotations

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.storage.effect_direction import direction_of
from takehome.studies.storage.learning import causes as measured
from takehome.studies.storage.learning.causes import CONFIDENCE_LEVEL, Cause
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.wording import capital
from takehome.units import Quantity, format_number

CAVEAT = (
    "Causes act together: what one gains alone and what leaving it in costs are both right, and they do not add up."
)


def cause_effects(lesson: Lesson) -> tuple[Effect, ...]:
    """One effect a cause: what repairing it alone gains; the sentence also says what leaving it in alone costs."""
    return tuple(_effect(lesson, cause) for cause in lesson.causes)


def _effect(lesson: Lesson, cause: Cause) -> Effect:
    unit = f"{lesson.problem.currency} a day"
    gain = cause.alone
    same = identical(gain, lesson)
    interval = None if same else Interval(gain.low, gain.high, unit, CONFIDENCE_LEVEL)
    direction = direction_of(interval, lesson.exact.optimum)
    sentence = f"{_alone(lesson, cause, unit, direction)}; {_left_in(lesson, cause, unit)}."
    contrast = f"repaired alone in the brief's agent ({cause.brief} becomes: {cause.repaired})"
    return Effect(
        cause.name, contrast, Quantity(0.0 if same else gain.money, unit), interval, direction, sentence, CAVEAT
    )


def _alone(lesson: Lesson, cause: Cause, unit: str, direction: Direction) -> str:
    gain = cause.alone
    lead = f"{capital(cause.name)} ({cause.brief}; repaired: {cause.repaired}): repaired alone,"
    if identical(gain, lesson):
        return f"{lead} it changes 0 {unit}, for all {cause.seeds} agents earn {_money(gain.after, unit)} either way"
    more = "more" if gain.money >= 0 else "less"
    said = (
        f"{lead} the brief's agent earns {_money(abs(gain.money), unit)} {more}{_around(gain)}, "
        f"{format_number(gain.after)} instead of {_money(gain.before, unit)} on average over {cause.seeds} agents"
    )
    if direction is Direction.UNDETERMINED:
        said += " (the interval holds 0, so we cannot tell)"
    return f"{said} (too little to matter)" if direction is Direction.FLAT else said


def _left_in(lesson: Lesson, cause: Cause, unit: str) -> str:
    cost = cause.remaining
    if identical(cost, lesson):
        return (
            f"left in while all others are repaired, it costs 0 {unit}, for all {cause.seeds} agents earn "
            f"{_money(cost.after, unit)} either way"
        )
    verb = "costs" if cost.money >= 0 else "gains"
    return (
        f"left in while all others are repaired, it {verb} {_money(abs(cost.money), unit)}{_around(cost)}, "
        f"{format_number(cost.before)} instead of {_money(cost.after, unit)}"
    )


def identical(effect: measured.Effect, lesson: Lesson) -> bool:
    """Whether all agents earn the same before and after, within rounding; the interval then proves nothing."""
    return max(abs(effect.low), abs(effect.high)) <= lesson.problem.tolerance


def _around(effect: measured.Effect) -> str:
    """The interval of the size that was just said."""
    low, high = (effect.low, effect.high) if effect.money >= 0 else (-effect.high, -effect.low)
    return f" ({CONFIDENCE_LEVEL:.0%}: {format_number(low)} to {format_number(high)})"


def _money(amount: float, unit: str) -> str:
    return f"{format_number(amount)} {unit}"
