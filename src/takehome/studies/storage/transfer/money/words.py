"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

import numpy as np

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.studies.storage.transfer.curves import HOLD, PLANS
from takehome.studies.storage.transfer.days_saved import DaysSaved, days_saved
from takehome.studies.storage.transfer.money.priced import Priced
from takehome.studies.wording import MOST_NAMED, capital, listed, plain
from takehome.units import format_number, format_probability


def sentence(made: Priced) -> str:
    """The decision in a paragraph; what needs no learning is said first where it saves more."""
    parts = [_learning_is_not_needed(made), _headline(made), _alike(made), _fleet(made), _days(made)]
    return " ".join(filter(None, parts))


def short(made: Priced, amount: float) -> str:
    """``"19.9 $ a house and year"``, for amounts after the first, which says the whole basis."""
    return f"{format_number(float(amount) + 0.0)} {made.ledger.currency} a house and year"


def around(interval: Interval) -> str:
    """``" (95%: 1.2 to 3.4)"``."""
    return f" ({interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)})"


def signed(made: Priced, draws: np.ndarray) -> str:
    """``"3.4 $ a house and year (95%: …)"`` of an amount whose sign the words say."""
    size = draws if draws[0] >= 0 else -draws
    return f"{short(made, float(size[0]))}{around(made.interval(size))}"


def share(made: Priced, position: int) -> str:
    """What an option saves of the exact optimum of a whole year; empty where there is none."""
    curves = made.outcome.curves
    if not curves.worth_sharing:
        return ""
    whole = made.economics.rate_for(made.outcome.currency) * curves.a_day("optimum")[0, 0] * 365.25
    part = 100 * float(made.values[position, 0]) / whole
    return f", {format_number(part)} % of the most that {made.outcome.pupil} could save with everything known"


def _learning_is_not_needed(made: Priced) -> str:
    """Where a plan saves more than every learner, that comes first."""
    outcome, more = made.outcome, made.values[made.plan] - made.values[made.learner]
    if more[0] <= 0 or made.values[made.plan, 0] <= 0:
        return ""
    told = made.interval(more)
    held = ", though the interval holds 0" if 0.0 in told else ""
    return (
        f"No learning is needed here: {PLANS[outcome.curves.planning]} saves {signed(made, more)} more than the "
        f"best learner, '{made.name(made.learner)}'{held}."
    )


def _headline(made: Priced) -> str:
    worth, chosen = made.values[made.action], made.action
    gain = made.values[chosen] - made.values[made.baseline]
    if made.chosen.key == HOLD:
        rival = max((i for i in range(len(made.ways)) if i != chosen), key=lambda i: made.values[i, 0])
        return (
            f"Do nothing: no way to run the battery saves more than leaving it alone, {made.money(0.0)}; "
            f"'{made.name(rival)}' comes to {signed(made, made.values[rival] - worth)} "
            f"{'more' if made.values[rival, 0] > worth[0] else 'less'}."
        )
    said = f"{capital(made.name(chosen))}: it saves {made.money(worth[0])}{around(made.interval(worth))}"
    said += share(made, chosen)
    if chosen == made.baseline:
        rival = max((i for i, way in enumerate(made.ways) if not way.trivial), key=lambda i: made.values[i, 0])
        other = made.values[rival] - worth
        verb = "would save" if other[0] >= 0 else "would lose"
        return f"{said}. Nothing beyond it is worth its upkeep: '{made.name(rival)}' {verb} {signed(made, other)} more."
    better = format_probability(probability_better(gain[1:]))
    said += f"; {signed(made, gain)} more than '{made.name(made.baseline)}', better with a probability of {better}."
    if 0.0 in made.interval(gain):
        said += " We cannot tell the two apart yet: the interval holds 0."
    return said


def _alike(made: Priced) -> str:
    """Which other options cannot be told apart from the recommended one."""
    if made.chosen.key == HOLD:
        return ""
    others = [i for i in range(len(made.ways)) if i not in (made.action, made.baseline)]
    alike = [
        i for i in others
        if 0.0 in made.interval(made.values[made.action] - made.values[i]) and made.values[i, 0] != 0
    ]  # fmt: skip
    if not alike:
        return ""
    best = sorted(alike, key=lambda i: -made.values[i, 0])[:MOST_NAMED]
    return f"We cannot tell it apart from {listed([f'{made.name(i)!r}' for i in best])}: those intervals hold 0."


def _fleet(made: Priced) -> str:
    """The same for many houses, if they were all like this one."""
    homes, gain = made.outcome.settings.homes, made.values[made.action] - made.values[made.default]
    if homes == 1 or made.action == made.default or made.chosen.key == HOLD:
        return ""
    verb = "more" if gain[0] >= 0 else "less"
    size = homes * (gain if gain[0] >= 0 else -gain)
    low, high = made.interval(size).low, made.interval(size).high
    return (
        f"For {homes:,} houses like {made.outcome.pupil} it saves {format_number(float(size[0]))} "
        f"{made.ledger.currency} {verb} in their first year than '{made.name(made.default)}' "
        f"({made.outcome.settings.confidence_level:.0%}: {format_number(low)} to {format_number(high)})."
    )


def _days(made: Priced) -> str:
    found = days_saved(made.outcome)
    return "" if found is None else days_sentence(made, found)


def days_sentence(made: Priced, found: DaysSaved) -> str:
    """How many days a start from the other home saves of the training from scratch."""
    outcome = made.outcome
    asked = plain(outcome.scratch_days)
    if not found.reached:
        return (
            f"Starting from {outcome.teacher} does not save days: within {plain(found.needed)} days of its own data "
            f"its policy never saves as much a day as training from scratch does after {asked} days."
        )
    level = outcome.settings.confidence_level
    return (
        f"Starting from {outcome.teacher}, {outcome.pupil} saves as much a day after {format_number(found.needed)} "
        f"days of its own data as from scratch after {asked} days: {format_number(found.value)} days saved "
        f"({level:.0%}: {format_number(found.low)} to {format_number(found.high)})."
    )


def fleet_of_days(made: Priced, found: DaysSaved) -> str:
    """The days and the money of all houses."""
    homes = made.outcome.settings.homes
    days = f"{format_number(homes * found.value)} house-days"
    gain = made.values[made.transfer] - made.values[made.default]
    verb = "more" if gain[0] >= 0 else "less"
    size = gain if gain[0] >= 0 else -gain
    return (
        f"For {homes:,} houses that is {days}, and '{made.name(made.transfer)}' saves "
        f"{format_number(float(homes * size[0]))} {made.ledger.currency} {verb} in their first year than "
        f"'{made.name(made.default)}'{around(made.interval(homes * size))}."
    )
