"""Why a row has its probability: what each feature of it adds, against the same row with a typical value there.

One feature at a time is set to its typical value (the median of the training rows, the commonest level), and the change
of the probability is told in points: of a weighted sum that is the feature's share of the log odds, of trees whatever
the trees make of it. Changes of several features need not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from takehome.studies.classification.candidates import Model
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.predicted import AverageModel
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.trees import TreeModel
from takehome.table import Kind, Table
from takehome.table.encoding import LARGEST_NUMBER
from takehome.units import format_number

Predict = Callable[[np.ndarray], np.ndarray]
"""Design rows (m, q) → probabilities (m,)."""

MOST_REASONS = 3
MOST_FEATURES = 30
"""Features that are tried; with more, those whose absence changes `BACKGROUND` training rows most."""
BACKGROUND = 100
LEAST_POINTS, LEAST_SHARE, LEAST_OF_ALL = 0.5, 0.05, 0.01
"""A change of fewer points of probability is no reason, unless it is this share of a small probability; and never one
below the last."""
DECIMALS = 9
"""Points are rounded to so many, so that the last bits of a sum cannot change a rank or a word."""
LONGEST = 40
DIGITS = 2


def reasons(design: Design, model: Model, predict: Predict, X: np.ndarray, p: np.ndarray, rows: Table) -> list[str]:
    """The features that move each row most, as ``"Support_Tickets 3.1: +12 points; …"``; empty where none does.

    Parameters
    ----------
    model : whose features are tried. predict : its calibrated probabilities.
    X, p : the rows (m, q), encoded, and their probabilities (m,). rows : the same rows as they came.
    """
    typical = typical_row(design)
    groups = tried(design, model, predict, typical)
    if not len(X) or not groups:
        return [""] * len(X)
    names = list(groups)
    changes = np.column_stack([_change(predict, X, p, groups[name], typical) for name in names])
    least = least_change(p)
    ranked = np.argsort(-np.abs(changes), axis=1, kind="stable")[:, :MOST_REASONS]
    shown = [_shown(rows, name) for name in names]
    return [
        "; ".join(
            said(names[k], shown[k](i), float(changes[i, k])) for k in ranked[i] if abs(changes[i, k]) >= least[i]
        )
        for i in range(len(X))
    ]


def typical_row(design: Design) -> np.ndarray:
    """(q,) the typical value of every design column."""
    return np.median(design.X[design.train], axis=0)


def least_change(p: np.ndarray) -> np.ndarray:
    """(m,) points below which a change of probabilities p (m,) is no reason."""
    return np.maximum(np.minimum(LEAST_POINTS, LEAST_SHARE * 100.0 * p), LEAST_OF_ALL)


def said(name: str, value: str, change: float) -> str:
    """One reason in words."""
    return f"{short(name)} {value}: {_points(change)}"


def tried(design: Design, model: Model, predict: Predict, typical: np.ndarray) -> dict[str, list[int]]:
    """Feature → its design columns, of the features that the model uses; the most important ones if there are many."""
    used = used_columns(model, len(design.columns))
    groups: dict[str, list[int]] = {}
    for j, column in enumerate(design.columns):
        groups.setdefault(column.feature, []).append(j)
    groups = {name: own for name, own in groups.items() if used[own].any()}
    if len(groups) <= MOST_FEATURES:
        return groups
    train = np.flatnonzero(design.train)
    seen = design.X[train[np.unique(np.linspace(0, len(train) - 1, BACKGROUND).astype(int))]]
    p = predict(seen)
    moves = {name: float(np.abs(_change(predict, seen, p, own, typical)).mean()) for name, own in groups.items()}
    most = set(sorted(groups, key=lambda name: -moves[name])[:MOST_FEATURES])
    return {name: own for name, own in groups.items() if name in most}


def used_columns(model: Model, count: int) -> np.ndarray:
    """Mask (count,) of the design columns that a model looks at."""
    if isinstance(model, AverageModel):
        return np.any([used_columns(part, count) for part in model.parts], axis=0)
    used = np.zeros(count, bool)
    if isinstance(model, LogisticModel):
        used = model.coef != 0
    elif isinstance(model, TreeModel):
        used[model.feature[model.left != np.arange(len(model.left))]] = True
    return used


def _change(predict: Predict, X: np.ndarray, p: np.ndarray, own: list[int], typical: np.ndarray) -> np.ndarray:
    """Points (m,) that the columns `own` add to the probabilities p (m,) of rows X (m, q)."""
    other = np.flatnonzero((X[:, own] != typical[own]).any(axis=1))
    found = np.zeros(len(X))
    if len(other):
        without = X[other]
        without[:, own] = typical[own]
        found[other] = np.round(100.0 * (p[other] - predict(without)), DECIMALS)
    return found


def _points(change: float) -> str:
    return f"{'+' if change > 0 else '−'}{format_number(abs(change), DIGITS)} points"


def _shown(rows: Table, name: str) -> Callable[[int], str]:
    """A row's value of a feature, in words."""
    column = rows[name]
    missing, values = column.missing, column.values

    def shown(i: int) -> str:
        if missing[i]:
            return "missing"
        if column.kind is not Kind.NUMBER:
            return short(values[i])
        return number_shown(float(values[i]))

    return shown


def number_shown(value: float) -> str:
    """A number of a row, in words."""
    return format_number(value) if abs(value) <= LARGEST_NUMBER else "too large"


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
