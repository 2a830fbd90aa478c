"""Scoring new rows: a prediction, its interval, and which values lie outside what the model has seen."""

from __future__ import annotations

from takehome.studies.regression.intervals import prediction_interval
from takehome.studies.regression.outcome import Outcome
from takehome.studies.scores import Scores
from takehome.table import Table
from takehome.table.encoding import encode, outside_range


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
    outside = outside_range(design.columns, design.X[design.train], X, rows)
    count = sum(map(bool, outside))
    notes = (f"{count:,} of {len(X):,} rows lie outside what the model has seen: their intervals are too narrow",)
    columns = {
        "prediction": tuple(map(float, predicted)),
        "low": tuple(map(float, low)),
        "high": tuple(map(float, high)),
        "outside": tuple(outside),
    }
    return Scores(columns, notes if count else ())
