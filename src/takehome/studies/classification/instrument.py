"""The additive model that verdicts are read from: as many bends as the positives can carry.

A rule of thumb asks for ten or more rows of the rarer class a coefficient (Harrell 2015, §4.4) for *predicting*. A
verdict on one feature at a time needs less, since noise in the other features averages out; but with more coefficients
than rows of the rarer class the variances are too small (Sur & Candès 2019, *PNAS* 116), and noise is called an effect
in 4 % instead of 1 %. So: where all features can bend together within that number, they do; else each bends alone,
beside the others' straight lines; and of those the strongest that the rows carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.additive import Additive, fit_additive
from takehome.studies.classification.curve_basis import Term, terms_of
from takehome.table.encoding import DesignColumn

KNOTS, KNOTS_OF_MANY = 4, 5
MANY = 500
"""Rows of the rarer class from which a spline is given one more knot."""

MOST_COLUMNS = 150
MOST_ROWS = 100_000
"""Beyond it a random part of the rows speaks for all: their intervals are narrow enough."""


@dataclass(frozen=True)
class Rows:
    """What the additive model is fitted to: (n, q) design rows, (n,) classes, weights and blocks."""

    X: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    blocks: np.ndarray

    def take(self, rows: np.ndarray) -> Rows:
        """Some of the rows."""
        return Rows(self.X[rows], self.y[rows], self.weights[rows], self.blocks[rows])


@dataclass(frozen=True)
class Fitted:
    """A fit that one feature's verdict is read from.

    Attributes
    ----------
    j : its term. beside : how many other features are held fixed.
    """

    model: Additive
    j: int
    beside: int


def fitted_for(rows: Rows, columns: Sequence[DesignColumn], ranked: Sequence[str], shown: int) -> dict[str, Fitted]:
    """A fit for each of the first `shown` features.

    Parameters
    ----------
    ranked : all features, those that matter most first.
    """
    rarer = int(min(rows.y.sum(), (1 - rows.y).sum()))
    knots = KNOTS_OF_MANY if rarer >= MANY else KNOTS
    bent = _in_order(terms_of(rows.X, columns, rows.weights, knots), ranked)
    room = min(rarer, MOST_COLUMNS)
    if sum(term.count for term in bent) <= room:
        model = fit_additive(bent, *_parts(rows))
        return {term.feature: Fitted(model, j, len(bent) - 1) for j, term in enumerate(bent[:shown])}
    straight = _in_order(terms_of(rows.X, columns, rows.weights, 0), ranked)
    carried = _carried(straight, room)
    found = {}
    for own in bent[:shown]:
        beside = [term for term in carried if term.feature != own.feature]
        found[own.feature] = Fitted(fit_additive([own, *beside], *_parts(rows)), 0, len(beside))
    return found


def fitted_alone(rows: Rows, columns: Sequence[DesignColumn], feature: str) -> Fitted:
    """A fit of one feature with nothing held fixed."""
    own = [column for column in columns if column.feature == feature]
    positions = [k for k, column in enumerate(columns) if column.feature == feature]
    X = rows.X[:, positions]
    term = terms_of(X, own, rows.weights, KNOTS)
    return Fitted(fit_additive(term, X, rows.y, rows.weights, rows.blocks), 0, 0)


def _parts(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    return rows.X, rows.y, rows.weights, rows.blocks


def _in_order(terms: Sequence[Term], ranked: Sequence[str]) -> list[Term]:
    named = {term.feature: term for term in terms}
    return [named[feature] for feature in ranked]


def _carried(terms: Sequence[Term], room: int) -> list[Term]:
    """The first terms whose columns fit into the room."""
    held, used = [], 0
    for term in terms:
        if used + term.count > room:
            break
        held.append(term)
        used += term.count
    return held
