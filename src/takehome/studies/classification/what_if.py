"""What the report's sliders recompute offline: counts of every policy and of many cuts, under other prices."""

from __future__ import annotations

import numpy as np

from takehome.protocol import WhatIf
from takehome.scale import Scale
from takehome.studies.classification.cut_positions import cut_positions
from takehome.studies.classification.options import CUT_NOTE
from takehome.studies.classification.priced import Priced
from takehome.studies.ledger import what_if_of

FEWEST_STOPS = 4


def what_if(made: Priced) -> WhatIf:
    """The options of the decision, and the slider's stops."""
    return what_if_of(made.options.ledger, scale_of(made))


def scale_of(made: Priced) -> Scale | None:
    """The cuts of the probability, for one more slider; None under a limit, which no cut keeps.

    Of options at one position one is on the scale, the recommended one before the others. The cheapest cut is on it
    only where it is recommended: it was learned and judged otherwise than the cuts around it.
    """
    positions = cut_positions(made)
    entries = made.options.ledger.entries
    first = sorted(range(len(entries)), key=lambda i: (i != made.action, i))
    taken: dict[float, int] = {}
    for i in first:
        if np.isfinite(positions[i]) and (entries[i].note != CUT_NOTE or i == made.action):
            taken.setdefault(float(positions[i]), i)
    if len(taken) < FEWEST_STOPS:
        return None
    at = {i: position for position, i in taken.items()}
    constant = made.rows.costs.constant
    return Scale(
        name="probability", positions=tuple(at.get(i) for i in range(len(entries))), default=made.name(made.action),
        follows=("fp", "fn", "tp", "tn") if constant else None,
    )  # fmt: skip
