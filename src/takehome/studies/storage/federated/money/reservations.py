"""What a decision rests on, what would turn it, and what it assumes."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Assumption
from takehome.studies.storage.federated.money.basis import CENTRE, EVENTS, HELD, SERVICE, TRAFFIC
from takehome.studies.storage.federated.money.priced import Priced
from takehome.studies.storage.federated.money.words import Decision, around, short
from takehome.studies.wording import capital, plain
from takehome.units import format_number


def holds_while(decision: Decision) -> tuple[str, ...]:
    """What the decision rests on."""
    outcome = decision.made.outcome
    homes, days = len(outcome.homes), outcome.homes.judged_days
    return (
        f"Homes, tariffs and weather go on as in the {format_number(days)} judged days of {homes:,} homes.",
        "Prices are known for the next 12 hours, as contracts and day-ahead markets make them.",
    )


def would_change_if(decision: Decision) -> tuple[str, ...]:
    """What would turn the decision."""
    made = decision.made
    turns = [_turn(made, event) for event in (SERVICE, CENTRE, TRAFFIC, HELD)]
    return (*filter(None, turns), *_rest(made), *_sharing(made), *_collecting(made))


def _turn(made: Priced, event: int) -> str:
    """The nearest price of an event, above the present one, at which another option is as good as the chosen one."""
    counts = made.ledger.counts[:, 0, event]
    worth = made.values[:, 0] - np.array([entry.complexity for entry in made.ledger.entries])
    more = counts[made.action] - counts
    able = [i for i in made.allowed if more[i] > 0 and worth[made.action] > worth[i]]
    if not able:
        return ""
    rival = min(able, key=lambda i: (worth[made.action] - worth[i]) / more[i])
    price = made.ledger.prices[event]
    limit = price.default + (worth[made.action] - worth[rival]) / more[rival]
    return (
        f"{capital(price.name)} cost more than {format_number(limit)} {price.unit}: then to "
        f"{made.options[rival].label} is as good."
    )


def _rest(made: Priced) -> tuple[str, ...]:
    """How far the next best option is behind."""
    worth = made.values[:, 0]
    others = [i for i in made.allowed if i != made.action]
    best = max(others, key=lambda i: float(worth[i]))
    gains = made.values[best] - made.values[made.action]
    if gains[0] <= 0:
        return ()
    return (
        f"What has to be looked after cost nothing: to {made.options[best].label} saves {short(made, gains[0])}"
        f"{around(made, gains)} more.",
    )


def _sharing(made: Priced) -> tuple[str, ...]:
    """How much more sharing would have to save, where it is not what is recommended."""
    position = made.position(made.outcome.sharing)
    if made.chosen.leaves != "nothing" or not made.outcome.something:
        return ()
    entries = made.ledger.entries
    behind = made.values[made.action, 0] - entries[made.action].complexity
    behind -= made.values[position, 0] - entries[position].complexity
    return (
        f"To {made.options[position].label} saved {short(made, behind)} more than it does, "
        f"{made.basis.a_home(behind)}: "
        "then it is worth what must be looked after.",
    )


def _collecting(made: Priced) -> tuple[str, ...]:
    """What data that may not be collected would add."""
    barred = [i for i in range(len(made.options)) if i not in made.allowed]
    if not barred:
        return ()
    best = max(barred, key=lambda i: float(made.values[i, 0]))
    gains = made.values[best] - made.values[made.action]
    if gains[0] <= 0:
        return ()
    return (
        f"The homes agreed that their data be collected (data_cost in the economics): to {made.options[best].label} "
        "saves "
        f"{short(made, gains[0])}{around(made, gains)} more.",
    )


def assumes(decision: Decision) -> tuple[Assumption, ...]:
    """The assumptions, each with how wrong it may be."""
    made = decision.made
    days = made.outcome.homes.judged_days
    found = [
        Assumption(
            f"A year saves what the {format_number(days)} judged days save, times {format_number(365.25 / days)}: no "
            "other season was judged.",
            "all options scale alike, so the order stays while each keeps its share of the optimum",
        ),
        Assumption("The batteries do not move the price they are run on.", _price_taking(made)),
        _running(made),
    ]
    if made.basis.economics.homes is not None:
        found.append(Assumption(
            f"The {plain(made.basis.homes)} homes valued are like the {len(made.outcome.homes):,} judged ones.",
            "intervals hold for homes drawn from the same street, and not for another climate or tariff",
        ))  # fmt: skip
    return tuple(found)


def _price_taking(made: Priced) -> str:
    gain = made.values[made.action, 0] - made.values[made.baseline, 0]
    worth = made.values[made.action, 0]
    if gain <= 0 or worth <= 0:
        return "a simple rule is recommended, which does not rest on it"
    return f"all savings may fall by {format_number(100 * gain / worth)} % before the gain is used up"


def _running(made: Priced) -> Assumption:
    prices = {name: made.ledger.prices[i] for i, name in enumerate(EVENTS)}
    said = ", ".join(
        f"{prices[name].name} {format_number(prices[name].default)} {prices[name].unit}"
        for name in ("service", "centre", "traffic", "data")
    )
    together = made.worth(made.outcome.sharing)[0]
    best = max(made.values[i, 0] for i, one in enumerate(made.options) if one.leaves == "nothing")
    gap = (together - best) / made.basis.homes
    words = (
        f"learning together may cost {format_number(gap)} {made.basis.currency} per home and year more"
        if gap > 0
        else "learning together is worth less than the best in which nothing leaves a home at any cost"
    )
    return Assumption(f"Running costs are: {said}.", words)
