"""The policy as one SQL statement, where the model is a weighted sum: for a warehouse that scores its own rows.

Fills, indicators and pooled levels of the encoding are written out, so that the statement gives what ``score`` gives on
the same table; it is tested equal in DuckDB. It holds coefficients and levels, and no row of the data.
"""

from __future__ import annotations

import math

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification.calibration import EDGE
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.deployed import ACT, LEAVE, Deployed, deployed
from takehome.studies.classification.economics import CELLS
from takehome.studies.classification.formula import to_sql
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.scorer import FARTHEST
from takehome.table import OTHER
from takehome.table.encoding import LARGEST_NUMBER, MISSING, SMALLEST_NUMBER, DesignColumn

PROBABILITY, GAIN, DECISION = "takehome_probability", "takehome_expected_gain", "takehome_decision"


def statement(made: Priced, table_name: str = "rows") -> str:
    """A SELECT that adds probability, expected gain and decision to the rows of a table.

    Raises
    ------
    InputError
        If the deployed model is no logistic regression, or its policy cannot be written for single rows.
    """
    log_odds = _log_odds(made)
    costs = {cell: _cost(made, cell) for cell in CELLS}
    saved, wasted = f"({costs['fn']} - {costs['tp']})", f"({costs['fp']} - {costs['tn']})"
    decision = _decision(made, deployed(made))
    return (
        f"SELECT s.*, CASE WHEN {decision} THEN '{ACT}' ELSE '{LEAVE}' END AS {DECISION}\n"
        f"FROM (\n  SELECT q.*, {PROBABILITY} * {saved} - (1.0 - {PROBABILITY}) * {wasted} AS {GAIN}\n"
        f"  FROM (\n    SELECT t.*, 1.0 / (1.0 + EXP(-LEAST(GREATEST({log_odds}, {-FARTHEST}), {FARTHEST})))"
        f" AS {PROBABILITY}\n    FROM {name(table_name)} AS t\n  ) AS q\n) AS s"
    )


def name(text: str) -> str:
    """An identifier, quoted."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text literal, quoted."""
    return "'" + text.replace("'", "''") + "'"


def _log_odds(made: Priced) -> str:
    chosen = made.outcome.chosen
    model, curve = chosen.model, chosen.calibration
    if not isinstance(model, LogisticModel) or curve.kind == "isotonic":
        raise InputError(
            f"the deployed model is '{chosen.name}', which is no weighted sum",
            "a logistic regression, as it is or calibrated by a logistic curve",
            "score the rows with takehome score, or with study.scorer() in process",
        )
    terms = [repr(model.intercept)]
    terms += [
        f"{coef!r} * {_column(column, made.outcome.design)}"
        for column, coef in zip(made.outcome.design.columns, model.coef.tolist(), strict=True)
    ]
    total = "(" + "\n      + ".join(terms) + ")"
    if curve.kind == "raw":
        return total
    edge = math.log((1 - EDGE) / EDGE)
    return f"({curve.a!r} + {curve.b!r} * LEAST(GREATEST({total}, {-edge!r}), {edge!r}))"


def _column(column: DesignColumn, design: Design) -> str:
    """One design column as an expression on the raw column."""
    raw = f"t.{name(column.feature)}"
    if column.numeric:
        small = f"CASE WHEN ABS({raw}) < {SMALLEST_NUMBER!r} THEN 0.0 ELSE CAST({raw} AS DOUBLE) END"
        return f"(CASE WHEN ABS({raw}) <= {LARGEST_NUMBER!r} THEN {small} ELSE {column.fill!r} END)"
    own = [c for c in design.columns if c.feature == column.feature]
    text = f"NULLIF(TRIM(CAST({raw} AS VARCHAR)), '')"
    if column.level is None:
        is_number = any(c.numeric for c in own)
        present = f"ABS({raw}) <= {LARGEST_NUMBER!r}" if is_number else f"{text} IS NOT NULL"
        return f"(CASE WHEN {present} THEN 0.0 ELSE 1.0 END)"
    shown = f"COALESCE({text}, {literal(MISSING)})"
    if column.level == OTHER:
        known = sorted({str(level) for c in own for level in (c.level, c.reference) if level and level != OTHER})
        return f"(CASE WHEN {shown} IN ({', '.join(map(literal, known))}) THEN 0.0 ELSE 1.0 END)"
    return f"(CASE WHEN {shown} = {literal(column.level)} THEN 1.0 ELSE 0.0 END)"


def _cost(made: Priced, cell: str) -> str:
    cost = getattr(made.rows.matrix, cell)
    if isinstance(cost, str):
        return to_sql(cost, made.outcome.table, f"the cost {cell}", lambda column: f"q.{name(column)}")
    return repr(float(cost))


def _decision(made: Priced, policy: Deployed) -> str:
    if policy.kind == "nobody" or (policy.kind == "everybody" and policy.share == 1):
        return "TRUE" if policy.kind == "everybody" else "FALSE"
    if policy.kind == "rule":
        return f"{GAIN} > 0"
    if (policy.kind == "named" and policy.share == 1) or (policy.kind == "cut" and made.rows.costs.constant):
        return f"{PROBABILITY} > {policy.at!r}" if np.isfinite(policy.at) else ("TRUE" if policy.at < 0 else "FALSE")
    if policy.kind == "limit" and not policy.budget:
        return f"{GAIN} > 0 AND {GAIN} >= {policy.at!r}" if np.isfinite(policy.at) else "FALSE"
    raise InputError(
        f"the policy '{made.name(made.action)}'", "one that decides on a row by its probability or gain",
        "score the rows with takehome score",
    )  # fmt: skip
