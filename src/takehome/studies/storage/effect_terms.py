"""What one unit more of capacity, of power and of wear changes, as effects in money a year."""

from __future__ import annotations

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.storage.effect_direction import direction_of
from takehome.studies.storage.money.basis import WEAR
from takehome.studies.storage.money.break_even import stops_paying, trading
from takehome.studies.storage.money.decision_words import around, short
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.money.worth import worth_of, worth_sentences
from takehome.studies.storage.outcome import Outcome
from takehome.units import Quantity, format_number

WEAR_KWH, WEAR_TIMES = 0.01, 0.1
"""Steps of the cost of wear: money per kWh delivered, and of wear without a price per kWh a share of what is assumed.
Costs are lines in both, so any other step is a multiple."""
OF_SIZE = "Sizes are compared with all prices known; the policy is taken to earn the same share of that at every size."
OF_WEAR = "The moves stay as they are; planned anew, a policy would trade less and lose less."
NOTHING = 1e-9
"""Share of the bound per unit below which a size is worth nothing: both sizes are solved exactly."""


def term_effects(outcome: Outcome, made: Priced) -> tuple[Effect, ...]:
    """Capacity, power and wear; those that were not computed are left out."""
    return (*_sizes(outcome, made), *_wear(made))


def _sizes(outcome: Outcome, made: Priced) -> list[Effect]:
    """The direction is exact on these prices, so it needs no interval; that of other days is not known."""
    if outcome.sizing is None:
        return []
    unit, least = f"{made.basis.currency} a year", NOTHING * abs(outcome.sizing.sizes[0].profit * made.basis.rate)
    return [
        Effect(
            worth.what, f"one {worth.unit} more", Quantity(worth.earned, unit), None,
            Direction.INCREASING if worth.earned > least else Direction.FLAT, sentence,
            " ".join([OF_SIZE, *outcome.sizing.notes]),
        )
        for worth, sentence in zip(worth_of(made, outcome.sizing), worth_sentences(made, outcome.sizing), strict=True)
    ]  # fmt: skip


def _wear(made: Priced) -> list[Effect]:
    """What a step of the cost of wear takes from the policy that trades, and where trading stops paying."""
    judged, turn = trading(made), stops_paying(made)
    if judged is None:
        return []
    price, unit = made.ledger.prices[WEAR], f"{made.basis.currency} a {made.basis.horizon}"
    step = WEAR_KWH if made.basis.priced_by_kwh else WEAR_TIMES
    lost = step * made.ledger.counts[judged, :, WEAR]
    if lost[0] <= NOTHING * abs(made.basis.value(made.source.bound)):
        return []
    gained = made.interval(-lost)
    level = gained.confidence_level
    interval = Interval(gained.low, gained.high, unit, level) if made.source.enough_days else None
    more = f"{format_number(step, 2)} {price.unit}"
    at = "" if turn is None else f", and trading stops paying at {format_number(turn.value)} {price.unit}"
    sentence = (
        f"Wear that costs {more} more takes {short(made, float(lost[0]))}{around(made, made.interval(lost))} from "
        f"'{made.name(judged)}'; assumed are {format_number(price.default)} {price.unit}{at}."
    )
    direction = direction_of(interval, abs(made.basis.value(made.source.bound)))
    return [
        Effect("wear", f"{more} more", Quantity(-float(lost[0]) + 0.0, unit), interval, direction, sentence, OF_WEAR)
    ]
