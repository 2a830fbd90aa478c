"""The recommendation: the policy of the highest expected value, against the best trivial one, in money."""

from __future__ import annotations

from takehome.economics import probability_better, value_of_perfect_information
from takehome.protocol import Option, Recommendation
from takehome.studies.classification import decision_words as words
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.sensitivity import break_even, regrets


def recommend(made: Priced) -> Recommendation:
    """What to do and what it is worth."""
    values = made.values
    gains = values[made.action] - values[made.baseline]
    entries = made.options.ledger.entries
    shown = [i for i, entry in enumerate(entries) if entry.shown]
    options = tuple(
        Option(
            entries[i].action, made.money(values[i, 0]), made.interval(values[i]), entries[i].trivial, entries[i].note
        )
        for i in shown
    )
    decision = words.Decision(
        made=made,
        gain=made.money(gains[0]),
        gain_interval=made.interval(gains),
        probability=0.0 if made.action == made.baseline else probability_better(gains[1:]),
        challenger=_challenger(made),
        break_even=break_even(made),
        regrets=regrets(made),
        more_data=made.money(value_of_perfect_information(values[shown][:, 1:])),
    )
    return Recommendation(
        action=made.name(made.action), baseline=made.name(made.baseline), gain=decision.gain,
        gain_interval=decision.gain_interval, probability_better=decision.probability, options=options,
        sentence=words.sentence(decision), break_even=decision.break_even, value_of_more_data=decision.more_data,
        holds_while=words.holds_while(decision), would_change_if=words.would_change_if(decision),
        assumes=words.assumes(decision),
    )  # fmt: skip


def _challenger(made: Priced) -> words.Challenger | None:
    if made.challenger is None:
        return None
    values = made.values
    gains = values[made.challenger] - values[made.baseline]
    entry = made.options.ledger.entries[made.challenger]
    interval = made.interval(gains) if made.options.enough else None
    return words.Challenger(
        entry.action, made.money(gains[0]), interval, probability_better(gains[1:]), made.money(entry.complexity)
    )
