"""What a decision says: sentences from numbers, each with its unit, basis and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.storage.federated.draws import FEWEST_HOMES
from takehome.studies.storage.federated.money.priced import Priced
from takehome.studies.wording import MOST_NAMED, capital, listed
from takehome.units import Money, format_number, format_probability


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice, before it is put into words."""

    made: Priced
    gain: Money
    gain_interval: Interval
    probability: float

    @property
    def trivial(self) -> bool:
        """Whether the recommended option is the best simple one."""
        return self.made.action == self.made.baseline


def sentence(decision: Decision) -> str:
    """The decision in a paragraph whose first sentence stands for itself."""
    made = decision.made
    if not made.outcome.something:
        return _nothing(decision)
    parts = [_headline(decision), _sharing(made), _alike(made), _no_interval(made)]
    return " ".join(filter(None, parts))


def _nothing(decision: Decision) -> str:
    made = decision.made
    number = len(made.outcome.homes)
    return (
        f"{capital(made.chosen.label)}: even a schedule with everything known saves nothing in {_homes(number)}, so "
        "the "
        f"gain is {decision.gain}. Neither a plan nor a learned policy can help here, federated or not."
    )


def _headline(decision: Decision) -> str:
    made = decision.made
    worth = made.values[made.action]
    said = f"{capital(made.chosen.label)}: it saves {made.basis.money(worth[0])}{around(made, worth)}"
    said += f", {made.basis.a_home(worth[0])}"
    share = made.outcome.share(made.chosen.key)
    if share is not None:
        said += f", which is {format_number(100 * share)} % of what everything known would save"
    if decision.trivial:
        return f"{said}. Nothing else is worth more than it costs to look after{_rival(made)}."
    gains = worth - made.values[made.baseline]
    said += (
        f". It gains {short(made, gains[0])}{around(made, gains)} against "
        f"'{made.options[made.baseline].label}', {made.basis.a_home(gains[0])}"
    )
    if not made.drawn:
        return f"{said}."
    said += f", and is better with a probability of {format_probability(decision.probability)}."
    return said if 0.0 not in decision.gain_interval else f"{said} The two cannot be told apart: the interval holds 0."


def _rival(made: Priced) -> str:
    """The alternative closest to being taken in place of a simple rule."""
    able = [i for i in made.allowed if not made.options[i].trivial]
    if not able:
        return ""
    rival = max(able, key=lambda i: made.values[i, 0] - made.ledger.entries[i].complexity)
    gains = made.values[rival] - made.values[made.action]
    verb = "would gain" if gains[0] >= 0 else "would lose"
    size = gains if gains[0] >= 0 else -gains
    return (
        f": to {made.options[rival].label} {verb} {short(made, abs(gains[0]))}{around(made, size)} and must gain "
        f"{short(made, made.ledger.entries[rival].complexity)} to be preferred"
    )


def _sharing(made: Priced) -> str:
    """What learning together brings beyond the best alternative in which nothing leaves the homes."""
    outcome = made.outcome
    together, alone, floor = (outcome.alternative(key) for key in (outcome.sharing, outcome.alone, outcome.floor))
    if together is None or alone is None or floor is None:
        return ""
    best = max((alone, floor), key=lambda one: made.worth(one.key)[0])
    gains = made.worth(together.key) - made.worth(best.key)
    said = f"Federated learning (to {together.label})"
    if gains[0] > 0:
        verb = "gains" if 0.0 not in made.interval(gains) else "gains, as far as these homes can tell,"
        said += f" {verb} {short(made, gains[0])}{around(made, gains)} beyond the best in which nothing leaves a home"
        return f"{said} (to {best.label}): {made.basis.a_home(gains[0])}."
    brings = "brings nothing" if 0.0 in made.interval(gains) else "brings less than nothing"
    return (
        f"{said} {brings} beyond the best in which nothing leaves a home (to {best.label}): it loses "
        f"{short(made, -gains[0])}{around(made, -gains)}, {made.basis.a_home(-gains[0])}."
    )


def _alike(made: Priced) -> str:
    """Which other options cannot be told apart from the recommended one."""
    if not made.drawn:
        return ""
    others = [i for i in made.allowed if i not in (made.action, made.baseline)]
    alike = [i for i in others if 0.0 in made.interval(made.values[made.action] - made.values[i])]
    if not alike:
        return ""
    best = sorted(alike, key=lambda i: -made.values[i, 0])[:MOST_NAMED]
    named = listed([f"'{made.options[i].label}'" for i in best])
    return f"From {_homes(len(made.outcome.homes))} it cannot be told apart from {named}."


def _no_interval(made: Priced) -> str:
    if made.drawn:
        return ""
    return (
        f"From {_homes(len(made.outcome.homes))} no interval can be had (it takes {FEWEST_HOMES}), so we cannot tell "
        "whether other homes would say the same."
    )


def _homes(number: int) -> str:
    return f"{number:,} home{'s' * (number != 1)}"


def short(made: Priced, amount: float) -> str:
    """``"19,900 $ a year"``, for amounts after the first, which says the whole basis."""
    return f"{format_number(float(amount) + 0.0)} {made.basis.currency} a year"


def around(made: Priced, values: np.ndarray) -> str:
    """``" (95%: 1.2 to 3.4)"``; nothing where no interval can be had."""
    if not made.drawn:
        return ""
    found = made.interval(values)
    return f" ({found.confidence_level:.0%}: {format_number(found.low)} to {format_number(found.high)})"
