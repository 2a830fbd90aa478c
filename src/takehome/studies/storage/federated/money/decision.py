"""The recommendation: how the fleet's batteries are to be run, against the best simple rule, in money."""

from __future__ import annotations

import numpy as np

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Option, Recommendation
from takehome.studies.storage.federated.money import reservations, words
from takehome.studies.storage.federated.money.priced import ROUNDING, Priced
from takehome.units import Quantity


def recommend(made: Priced) -> Recommendation:
    """What to run and what it is worth."""
    gains = made.values[made.action] - made.values[made.baseline]
    trivial = made.action == made.baseline
    decision = words.Decision(
        made, made.basis.money(gains[0]), made.interval(gains),
        0.0 if trivial else probability_better(gains[1:]),
    )  # fmt: skip
    options = tuple(
        Option(entry.action, made.basis.money(worth[0]), made.interval(worth), entry.trivial, entry.note)
        for entry, worth in zip(made.ledger.entries, made.values, strict=True)
    )
    return Recommendation(
        action=made.chosen.label, baseline=made.options[made.baseline].label, gain=decision.gain,
        gain_interval=decision.gain_interval, probability_better=decision.probability, options=options,
        sentence=words.sentence(decision), break_even=break_even(made),
        value_of_more_data=made.basis.money(_more_data(made.values[list(made.allowed)])) if made.drawn else None,
        holds_while=reservations.holds_while(decision), would_change_if=reservations.would_change_if(decision),
        assumes=reservations.assumes(decision),
    )  # fmt: skip


def break_even(made: Priced) -> Quantity | None:
    """What learning together may cost per home and year before it is worth no more than the best that shares nothing.

    None where it is worth less even for nothing.
    """
    best = max((i for i, one in enumerate(made.options) if one.leaves == "nothing"), key=lambda i: made.values[i, 0])
    gain = made.worth(made.outcome.sharing)[0] - made.values[best, 0]
    if gain <= 0:
        return None
    return Quantity(float(gain / made.basis.homes), f"{made.basis.currency} per home and year")


def _more_data(values: np.ndarray) -> float:
    """The most that more homes can be worth, 0 within rounding."""
    found = value_of_perfect_information(values[:, 1:])
    return found if found > ROUNDING * float(np.abs(values).max()) else 0.0
