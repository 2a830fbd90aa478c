"""The picture: the plane that holds most of the variance of the scaled rows.

Principal components (Jolliffe 2002, *Principal Component Analysis*, 2nd ed., ch. 2 and 5): the covariance matrix
S = V Λ Vᵀ of the rows Z, its eigenvalues λ in descending order. The columns of V are the loadings, λ / Σλ the shares of
variance, and the coordinates are the centred rows times the first two loadings. A loading's sign is arbitrary; here the
largest of each axis is positive, so the picture never flips between two runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.wording import listed
from takehome.units import format_number

AXES = 2
DIRECTIONS = ("to the right", "upwards")
NAMED_SHARE = 0.5
"""A column is named on an axis when its loading is at least this share of the axis's largest (Jolliffe 2002, §4.1)."""
MOST_NAMED = 4
"""Columns named on one axis; a sentence with more is not read."""
ROUNDING = 1e-14
"""A component with less than this share of the rows' mean square is rounding, not variance (doubles carry 2e-16)."""
TIE = 1e-9
"""Loadings that differ by less are equal, and the first of them gives the axis its sign."""
DURATION_WORDS = ("time", "duration", "minutes", "seconds", "hours", "days", "tenure", "recency")
"""A column whose name holds one of these is long or short, not more or less."""


@dataclass(frozen=True)
class Plane:
    """The plane of the first two principal components.

    Attributes
    ----------
    labels : (q,) names of the scaled columns.
    centre : (q,) column means, the origin of the picture.
    variances : (q,) variance of each component, largest first.
    loadings : (q, 2) weights of the columns on the two axes; an axis without variance is zero.
    coordinates : (n, 2) the rows in the plane, in scaled units.
    """

    labels: tuple[str, ...]
    centre: np.ndarray
    variances: np.ndarray
    loadings: np.ndarray
    coordinates: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Each component's share of the variance (q,); zeros when all rows are equal."""
        total = self.variances.sum()
        return self.variances / total if total > 0 else self.variances

    @property
    def variance_2d(self) -> float:
        """The share of the variance that the plane holds, 0 to 1."""
        return float(self.shares[:AXES].sum())

    @property
    def words(self) -> tuple[str, str]:
        """What each axis means, by its larger loadings, as one sentence each."""
        right, up = (self._axis_words(axis) for axis in range(AXES))
        return right, up

    def project(self, Z: np.ndarray) -> np.ndarray:
        """Other scaled rows (m, q) in the same plane (m, 2)."""
        return (Z - self.centre) @ self.loadings

    def _axis_words(self, axis: int) -> str:
        loadings = self.loadings[:, axis]
        if not loadings.any():
            return (
                f"{DIRECTIONS[axis]}: nothing, the rows do not differ in a direction that is left (0 % of the variance)"
            )
        order = np.argsort(-np.abs(loadings), kind="stable")[:MOST_NAMED]
        named = [c for c in order if abs(loadings[c]) >= NAMED_SHARE * abs(loadings[order[0]])]
        parts = [f"{direction_words(self.labels[c], loadings[c] > 0)} ({format_number(loadings[c], 2)})" for c in named]
        share = format_number(100 * float(self.shares[axis]))
        return f"{DIRECTIONS[axis]} ({share} % of the variance): {listed(parts)}"


def fit_plane(Z: np.ndarray, labels: Sequence[str]) -> Plane:
    """The plane of largest variance.

    Parameters
    ----------
    Z : (n, q) scaled rows, finite.
    labels : (q,) their columns' names.

    Raises
    ------
    InputError
        When there is no row or column, or a value is not finite, or the names are not as many as the columns.
    """
    Z = np.asarray(Z, dtype=np.float64)
    if Z.ndim != 2 or not Z.size or not np.isfinite(Z).all() or len(labels) != Z.shape[1]:
        raise InputError(f"rows of shape {Z.shape} and {len(labels)} names", "finite rows (n, q) with q names")
    centre = Z.mean(axis=0)
    variances, loadings = _components(Z - centre, float(np.square(Z).mean()))
    return Plane(tuple(labels), centre, variances, loadings, (Z - centre) @ loadings)


def direction_words(label: str, more: bool) -> str:
    """``"more Cart_Value"``, ``"shorter Avg_Session_Time"``, ``"more often region = north"``."""
    if " = " in label:
        return f"{'more' if more else 'less'} often {label}"
    if label.startswith("has "):
        return f"{'with' if more else 'without'} {label.removeprefix('has ')}"
    name = label.removeprefix("log ")
    if any(word in name.lower() for word in DURATION_WORDS):
        return f"{'longer' if more else 'shorter'} {name}"
    return f"{'more' if more else 'less'} {name}"


def _components(centred: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Variances (q,) in descending order and sign-fixed loadings (q, 2) of centred rows."""
    ascending, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    variances = np.where(ascending > ROUNDING * size, ascending, 0.0)[::-1]
    loadings = np.zeros((centred.shape[1], AXES))
    kept = min(AXES, int(np.count_nonzero(variances)))
    loadings[:, :kept] = vectors[:, ::-1][:, :kept]
    sizes = np.abs(loadings)
    largest = (sizes >= sizes.max(axis=0) - TIE).argmax(axis=0)
    signs = np.where(loadings[largest, range(AXES)] < 0, -1.0, 1.0)
    return variances, loadings * signs
