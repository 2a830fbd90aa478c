"""What errors cost: what decisions cost beyond deciding every row right.

A share of a policy's cost means little where acting earns money: costs below zero and above it cancel, and a campaign
that pays costs nothing at all. What its errors cost is never below zero, and does not change when every outcome of a
row becomes dearer by the same amount (the *opportunity loss* of Raiffa & Schlaifer 1961, *Applied Statistical Decision
Theory*, section 4.4).
"""

from __future__ import annotations

import numpy as np

from takehome.studies.classification.judged import Judged


def error_costs(rows: Judged, acts: np.ndarray) -> np.ndarray:
    """What the errors of decisions (repeats, m) cost in each judged row, (m,), in the currency."""
    act, leave = rows.costs.of(True, rows.y), rows.costs.of(False, rows.y)
    share = acts.mean(axis=0)
    costs: np.ndarray = (share * act + (1 - share) * leave - np.minimum(act, leave)) * rows.weights
    return costs
