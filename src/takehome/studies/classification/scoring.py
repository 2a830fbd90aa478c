"""Scoring new rows: a decision, its probability, what it is expected to gain and to cost, why, and what is unusual."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification.costs import RowCosts, row_costs_unchecked
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.deployed import ACT, LEAVE, deployed
from takehome.studies.classification.reasons import reasons
from takehome.studies.scores import Scores
from takehome.table import Kind, Table
from takehome.table.encoding import encode, outside_range


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
        When a column that the model or the costs need is absent.
    """
    outcome = made.outcome
    p, named, X = probabilities(made, rows)
    costs: RowCosts = row_costs_unchecked(made.rows.matrix, rows)
    acts = deployed(made).acts(p, named, costs)
    expected = np.where(acts, p * costs.tp + (1 - p) * costs.fp, p * costs.fn + (1 - p) * costs.tn)
    design = outcome.design
    judged = outcome.chosen.model is None
    outside = [""] * len(p) if judged else outside_range(design.columns, design.X[design.train], X, rows)
    why = [""] * len(p) if judged else reasons(design, outcome.chosen.predict, X, p, rows)
    columns = {
        "decision": tuple(np.where(acts, ACT, LEAVE).tolist()),
        "probability": tuple(map(float, p)),
        "expected_gain": tuple(map(float, costs.gain(p))),
        "expected_cost": tuple(map(float, expected)),
        "reasons": tuple(why),
        "outside": tuple(outside),
    }
    return Scores(columns, _notes(made, acts, outside))


def probabilities(made: Priced, rows: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(probabilities of the deployed model, what named cuts are made on, design rows) of new rows."""
    outcome = made.outcome
    if outcome.chosen.model is not None:
        X = encode(outcome.design.columns, rows)
        p = outcome.chosen.predict(X)
        return p, p, X
    assert outcome.given is not None
    column = rows[outcome.given]
    if column.kind is not Kind.NUMBER or not np.isfinite(column.values).all():
        saw = f"the scores in {column.name!r} are not all numbers"
        raise InputError(saw, "a probability from 0 to 1 in every row", "score those rows first")
    named = column.values.astype(float)
    return outcome.chosen.calibration.apply(named), named, np.empty((rows.rows, 0))


def _notes(made: Priced, acts: np.ndarray, outside: list[str]) -> tuple[str, ...]:
    said = [
        f"{int(acts.sum()):,} of {len(acts):,} rows to act on, by: {made.name(made.action)}; "
        f"expected_gain and expected_cost are {made.rows.currency} a row"
    ]
    count = sum(map(bool, outside))
    if count:
        said.append(f"{count:,} of {len(acts):,} rows lie outside what the model has seen: it can only guess there")
    return tuple(said)
