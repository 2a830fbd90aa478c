r"""Which eps to look at: distances to the k-th nearest row, and three places of their curve.

Sorted, the k-distances of rows in dense places are low and flat and rise for rows in empty ones. Ester et al. (1996,
"A density-based algorithm", *KDD*, section 4.2) put eps where the curve bends. One value hides how much the answer
depends on it, so three are kept, each with its reason: the bend, and the 90 % and 99 % quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

QUANTILES = (0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Eps:
    """One radius, and why it is looked at."""

    value: float
    reason: str


def candidates(core: np.ndarray, min_samples: int) -> tuple[Eps, ...]:
    """The three radii, smallest first, equal ones once.

    Parameters
    ----------
    core : (n,) distance of each row to its `min_samples`-th nearest row, itself counted.
    """
    found = [Eps(float(bend(core)), f"the bend of the curve of distances to the nearest {min_samples} rows")]
    found += [
        Eps(
            float(np.quantile(core, share)),
            f"{100 * share:.0f} % of the rows have {min_samples} rows within it, themselves counted",
        )
        for share in QUANTILES
    ]
    kept: dict[float, Eps] = {}
    for eps in sorted(found, key=lambda eps: eps.value):
        if eps.value > 0:
            kept.setdefault(round(eps.value, 12), eps)
    return tuple(kept.values())


def bend(core: np.ndarray) -> float:
    """The value of the sorted curve that lies farthest below its chord (Satopää et al. 2011, Kneedle)."""
    curve = np.sort(core)
    if curve[-1] <= curve[0]:
        return float(curve[-1])
    height = (curve - curve[0]) / (curve[-1] - curve[0])
    return float(curve[int(np.argmax(np.linspace(0, 1, len(curve)) - height))])
