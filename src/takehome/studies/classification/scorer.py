"""One row at a time, as a service asks: a mapping in, a decision out, in microseconds; reasons are apart.

The encoding, the model, the costs and the policy are laid out once as plain numbers; a call walks over them. It gives
what :func:`.scoring.score_rows` gives, up to the last bits of a sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.studies.classification.calibration import EDGE
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.deployed import ACT, LEAVE, deployed
from takehome.studies.classification.economics import CELLS, CostMatrix
from takehome.studies.classification.formula import evaluate_row
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.predicted import AverageModel, Predicted
from takehome.table import OTHER
from takehome.table.encoding import LARGEST_NUMBER, MISSING, SMALLEST_NUMBER, DesignColumn

FARTHEST = 700.0
"""Log odds beyond which e^x leaves the range of numbers; the probability is 0 or 1 long before."""


class Scored(NamedTuple):
    """What one row gets: `decision` (``"act"`` or ``"leave"``), its probability, and the expected gain of acting."""

    decision: str
    probability: float
    expected_gain: float


class Scorer:
    """A deployed policy for single rows.

    Parameters
    ----------
    made : the priced options of a fitted study, whose recommended one decides.
    """

    def __init__(self, made: Priced) -> None:
        outcome = made.outcome
        self._given = outcome.given if outcome.chosen.model is None else None
        self._encode = [_encoder(column, outcome.design.columns) for column in outcome.design.columns]
        self._probability = _predictor(outcome.chosen)
        self._calibrate = outcome.chosen.calibration
        self._costs = _row_costs(made.rows.matrix)
        self._policy = deployed(made)

    def __call__(self, row: Mapping[str, Any]) -> Scored:
        """Score one row.

        Parameters
        ----------
        row : column name → value; None or NaN where it is missing.

        Raises
        ------
        InputError
            If the row lacks a column that the model or the costs need.
        """
        try:
            p, named = self._probabilities(row)
        except KeyError as problem:
            saw = f"a row without {problem.args[0]!r}"
            raise InputError(saw, "every column that the model was fitted on", "give it, None where missing") from None
        fp, fn, tp, tn = self._costs(row)
        gain = p * (fn - tp) - (1.0 - p) * (fp - tn)
        if self._policy.kind == "rule":
            acts = gain > 0
        else:
            costs = RowCosts(*(np.array([cost]) for cost in (fp, fn, tp, tn)))
            acts = bool(self._policy.acts(np.array([p]), np.array([named]), costs)[0])
        return Scored(ACT if acts else LEAVE, p, gain)

    def _probabilities(self, row: Mapping[str, Any]) -> tuple[float, float]:
        if self._given is not None:
            named = float(row[self._given])
            return float(self._calibrate.apply(np.array([named]))[0]), named
        p = self._probability([encode(row) for encode in self._encode])
        return p, p


def _encoder(column: DesignColumn, columns: tuple[DesignColumn, ...]) -> Callable[[Mapping[str, Any]], float]:
    """The value of one design column, from a row."""
    feature = column.feature
    if column.numeric:
        fill = math.nan if column.fill is None else column.fill
        return lambda row: _number(row[feature], fill)
    if column.level is None:
        return lambda row: 1.0 if _is_missing(row[feature]) else 0.0
    own = [c for c in columns if c.feature == feature]
    known, level = {c.level for c in own} | {c.reference for c in own}, column.level

    def indicator(row: Mapping[str, Any]) -> float:
        value = row[feature]
        text = MISSING if _is_missing(value) else str(value)
        return 1.0 if (text if text in known else OTHER) == level else 0.0

    return indicator


def _number(value: Any, fill: float) -> float:
    if value is None:
        return fill
    number = float(value)
    size = abs(number)
    if not size <= LARGEST_NUMBER:
        return fill
    return number if size >= SMALLEST_NUMBER else 0.0


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, float | int | np.number) and not abs(float(value)) <= LARGEST_NUMBER


def _predictor(made: Predicted) -> Callable[[list[float]], float]:
    """The calibrated probability of one encoded row."""
    if made.model is None:
        return lambda row: math.nan
    curve = made.calibration
    if curve.kind == "isotonic":
        inner = _model(made.model)
        return lambda row: float(curve.apply(np.array([inner(row)]))[0])
    inner = _model(made.model)
    if curve.kind == "raw":
        return inner
    return lambda row: _share(curve.a + curve.b * _log_odds(inner(row)))


def _model(model: Any) -> Callable[[list[float]], float]:
    """The model's own probability of one encoded row."""
    if isinstance(model, LogisticModel):
        intercept, coef = model.intercept, model.coef.tolist()
        return lambda row: _share(intercept + math.fsum(b * x for b, x in zip(coef, row, strict=True)))
    if isinstance(model, AverageModel):
        parts = [_model(part) for part in model.parts]
        return lambda row: _share(sum(_log_odds(part(row)) for part in parts) / len(parts))
    return lambda row: float(model.predict(np.array([row]))[0])


def _share(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(log_odds, -FARTHEST), FARTHEST)))


def _log_odds(p: float) -> float:
    p = min(max(p, EDGE), 1.0 - EDGE)
    return math.log(p / (1.0 - p))


def _row_costs(matrix: CostMatrix) -> Callable[[Mapping[str, Any]], tuple[float, float, float, float]]:
    """The four costs of a row."""
    costs = [getattr(matrix, cell) for cell in CELLS]
    if not any(isinstance(cost, str) for cost in costs):
        fixed = (float(costs[0]), float(costs[1]), float(costs[2]), float(costs[3]))
        return lambda row: fixed

    def of_row(row: Mapping[str, Any]) -> tuple[float, float, float, float]:
        fp, fn, tp, tn = (
            evaluate_row(cost, row, f"the cost {cell}") if isinstance(cost, str) else float(cost)
            for cell, cost in zip(CELLS, costs, strict=True)
        )
        return fp, fn, tp, tn

    return of_row
