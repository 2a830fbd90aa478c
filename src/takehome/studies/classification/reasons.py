"""Why a row has its probability: what each feature of it adds, against the same row with a typical value there.

One feature at a time is set to its typical value (the median of the training rows, the commonest level), and the change
of the probability is told in points. Changes of several features need not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from takehome.studies.classification.prepare import Design
from takehome.table import Kind, Table
from takehome.units import format_number

MOST_REASONS = 3
MOST_FEATURES = 30
"""Features that are tried: those of the widest spread in what they change come first anyway."""
LEAST_POINTS = 0.5
"""A change of fewer points of probability is not a reason."""


def reasons(
    design: Design, predict: Callable[[np.ndarray], np.ndarray], X: np.ndarray, p: np.ndarray, rows: Table
) -> list[str]:
    """The features that move each row most, as ``"Support_Tickets 3.1: +12 points; …"``; empty where none does.

    Parameters
    ----------
    predict : probabilities (m,) of design rows (m, q). X, p : the rows and their probabilities.
    """
    if not len(X):
        return []
    typical = np.median(design.X[design.train], axis=0)
    features = design.features[:MOST_FEATURES]
    changes = np.empty((len(X), len(features)))
    for k, feature in enumerate(features):
        columns = [j for j, column in enumerate(design.columns) if column.feature == feature]
        without = X.copy()
        without[:, columns] = typical[columns]
        changes[:, k] = 100.0 * (p - predict(without))
    ranked = np.argsort(-np.abs(changes), axis=1, kind="stable")[:, :MOST_REASONS]
    return [
        "; ".join(
            f"{features[k]}{_shown(rows, features[k], i)}: {changes[i, k]:+.3g} points"
            for k in ranked[i]
            if abs(changes[i, k]) >= LEAST_POINTS
        )
        for i in range(len(X))
    ]


def _shown(rows: Table, feature: str, i: int) -> str:
    """A row's value of a feature, with a space before it."""
    column = rows[feature]
    if column.missing[i]:
        return " missing"
    value = column.values[i]
    return f" {format_number(float(value))}" if column.kind is Kind.NUMBER else f" {value}"
