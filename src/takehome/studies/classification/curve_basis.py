"""Columns in which a feature's effect on the log odds may bend: a restricted cubic spline, or indicators.

A number is cut at its 1 % and 99 % points (so that one wild value steers nothing), standardised, and given a straight
column and the spline's nonlinear ones (:mod:`takehome.stats.splines`), made orthogonal to the straight column and to
each other: the straight coefficient is then the slope, and the others hold all of the curvature. An indicator, or a
number of two values, has one column and no curvature.

Harrell (2015), *Regression Modeling Strategies*, 2nd ed., §2.4.5–2.4.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.stats.splines import spline_columns, spline_knots
from takehome.table.encoding import DesignColumn

TAIL = 0.01
"""Share of the rows beyond each cut."""

MIN_NORM = 1e-6
"""A spline column of which less than this share is left beside the straight one bends nothing."""


@dataclass(frozen=True)
class NumberColumns:
    """How a number becomes columns.

    Attributes
    ----------
    low, high : values beyond are moved here. centre, scale : of the straight column.
    knots : of the spline, on the standardised number; empty where nothing can bend.
    turn : (2 + k, k) from the constant, the straight column and the spline's to the orthogonal columns.
    """

    low: float
    high: float
    centre: float
    scale: float
    knots: np.ndarray
    turn: np.ndarray

    @property
    def count(self) -> int:
        """How many columns."""
        return 1 + self.turn.shape[1]

    def columns(self, x: np.ndarray) -> np.ndarray:
        """The columns (n, count) of values x (n,): the straight one first."""
        z = (np.clip(x, self.low, self.high) - self.centre) / self.scale
        if not self.turn.size:
            return z[:, None]
        raw = np.column_stack([np.ones(len(z)), z, spline_columns(z, self.knots)])
        return np.column_stack([z, raw @ self.turn])


@dataclass(frozen=True)
class Term:
    """One feature in the additive model.

    Attributes
    ----------
    feature : the table's column. number : the position of its number among the design's columns, or None.
    indicators : positions of its indicators. shares : their means. curve : the number's columns.
    """

    feature: str
    number: int | None
    indicators: tuple[int, ...]
    shares: np.ndarray
    curve: NumberColumns | None

    @property
    def count(self) -> int:
        """How many columns."""
        return (self.curve.count if self.curve else 0) + len(self.indicators)

    @property
    def positions(self) -> tuple[int, ...]:
        """All of the feature's columns in the design."""
        return (*(() if self.number is None else (self.number,)), *self.indicators)

    def columns(self, X: np.ndarray) -> np.ndarray:
        """The columns (n, count) of design rows X (n, q)."""
        parts = [X[:, list(self.indicators)] - self.shares]
        if self.curve is not None and self.number is not None:
            parts.insert(0, self.curve.columns(X[:, self.number]))
        return np.hstack(parts)

    def along(self, values: np.ndarray) -> np.ndarray:
        """The columns (k, count) where the number is at `values` (k,) and no indicator is on."""
        assert self.curve is not None
        return np.hstack([self.curve.columns(values), np.tile(-self.shares, (len(values), 1))])


def terms_of(X: np.ndarray, columns: Sequence[DesignColumn], weights: np.ndarray, knots: int) -> tuple[Term, ...]:
    """One term a feature, in design order.

    Parameters
    ----------
    X : (n, q) rows from which cuts, knots and scales are taken.
    knots : of each spline, 3 to 7; 0 leaves every number straight.
    """
    found = []
    for feature in dict.fromkeys(column.feature for column in columns):
        own = [k for k, column in enumerate(columns) if column.feature == feature]
        numbers = [k for k in own if columns[k].numeric]
        flags = tuple(k for k in own if not columns[k].numeric)
        curve = number_columns(X[:, numbers[0]], weights, knots) if numbers else None
        shares = np.average(X[:, list(flags)], axis=0, weights=weights) if flags else np.empty(0)
        found.append(Term(feature, numbers[0] if numbers else None, flags, shares, curve))
    return tuple(found)


def number_columns(x: np.ndarray, weights: np.ndarray, knots: int) -> NumberColumns:
    """How a number that varies (n,) becomes columns."""
    low, high = (float(q) for q in np.quantile(x, [TAIL, 1 - TAIL], method="inverted_cdf"))
    if low == high:
        low, high = float(x.min()), float(x.max())
    cut = np.clip(x, low, high)
    centre = float(np.average(cut, weights=weights))
    two = bool(((cut == low) | (cut == high)).all())
    scale = high - low if two else float(np.sqrt(np.average((cut - centre) ** 2, weights=weights)))
    scale = scale if scale > 0 else high - low
    z = (cut - centre) / scale
    at = spline_knots(z, knots) if knots and not two else np.empty(0)
    return NumberColumns(low, high, centre, scale, at, _orthogonal(z, at, weights))


def _orthogonal(z: np.ndarray, knots: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The turn that makes the spline's columns orthogonal to the straight one, of mean 0 and spread 1."""
    if len(knots) < 3:
        return np.empty((0, 0))
    root = np.sqrt(weights / weights.sum())[:, None]
    raw = np.column_stack([np.ones(len(z)), z, spline_columns(z, knots)])
    size = np.sqrt(((root * raw) ** 2).sum(axis=0))
    size[size == 0] = 1.0
    (R,) = (np.linalg.qr(root * raw / size, mode="r"),)
    if np.abs(np.diag(R)).min() < MIN_NORM:
        return np.empty((0, 0))
    return np.linalg.inv(R)[:, 2:] / size[:, None]
