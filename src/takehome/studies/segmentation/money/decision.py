"""The recommendation: the option of the highest expected value, against the best trivial one, in money."""

from __future__ import annotations

import numpy as np

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Option, Recommendation
from takehome.studies.segmentation.money import decision_words as words
from takehome.studies.segmentation.money import reservations
from takehome.studies.segmentation.money.apart import k_prices, told_apart
from takehome.studies.segmentation.money.break_even import turn_of
from takehome.studies.segmentation.money.options import ROUNDING
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.money.segment_table import segment_table


def recommend(made: Priced) -> Recommendation:
    """What to do and what it is worth."""
    values = made.values
    gains = values[made.action] - values[made.baseline]
    naive = made.options.naive[made.action] - made.options.naive[made.baseline]
    decision = words.Decision(
        made=made,
        gain=made.money(gains[0]),
        gain_interval=made.interval(gains),
        naive_interval=made.interval(naive),
        probability=0.0 if made.action == made.baseline else probability_better(gains[1:]),
        apart=told_apart(made),
        turn=turn_of(made),
        segments=segment_table(made),
        rivals=k_prices(made),
    )
    options = tuple(
        Option(entry.action, made.money(worth[0]), made.interval(worth), entry.trivial, entry.note)
        for entry, worth in zip(made.options.ledger.entries, values, strict=True)
    )
    return Recommendation(
        action=made.name(made.action), baseline=made.name(made.baseline), gain=decision.gain,
        gain_interval=decision.gain_interval, probability_better=decision.probability, options=options,
        sentence=words.sentence(decision), break_even=decision.turn.quantity if decision.turn else None,
        value_of_more_data=made.money(_more_data(values)),
        holds_while=reservations.holds_while(decision), would_change_if=reservations.would_change_if(decision),
        assumes=reservations.assumes(decision),
    )  # fmt: skip


def _more_data(values: np.ndarray) -> float:
    """The most that more rows can be worth, 0 within rounding; trials of the uplift are another matter."""
    found = value_of_perfect_information(values[:, 1:]) if values.shape[1] > 1 else 0.0
    return found if found > ROUNDING * float(np.abs(values).max()) else 0.0
