r"""Where a feature's relation bends, which way, and what the model gets wrong there: numbers read off a fitted bend.

Theory
------
The bend d(x) is what the flexible columns add beyond the feature's own terms (their least-squares projection is taken
off). The relation is the feature's own terms plus d. Its kink is the point whose two-piece straight line fits the
relation best; the slopes of the two pieces say which way it bends. The sign of d, where it is largest, says on which
side of the truth the model's predictions lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.partial_f import partial_f_block
from takehome.stats.splines import spline_columns, spline_knots
from takehome.studies.regression.checks.base_model import KNOTS, Base
from takehome.studies.regression.model import ModelEvidence
from takehome.units import format_number

GRID = 201
OUTER = (0.01, 0.99)
"""The relation is described between these quantiles of the feature; beyond them are too few rows."""


@dataclass(frozen=True, slots=True)
class Bend:
    """The shape of one feature's relation.

    Attributes
    ----------
    at : the kink (or the jump), in the feature's unit.
    slope_below, slope_above : target units per unit of the feature.
    error : the largest error of the model's relation, actual − predicted, in the target's unit.
    region : (low, high) of the feature where the error has that sign; an end is None where the region reaches the
        end of the data.
    jump : the height of a jump, or None for a smooth bend.
    """

    at: float
    slope_below: float
    slope_above: float
    error: float
    region: tuple[float | None, float | None]
    jump: float | None = None

    @property
    def way(self) -> str:
        """Which way it bends, as the words after "it"."""
        below, above = self.slope_below, self.slope_above
        if self.jump is not None:
            return f"jumps {'up' if self.jump > 0 else 'down'}"
        flat = 0.1 * max(abs(below), abs(above))
        if below * above < 0 and min(abs(below), abs(above)) > flat:
            return "turns from rising to falling" if below > 0 else "turns from falling to rising"
        if abs(above) > abs(below):
            return f"{'rises' if above > 0 else 'falls'} faster"
        return f"{'rises' if below > 0 else 'falls'} more slowly"

    @property
    def side(self) -> str:
        """Whether predictions in the region are too low or too high."""
        return "too low" if self.error > 0 else "too high"

    def where(self, unit: str) -> str:
        """The region in words: ``"above 8.9 years"``."""
        low, high = self.region
        if low is None:
            if high is None:
                return "over its whole range"
            return f"below {format_number(high)} {unit}".rstrip()
        if high is None:
            return f"above {format_number(low)} {unit}".rstrip()
        return f"between {format_number(low)} and {format_number(high)} {unit}".rstrip()


def describe_bend(evidence: ModelEvidence, base: Base, x: np.ndarray, name: str, jump: float | None) -> Bend:
    """Read the bend of feature `name` with values x (n,) beside the model `base` (without that feature's bend)."""
    knots = spline_knots(x, KNOTS)
    S = spline_columns(x, knots)
    S = np.column_stack([S, np.square(x - x.mean())])
    if jump is not None:
        S = np.column_stack([S, x > jump])
    coef = partial_f_block(base.Q, base.residuals, base.df_resid, S).coef
    own, own_coef = _own_terms(evidence, x, name)
    added = S @ coef
    projected = np.column_stack([np.ones(len(x)), own])
    bend = added - projected @ np.linalg.lstsq(projected, added, rcond=None)[0]
    rows = np.argsort(x, kind="stable")[(np.linspace(*OUTER, GRID) * (len(x) - 1)).astype(int)]
    grid, bend = x[rows], bend[rows]
    relation = own[rows] @ own_coef + bend
    at, below, above = _two_pieces(grid, relation)
    worst = int(np.argmax(np.abs(bend)))
    region = _region(grid, bend, worst)
    if jump is not None:
        return Bend(jump, below, above, float(bend[worst]), region, float(coef[-1]))
    return Bend(at, below, above, float(bend[worst]), region)


def _own_terms(evidence: ModelEvidence, x: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The model's own columns of this feature alone and their coefficients; x with slope 0 where it has none."""
    if evidence.ols is None or evidence.matrix is None:
        return x[:, None], np.zeros(1)
    own = [j for j, features in enumerate(evidence.term_features) if features == (name,)]
    if not own:
        return x[:, None], np.zeros(1)
    return evidence.matrix[:, own], evidence.ols.coef[own]


def _two_pieces(x: np.ndarray, relation: np.ndarray) -> tuple[float, float, float]:
    """Kink and slopes of the continuous two-piece line that fits best over the grid."""
    candidates = np.unique(x)[1:-1]
    candidates = candidates[(candidates > x[len(x) // 20]) & (candidates < x[-len(x) // 20])]
    best, result = np.inf, (float(np.median(x)), 0.0, 0.0)
    for knot in candidates[:: max(len(candidates) // 60, 1)]:
        A = np.column_stack([np.ones_like(x), np.minimum(x - knot, 0.0), np.maximum(x - knot, 0.0)])
        coef, squares, rank, _ = np.linalg.lstsq(A, relation, rcond=None)
        if rank == 3 and squares.size and squares[0] < best:
            best, result = float(squares[0]), (float(knot), float(coef[1]), float(coef[2]))
    return result


def _region(x: np.ndarray, bend: np.ndarray, worst: int) -> tuple[float | None, float | None]:
    """The stretch around the worst point where the bend keeps its sign."""
    same = np.sign(bend) == np.sign(bend[worst])
    low = worst
    while low > 0 and same[low - 1]:
        low -= 1
    high = worst
    while high < len(x) - 1 and same[high + 1]:
        high += 1
    return (None if low == 0 else float(x[low])), (None if high == len(x) - 1 else float(x[high]))
