"""Scoring new rows: a prediction, its interval, and which values lie outside what the model has seen."""

from __future__ import annotations

import numpy as np

from takehome.studies.regression.intervals import prediction_interval
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.prepare import Design
from takehome.studies.scores import Scores
from takehome.table import Table
from takehome.table.encoding import encode


def score_rows(outcome: Outcome, rows: Table) -> Scores:
    """Score a table that has the features of the fitted one; the target may be absent.

    Returns
    -------
    Scores
        `prediction`, `low`, `high` (in the target's unit) and `outside`: the columns of the row that lie outside the
        training range or hold an unknown level, separated by ``"; "``; empty where the row is inside.
    """
    design = outcome.design
    X = encode(design.columns, rows)
    predicted = outcome.chosen.predict(X)
    low, high = prediction_interval(outcome, X)
    outside = outside_range(design, X, rows)
    count = sum(map(bool, outside))
    notes = (f"{count:,} of {len(X):,} rows lie outside what the model has seen: their intervals are too narrow",)
    columns = {
        "prediction": tuple(map(float, predicted)),
        "low": tuple(map(float, low)),
        "high": tuple(map(float, high)),
        "outside": tuple(outside),
    }
    return Scores(columns, notes if count else ())


def outside_range(design: Design, X: np.ndarray, rows: Table) -> list[str]:
    """Per row, the features beyond the training range (numbers) or with a level or gap never seen (categories)."""
    flags: list[list[str]] = [[] for _ in range(len(X))]
    for j, column in enumerate(design.columns):
        if not column.numeric:
            continue
        seen = design.X[design.train, j]
        for i in np.flatnonzero((X[:, j] < seen.min()) | (X[:, j] > seen.max())):
            flags[i].append(column.name)
    for feature, known in _levels(design).items():
        values = rows[feature].values
        for i in np.flatnonzero(~rows[feature].missing):
            if str(values[i]) not in known:
                flags[i].append(feature)
    return ["; ".join(names) for names in flags]


def _levels(design: Design) -> dict[str, set[str | None]]:
    """The levels of each category that training has seen."""
    known: dict[str, set[str | None]] = {}
    for column in design.columns:
        if column.level is not None:
            known.setdefault(column.feature, {column.reference}).add(column.level)
    return known
