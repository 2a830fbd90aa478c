"""The recommendation: the option of the highest expected value, against the best trivial one, in money."""

from __future__ import annotations

import numpy as np

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Assumption, Option, Recommendation
from takehome.studies.storage.transfer.money import words
from takehome.studies.storage.transfer.money.priced import ROUNDING, Priced
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number


def recommend(made: Priced) -> Recommendation:
    """Which way to start, and what it is worth."""
    gains = made.values[made.action] - made.values[made.baseline]
    options = tuple(
        Option(entry.action, made.money(worth[0]), made.interval(worth), entry.trivial, entry.note)
        for entry, worth in zip(made.ledger.entries, made.values, strict=True)
    )
    same = made.action == made.baseline
    return Recommendation(
        action=made.name(made.action), baseline=made.name(made.baseline), gain=made.money(gains[0]),
        gain_interval=made.interval(gains), probability_better=0.0 if same else probability_better(gains[1:]),
        options=options, sentence=words.sentence(made), break_even=_break_even(made),
        value_of_more_data=made.money(_more_data(made.values)), holds_while=_holds_while(made),
        would_change_if=_would_change_if(made), assumes=_assumes(made),
    )  # fmt: skip


def _break_even(made: Priced) -> Quantity | None:
    """The upkeep of a learned policy at which the best learner is worth no more than the best of the rest."""
    rest = [i for i, way in enumerate(made.ways) if not way.learned]
    ahead = float(made.values[made.learner, 0] - max(made.values[i, 0] for i in rest)) + made.economics.fixed_cost
    unit = f"{made.ledger.currency} per house and year, the upkeep at which learning stops paying"
    return Quantity(ahead, unit) if ahead > 0 else None


def _more_data(values: np.ndarray) -> float:
    """The most that more days can be worth, 0 within rounding."""
    found = value_of_perfect_information(values[:, 1:])
    return found if found > ROUNDING * float(np.abs(values).max()) else 0.0


def _holds_while(made: Priced) -> tuple[str, ...]:
    outcome, said = made.outcome, []
    days = outcome.target_days
    said.append(f"the year is like the {days:,} days of {outcome.pupil} that the stretches were drawn from")
    if made.chosen.learned:
        said.append("the house goes on learning: curves are held constant beyond the last day that was run, "
                    f"{plain(float(outcome.curves.days[-1]))}")  # fmt: skip
    return tuple(said)


def _would_change_if(made: Priced) -> tuple[str, ...]:
    turn = _break_even(made)
    if made.chosen.learned and turn is not None:
        return (f"a learned policy costs more than {format_number(turn.value)} {turn.unit.split(',')[0]} to keep.",)
    behind = float(made.values[made.action, 0] - made.values[made.learner, 0])
    return (f"a learner saved {words.short(made, behind)} more than the best one does here.",)


def _assumes(made: Priced) -> tuple[Assumption, ...]:
    outcome = made.outcome
    homes = outcome.settings.homes
    idle = made.values[made.action] - made.values[made.default]
    return (
        Assumption(
            f"All {homes:,} houses are like {outcome.pupil}.",
            f"each that is not takes {format_number(float(idle[0]))} {made.ledger.currency} from the sum",
        ),
        Assumption(
            f"A house that is trained from scratch stands idle for {plain(outcome.settings.scratch_days)} days.",
            "in service from the first day, scratch is listed as an option of its own",
        ),
        Assumption(
            "The battery moves no price and no load, so a replay of recorded hours is exact.",
            "one house is too small to move any",
        ),
    )
