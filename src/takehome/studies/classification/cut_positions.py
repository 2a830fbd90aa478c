"""Where the options stand on the probability: those that act on all rows above one cut of it."""

from __future__ import annotations

import math

import numpy as np

from takehome.studies.classification.options import CUT_NOTE, RULE_NOTE, named_action
from takehome.studies.classification.priced import Priced


def cut_positions(made: Priced) -> np.ndarray:
    """(options,) the cut of each; NaN where it is none, or is one of other scores than the probability.

    The expected-gain rule is a cut where all rows have the same costs; the cheapest cut too, on the hold-out: among
    rows that were fitted to, each fold has a cut of its own, so it stands beside the others and not among them.
    """
    stops = np.array(made.options.stops, float)
    rows = made.rows
    if made.options.shadow is not None:
        return np.full(len(stops), np.nan)
    if rows.given is not None:
        foreign = {named_action(rows, cut) for cut in (0.5, *rows.economics.thresholds)}
        stops[[entry.action in foreign for entry in made.options.ledger.entries]] = np.nan
    for i, entry in enumerate(made.options.ledger.entries):
        if not entry.trivial and entry.shown:
            stops[i] = _cut_of(made, entry.note)
    return stops


def _cut_of(made: Priced, note: str) -> float:
    rows, learned = made.rows, made.options.cut
    if not rows.costs.constant:
        return math.nan
    if note == RULE_NOTE:
        return float(np.clip(rows.costs.break_even[0], 0.0, 1.0))
    if note == CUT_NOTE and learned is not None:
        return float(np.clip(learned.cut, 0.0, 1.0))
    return math.nan
