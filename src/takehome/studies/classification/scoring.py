"""Scoring new rows: a decision, its probability, what it is expected to gain and to cost, why, and what is unusual."""

from __future__ import annotations

from functools import partial

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification import row_wise
from takehome.studies.classification.deployed import ACT, LEAVE, deployed
from takehome.studies.classification.new_rows import as_trained, costs_of
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.reasons import reasons
from takehome.studies.scores import Scores
from takehome.table import Column, Kind, Table
from takehome.table.encoding import LARGEST_NUMBER, encode, outside_range


def score_rows(made: Priced, rows: Table) -> Scores:
    """Score a table that has the features of the fitted one (and the columns of its costs); the target may be absent.

    Returns
    -------
    Scores
        `decision` (``"act"`` or ``"leave"``), `probability`, `expected_gain` of acting over leaving alone and
        `expected_cost` of the decision (in the currency, a row), `reasons`, and `outside`: the columns that lie outside
        the training range or hold an unknown level.

    Raises
    ------
    InputError
        When a column that the model or the costs need is absent, or holds what it cannot.
    """
    rows = as_trained(made, rows)
    p, named, why, outside = _explained(made, rows)
    costs = costs_of(made, rows)
    acts = deployed(made).acts(p, named, costs)
    expected = np.where(acts, p * costs.tp + (1 - p) * costs.fp, p * costs.fn + (1 - p) * costs.tn)
    columns = {
        "decision": tuple(np.where(acts, ACT, LEAVE).tolist()),
        "probability": tuple(map(float, p)),
        "expected_gain": tuple(map(float, costs.gain(p))),
        "expected_cost": tuple(map(float, expected)),
        "reasons": tuple(why),
        "outside": tuple(outside),
    }
    return Scores(columns, _notes(made, acts, outside))


def _explained(made: Priced, rows: Table) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """(probabilities of the deployed model, what named cuts are made on, reasons, what lies outside) of new rows."""
    outcome = made.outcome
    design, chosen = outcome.design, outcome.chosen
    if chosen.model is None:
        named = _given(rows[str(outcome.given)])
        return chosen.calibration.apply(named), named, [""] * rows.rows, [""] * rows.rows
    X, predict = encode(design.columns, rows), partial(row_wise.probabilities, chosen)
    p = predict(X)
    return p, p, reasons(design, chosen.model, predict, X, p, rows), _outside(made, X, rows)


def _given(column: Column) -> np.ndarray:
    """The scores that somebody else made, checked."""
    wrong = column.missing if column.kind is not Kind.NUMBER else ~((column.values >= 0) & (column.values <= 1))
    if column.kind is not Kind.NUMBER or wrong.any():
        row = f", the first in row {int(np.argmax(wrong)) + 1:,}" if wrong.any() else ""
        saw = f"the scores in {column.name!r} are not all probabilities{row}"
        raise InputError(saw, "a probability from 0 to 1 in every row", "score those rows first (100 % is 1)")
    return column.values.astype(float)


def _outside(made: Priced, X: np.ndarray, rows: Table) -> list[str]:
    """Per row, the features beyond what training has seen; a number too large to be used is beyond it, too."""
    design = made.outcome.design
    reach = X.copy()
    for j, column in enumerate(design.columns):
        if column.numeric:
            values = rows[column.feature].values
            huge = np.abs(values) > LARGEST_NUMBER
            reach[huge, j] = values[huge]
    return outside_range(design.columns, design.X[design.train], reach, rows)


def _notes(made: Priced, acts: np.ndarray, outside: list[str]) -> tuple[str, ...]:
    said = [
        f"{int(acts.sum()):,} of {len(acts):,} rows to act on, by: {made.name(made.action)}; "
        f"expected_gain and expected_cost are {made.rows.currency} a row"
    ]
    count = sum(map(bool, outside))
    if count:
        said.append(f"{count:,} of {len(acts):,} rows lie outside what the model has seen: it can only guess there")
    return tuple(said)
