"""Whether one column or a few rows draw the picture.

A column's share of an axis is its squared loading. A row's leverage in the plane is h = Σⱼ tⱼ² / (n λⱼ), with t its
coordinates and λ their variances (Jolliffe 2002, *Principal Component Analysis*, §10.2): 2 % of the rows, all of them
extreme in the same way, can own an axis that says nothing about the other 98 %. So the plane is drawn again without the
2 % of largest leverage. The angle between the planes is the largest principal angle (Björck & Golub 1973, *Mathematics
of Computation* 27, 579); how much it matters is the variance of the remaining rows that the first plane misses and
their own plane shows. A large angle alone is harmless where the remaining directions are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.picture.plane import AXES, Plane, fit_plane

ONE_FEATURE_LOADING = 0.95
"""From here one column carries 90 % of an axis (0.95²): the axis is that column (finding 3)."""
LEFT_OUT = 0.02
"""Share of the rows that is left out: finding 3 of the field notes, where bots are 2 % of the rows."""


@dataclass(frozen=True)
class FeatureLeverage:
    """An axis that is one column: the axis (0 or 1), the column and its loading (the share is its square)."""

    axis: int
    label: str
    loading: float


@dataclass(frozen=True)
class RowLeverage:
    """What the plane owes to a few rows.

    Attributes
    ----------
    rows : indices of the rows left out, those of largest leverage, ascending.
    angle : degrees between the plane and the plane of the other rows, 0 to 90.
    own_variance : share of the other rows' variance that their own plane holds.
    shown_variance : share of the other rows' variance that the full picture's plane holds.
    """

    rows: np.ndarray
    angle: float
    own_variance: float
    shown_variance: float

    @property
    def missed(self) -> float:
        """Share of the other rows' variance that they lose to the few, 0 to 1."""
        return self.own_variance - self.shown_variance


def feature_leverage(plane: Plane) -> tuple[FeatureLeverage, ...]:
    """The axes that are one column; none where the table has no more columns than the plane has axes."""
    if len(plane.labels) <= AXES:
        return ()
    columns = np.abs(plane.loadings).argmax(axis=0)
    carried = [FeatureLeverage(a, plane.labels[c], float(plane.loadings[c, a])) for a, c in enumerate(columns)]
    return tuple(one for one in carried if one.loading >= ONE_FEATURE_LOADING)


def row_leverage(Z: np.ndarray, plane: Plane) -> RowLeverage:
    """Draw the plane of the scaled rows Z (n, q) again without the 2 % of largest leverage, one row at least."""
    variances = plane.coordinates.var(axis=0)
    spread = np.where(variances > 0, variances, np.inf)
    leverage = (plane.coordinates**2 / spread).sum(axis=1)
    out = np.sort(np.argsort(-leverage, kind="stable")[: max(1, int(LEFT_OUT * len(Z)))])
    rest = np.delete(Z, out, axis=0)
    own = fit_plane(rest, plane.labels)
    total = own.variances.sum()
    if total == 0:
        return RowLeverage(
            out, 90.0 if plane.variances.sum() > 0 else 0.0, 1.0, 0.0 if plane.variances.sum() > 0 else 1.0
        )
    shown = float(plane.project(rest).var(axis=0).sum() / total)
    return RowLeverage(out, _angle(plane.loadings, own.loadings), own.variance_2d, min(shown, own.variance_2d))


def _angle(first: np.ndarray, second: np.ndarray) -> float:
    """Largest principal angle in degrees between two planes given by orthonormal columns; zero columns do not count."""
    first, second = first[:, first.any(axis=0)], second[:, second.any(axis=0)]
    cosines = np.linalg.svd(first.T @ second, compute_uv=False)
    return float(np.degrees(np.arccos(np.clip(cosines.min(), 0.0, 1.0))))
