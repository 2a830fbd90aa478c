"""The recommendation: the policy of the highest expected value, against the best trivial one, in money."""

from __future__ import annotations

import math

import numpy as np

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Option, Recommendation
from takehome.studies.storage.money import decision_words as words
from takehome.studies.storage.money import reservations
from takehome.studies.storage.money.break_even import stops_paying
from takehome.studies.storage.money.options import ROUNDING
from takehome.studies.storage.money.payback import payback_of
from takehome.studies.storage.money.priced import Priced


def recommend(made: Priced) -> Recommendation:
    """Which policy to run and what it is worth."""
    gains = made.values[made.action] - made.values[made.baseline]
    decision = words.Decision(
        made=made,
        gain=made.money(gains[0]),
        gain_interval=made.interval(gains),
        probability=_probability(made, gains),
        payback=payback_of(made.basis, made.chosen),
    )
    options = tuple(
        Option(entry.action, made.money(worth[0]), made.interval(worth), entry.trivial, entry.note)
        for entry, worth in zip(made.ledger.entries, made.values, strict=True)
    )
    return Recommendation(
        action=made.name(made.action), baseline=made.name(made.baseline), gain=decision.gain,
        gain_interval=decision.gain_interval, probability_better=decision.probability, options=options,
        sentence=words.sentence(decision), break_even=stops_paying(made),
        value_of_more_data=made.money(_more_data(made.values)) if made.source.enough_days else None,
        holds_while=reservations.holds_while(decision), would_change_if=reservations.would_change_if(decision),
        assumes=reservations.assumes(decision),
    )  # fmt: skip


def _probability(made: Priced, gains: np.ndarray) -> float:
    """That the action is better than the baseline; of a day that repeats it is known, of too few days it is NaN."""
    if made.action == made.baseline:
        return 0.0
    if made.source.enough_days:
        return probability_better(gains[1:])
    return float(gains[0] > 0) if made.basis.repeated else math.nan


def _more_data(values: np.ndarray) -> float:
    """The most that more days can be worth, 0 within rounding."""
    found = value_of_perfect_information(values[:, 1:])
    return found if found > ROUNDING * float(np.abs(values).max()) else 0.0
