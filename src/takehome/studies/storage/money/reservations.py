"""What a decision rests on, what would turn it, and what it assumes."""

from __future__ import annotations

from takehome.protocol import Assumption
from takehome.studies.storage.information import MEANING
from takehome.studies.storage.market.prices import MWH
from takehome.studies.storage.money.basis import FEE, FIXED, INCOME, WEAR
from takehome.studies.storage.money.break_even import Turn, stops_paying, trading, turns_of
from takehome.studies.storage.money.decision_words import Decision, days_valued
from takehome.studies.wording import capital, plain
from takehome.units import format_number


def holds_while(decision: Decision) -> tuple[str, ...]:
    """What the decision rests on."""
    made = decision.made
    said = [
        f"{capital(turn.subject)} stays {'above' if turn.falls else 'below'} {turn.words}; there '{turn.rival}' is as "
        "good with the same moves."
        for turn in turns_of(made, WEAR)
    ]
    said.append(f"Prices go on as in {days_valued(made)}{_when(decision)}.")
    said.append(f"What is known when acting stays {made.source.information}: {MEANING[made.source.information]}.")
    return tuple(said)


def _when(decision: Decision) -> str:
    """``" (2021-01-01 to 2021-12-31)"``; nothing where the file had no times."""
    test = decision.made.source.task.test
    first, last = str(test.time[0])[:10], str(test.time[-1])[:10]
    if not test.clock:
        return ""
    return f" ({first})" if first == last else f" ({first} to {last})"


def would_change_if(decision: Decision) -> tuple[str, ...]:
    """What would turn the decision."""
    made = decision.made
    turns = [turn for event in (WEAR, FEE, FIXED, INCOME) for turn in turns_of(made, event)]
    said = [_turned(turn) for turn in turns]
    return (*said, *_knowing_more(decision))


def _turned(turn: Turn) -> str:
    side = "below" if turn.falls else "above"
    return f"{capital(turn.subject)} were {side} {turn.words}: then '{turn.rival}' is as good or better."


def _knowing_more(decision: Decision) -> list[str]:
    """What the best policy that needs more knowledge would earn beyond the recommended one."""
    made = decision.made
    if not made.source.reference:
        return []
    values = {result.label: made.basis.value(result) for result in made.source.reference}
    best = max(made.source.reference, key=lambda result: values[result.label])
    more = values[best.label] - float(made.values[made.action, 0])
    if more <= 0:
        return []
    return [
        f"More were known when acting ({MEANING[best.information]}): '{best.label}' would earn {made.money(more)} more."
    ]


def assumes(decision: Decision) -> tuple[Assumption, ...]:
    """The assumptions, each with how wrong it may be."""
    made = decision.made
    judged = trading(made)
    number = made.basis.economics.batteries
    who = "The battery does" if number == 1 else f"The {plain(number)} batteries do"
    found = [
        Assumption(
            f"Prices of later days have the spreads of {days_valued(made)}.",
            _level(decision, judged),
        ),
        Assumption(
            f"{who} not move the price.",
            _price_taking(decision, judged),
        ),
        _wear(decision),
    ]
    if made.source.given is not None:
        found.append(Assumption(
            f"Whoever made '{made.source.given.label}' will go on as on {days_valued(made)}.",
            "what it knew when it acted is not known: if it knew prices in advance, it will earn less",
        ))  # fmt: skip
    return tuple(found)


def _level(decision: Decision, judged: int | None) -> str:
    made = decision.made
    if judged is None:
        return "no policy trades, so no common level of prices changes anything"
    counts = made.ledger.counts[judged, 0]
    income = -float(counts[INCOME])
    if income <= 0:
        return "trading loses money before wear, at any common level of these prices"
    costs = float(sum(counts[event] * made.ledger.prices[event].default for event in (WEAR, FEE, FIXED)))
    if costs <= 0:
        return f"at any common level of prices above 0 '{made.name(judged)}' earns money, since nothing else costs any"
    return (
        f"all prices times {format_number(costs / income)} is where '{made.name(judged)}' earns as much as its wear "
        "and fixed costs take (wear and fixed costs as assumed)"
    )


def _wear(decision: Decision) -> Assumption:
    """The cost of wear, beside what the battery's own price would make of it."""
    made = decision.made
    price, economics, turn = made.ledger.prices[WEAR], made.basis.economics, stops_paying(made)
    tolerance = "no cost of wear would make trading pay" if turn is None else f"up to {turn}"
    if economics.battery_price is not None and made.basis.priced_by_kwh:
        spread = economics.battery_price / (economics.life_cycles * made.basis.battery.discharge_efficiency)
        tolerance += (
            f"; the price of the battery over {format_number(economics.life_cycles)} cycles is {format_number(spread)} "
            f"{price.unit}"
        )
    return Assumption(f"Wear costs {format_number(price.default)} {price.unit}.", tolerance)


def _price_taking(decision: Decision, judged: int | None) -> str:
    made = decision.made
    if judged is None or made.hold is None or made.options[judged].idle:
        return "no policy trades, so nothing moves it"
    sold = float(made.options[judged].account.sold_kwh.sum()) / MWH * made.basis.factor
    gain = float(made.values[judged, 0] - made.values[made.hold, 0])
    if sold <= 0 or gain <= 0:
        return "trading does not pay even so"
    return (
        f"each MWh sold may earn {format_number(gain / sold)} {made.basis.currency} less before '{made.name(judged)}' "
        "stops paying"
    )
