"""Return on the money spent on acting: (loss avoided − spent) / spent, under both ways of counting what is spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from takehome.protocol import Interval
from takehome.studies.ledger import Ledger

if TYPE_CHECKING:
    from takehome.studies.classification.decision import Priced


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
    rows, ledger = made.rows, made.options.ledger
    contact = float(np.average(rows.costs.wasted, weights=rows.weights))
    saved = rows.costs.saved + (rows.costs.wasted if rows.economics.campaign is not None else 0.0)
    acts = made.options.acts[made.name(position)].mean(axis=0)
    positive = rows.y == 1
    hits, needless = _counts(ledger, position, "tp"), _counts(ledger, position, "fp")
    worth = float((acts * positive * saved * rows.weights).sum()) * rows.scale
    paid = float((acts * positive * rows.costs.wasted * rows.weights).sum()) * rows.scale
    lost = float((acts * ~positive * rows.costs.wasted * rows.weights).sum()) * rows.scale
    # draws move with the events' own draws; amounts are the estimate's
    ratio_hits = hits / hits[0] if hits[0] else np.ones(len(hits))
    ratio_needless = needless / needless[0] if needless[0] else np.ones(len(needless))
    if contact <= 0:
        return {}, worth * ratio_hits
    return {
        NEEDLESS_ONLY: lost * ratio_needless,
        ALL_CONTACTS: lost * ratio_needless + paid * ratio_hits,
    }, worth * ratio_hits


def _counts(ledger: Ledger, position: int, event: str) -> np.ndarray:
    return ledger.entries[position].counts[:, ledger.events.index(event)]
