r"""Which features drive the prediction: the share of the predicted variation that each one's own curve makes.

Theory
------
With :math:`f_j` the average response to feature *j*, the share is
:math:`\mathrm{Var} f_j(x_j) / \sum_k \mathrm{Var} f_k(x_k)` over the training rows. For a straight line with
uncorrelated features these are the squared standardised coefficients, normalised. Correlated features share what
they have in common by what the model gives each; products count where they move a feature's average.
Grömping (2015), "Variable importance in regression models", §3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.regression.dependence import Response
from takehome.studies.regression.prepare import Design

REPRESENTATIVES = 24


@dataclass(frozen=True)
class Driver:
    """One feature's share of the predicted variation, with its draws (replicates,), and its rank from 1."""

    feature: str
    share: float
    draws: np.ndarray
    rank: int


def features_of(design: Design) -> dict[str, list[int]]:
    """The positions of each feature's design columns, in design order."""
    found: dict[str, list[int]] = {}
    for position, column in enumerate(design.columns):
        found.setdefault(column.feature, []).append(position)
    return found


def representative_settings(design: Design, positions: list[int]) -> list[dict[int, float]]:
    """Training rows evenly spaced in the order of a feature's own columns, as settings of these columns."""
    X = design.X[design.train][:, positions]
    order = np.lexsort(X.T[::-1])
    middles = ((np.arange(REPRESENTATIVES) + 0.5) * len(X) / REPRESENTATIVES).astype(int)
    return [dict(zip(positions, map(float, row), strict=True)) for row in X[order[middles]]]


def drivers(names: list[str], responses: list[Response]) -> tuple[Driver, ...]:
    """Shares, the largest first; all zero when nothing varies."""
    variances = np.array([response.estimate.var() for response in responses])
    draws = np.array([response.draws.var(axis=1) for response in responses])
    total, totals = variances.sum(), draws.sum(axis=0)
    shares = variances / total if total > 0 else variances
    drawn = draws / np.where(totals > 0, totals, 1.0)
    order = sorted(range(len(names)), key=lambda j: (-shares[j], j))
    return tuple(Driver(names[j], float(shares[j]), drawn[j], rank) for rank, j in enumerate(order, start=1))
