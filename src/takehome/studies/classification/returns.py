"""Return on the money spent on acting: (loss avoided − spent) / spent, under both ways of counting what is spent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.classification.priced import Priced


@dataclass(frozen=True, slots=True)
class Return:
    """A return on investment, as a pure number (2 means that each unit of money came back and brought two more)."""

    convention: str
    estimate: float
    interval: Interval


ALL_CONTACTS = "every action is paid for"
NEEDLESS_ONLY = "only needless actions are paid for"


def returns(made: Priced, position: int | None = None) -> tuple[Return, ...]:
    """The return of an option against acting on nobody, under both conventions; empty where nothing is spent."""
    position = made.action if position is None else position
    spent_on, avoided = _amounts(made, position)
    found = []
    for convention, spent in spent_on.items():
        if spent[0] <= 0 or (spent <= 0).any():
            continue
        ratio = (avoided - spent) / spent
        tail = (1 - made.outcome.confidence_level) / 2
        low, high = np.quantile(ratio[1:], [tail, 1 - tail])
        interval = Interval(float(min(low, ratio[0])), float(max(high, ratio[0])), "", made.outcome.confidence_level)
        found.append(Return(convention, float(ratio[0]), interval))
    return tuple(found)


def _amounts(made: Priced, position: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """(spent by convention, loss avoided), each (1 + replicates,).

    A campaign's matrix already holds the price of contacting a positive; a plain matrix leaves it out.
    """
    rows = made.rows
    contact = float(np.average(rows.costs.wasted, weights=rows.weights))
    saved = rows.costs.saved + (rows.costs.wasted if rows.economics.campaign is not None else 0.0)
    positive = rows.y == 1
    kept = _drawn(made, position, "tp", saved * positive)
    paid = _drawn(made, position, "tp", rows.costs.wasted * positive)
    lost = _drawn(made, position, "fp", rows.costs.wasted * ~positive)
    if contact <= 0:
        return {}, kept
    return {NEEDLESS_ONLY: lost, ALL_CONTACTS: lost + paid}, kept


def _drawn(made: Priced, position: int, event: str, amounts: np.ndarray) -> np.ndarray:
    """An amount (m,) over the rows acted on: the estimate and its draws, (1 + replicates,).

    The draws move with the event's own. Where the event was not seen, half a row of it is drawn (Jeffreys' prior, as
    the bootstrap has it in the cells that were seen), so that no interval has the length 0.
    """
    rows, ledger = made.rows, made.options.ledger
    acts = made.options.acts[made.name(position)].mean(axis=0)
    total = float((acts * amounts * rows.weights).sum()) * rows.scale
    counts = ledger.entries[position].counts[:, ledger.events.index(event)]
    if counts[0] and acts.any():
        return total * counts / counts[0]
    seen = amounts[amounts != 0]
    one = float(seen.mean()) * float(rows.weights.mean()) * rows.scale if len(seen) and acts.any() else 0.0
    draws = np.random.default_rng([made.outcome.seed, 29]).gamma(0.5, size=len(counts) - 1)
    return np.concatenate([[total], one * draws])
