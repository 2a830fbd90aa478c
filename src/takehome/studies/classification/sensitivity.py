"""How the decision depends on the costs: break-even, regret if they are wrong, other conventions of counting them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.priced import Priced
from takehome.units import Money, Quantity

WRONG_BY = 0.5
"""The costs are tried this share lower and higher."""


@dataclass(frozen=True, slots=True)
class Regret:
    """What the recommended policy loses to the best one where the cost of a miss is `factor` times as given."""

    factor: float
    best: str
    lost: Money


@dataclass(frozen=True, slots=True)
class Variant:
    """The decision under another convention of the costs.

    Attributes
    ----------
    name : what is counted otherwise, as the middle of a sentence.
    cut : the break-even probability; None where each row has its own.
    share : of the rows that the expected-gain rule then acts on. gain : over the better of nobody and everybody.
    """

    name: str
    cut: float | None
    share: float
    gain: Money


def break_even(made: Priced) -> Quantity | None:
    """The cost of a miss at which the recommended policy (or its best rival) is worth as much as the best trivial one.

    The policies' decisions are held fixed, so value is linear in the cost.
    """
    rival = made.action if made.action != made.baseline else made.challenger
    ledger = made.options.ledger
    if rival is None or rival == made.baseline:
        return None
    event = ledger.events.index("fn")
    price = ledger.prices[event].default
    counts = ledger.counts[:, 0, event]
    fewer = float(counts[made.baseline] - counts[rival])
    gain = float(made.values[rival, 0] - made.values[made.baseline, 0])
    if fewer == 0:
        return None
    at = price - gain / fewer
    if at < 0 or not np.isfinite(at):
        return None
    if not made.rows.costs.constant:
        return Quantity(at, "times the cost of each miss")
    return Quantity(at, f"{made.rows.currency} per missed positive")


def regrets(made: Priced) -> tuple[Regret, ...]:
    """What is lost where a miss costs half, or half more, than assumed."""
    ledger = made.options.ledger
    event = ledger.events.index("fn")
    prices = np.array([price.default for price in ledger.prices])
    found = []
    for factor in (1 - WRONG_BY, 1 + WRONG_BY):
        other = prices.copy()
        other[event] *= factor
        values = -(ledger.counts[:, 0, :] @ other)
        best = int(np.argmax(values))
        found.append(Regret(factor, made.name(best), made.money(float(values[best] - values[made.action]))))
    return tuple(found)


def variants(rows: Judged) -> tuple[Variant, ...]:
    """The expected-gain rule under other conventions: every contact paid for, and half of the campaign's success."""
    campaign = rows.economics.campaign
    contact = rows.costs.wasted
    paid = rows.costs if campaign is not None else replace(rows.costs, tp=rows.costs.tp + contact)
    kept = paid.fn - paid.tp + contact  # what a contact keeps of a positive, before it is paid for
    half = replace(paid, tp=paid.tp + 0.5 * kept)
    made = []
    if campaign is None:
        made.append(_variant(rows, paid, "acting on a positive costs as much as acting on a negative"))
        unpaid = "every action is paid for and only half of what is saved now is saved"
    else:
        made.append(_variant(rows, replace(paid, tp=paid.tp - contact), "actions on positives are not counted"))
        unpaid = "only half of what is saved now is saved"
    return (*made, _variant(rows, half, unpaid))


def _variant(rows: Judged, costs: RowCosts, name: str) -> Variant:
    acts = costs.gain(rows.p) > 0
    weights = rows.weights

    def total(decided: np.ndarray) -> float:
        return float((costs.of(decided, rows.y) * weights).sum(axis=-1).mean()) * rows.scale

    without = min(total(np.zeros(rows.rows, bool)), total(np.ones(rows.rows, bool)))
    share = float((acts.mean(axis=0) * weights).sum() / weights.sum())
    cut = float(costs.break_even[0]) if costs.constant else None
    return Variant(name, cut, share, Money(without - total(acts), rows.currency, rows.per))
