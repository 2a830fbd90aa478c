"""One row at a time, as a service asks: a mapping in, a decision out, in microseconds; reasons are apart.

The encoding, the model, the costs and the policy are laid out once as plain numbers; a call walks over them. It gives
what :func:`.scoring.score_rows` gives for the row, to the last bit: sums are made in the same order
(:mod:`.row_wise`), and exponentials and logarithms by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit

from takehome.errors import InputError
from takehome.studies.classification.calibration import EDGE, Calibration
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.deployed import ACT, LEAVE, deployed, within_share
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.new_rows import cost_columns, costs_of, model_columns, require_columns
from takehome.studies.classification.predicted import AverageModel
from takehome.studies.classification.row_encoder import Row, number, row_encoder
from takehome.studies.classification.row_wise import alone
from takehome.table import Column, Kind, Table

OfRow = Callable[[Row], float]


class Scored(NamedTuple):
    """What one row gets: `decision` (``"act"`` or ``"leave"``), its probability, and the expected gain of acting."""

    decision: str
    probability: float
    expected_gain: float


class Scorer:
    """A deployed policy for single rows.

    Where a limit lets only a share of the rows through, whoever they are, the scorer counts the rows that it was asked
    about and lets every so many-th through, as a table's rows in the same order would be.

    Parameters
    ----------
    made : the priced options of a fitted study, whose recommended one decides.
    """

    def __init__(self, made: Priced) -> None:
        outcome = made.outcome
        self._made = made
        self._needed = (*model_columns(made), *cost_columns(made))
        self._score = _given_score(str(outcome.given)) if outcome.chosen.model is None else _model_score(made)
        self._calibrate = _calibrated(outcome.chosen.calibration)
        self._policy = deployed(made)
        self._counted = count(1)
        constant = made.rows.matrix if not cost_columns(made) else None
        self._fixed = None if constant is None else [float(getattr(constant, c)) for c in ("fp", "fn", "tp", "tn")]

    def __call__(self, row: Row) -> Scored:
        """Score one row.

        Parameters
        ----------
        row : column name → value; None or NaN where it is missing.

        Raises
        ------
        InputError
            If the row lacks a column that the model or the costs need, or holds no number where one is needed.
        """
        for name in self._needed:
            if name not in row:
                require_columns(self._made, row)
        score = self._score(row)
        p = self._calibrate(score)
        named = score if self._made.outcome.given is not None else p
        if self._fixed is None:
            return self._by_own_costs(row, p, named)
        fp, fn, tp, tn = self._fixed
        gain = p * (fn - tp) - (1.0 - p) * (fp - tn)
        kind = self._policy.kind
        if kind == "rule":
            return Scored(ACT if gain > 0 else LEAVE, p, gain)
        if kind == "cut":
            return Scored(ACT if p > self._policy.at else LEAVE, p, gain)
        costs = RowCosts(*(np.array([cost]) for cost in self._fixed))
        return Scored(self._decision(p, named, costs), p, gain)

    def _by_own_costs(self, row: Row, p: float, named: float) -> Scored:
        """Score a row whose costs follow from its columns."""
        names = cost_columns(self._made)
        columns = tuple(Column(name, Kind.NUMBER, np.array([number(name, row[name])])) for name in names)
        costs = costs_of(self._made, Table(columns))
        return Scored(self._decision(p, named, costs), p, float(costs.gain(np.array([p]))[0]))

    def _decision(self, p: float, named: float, costs: RowCosts) -> str:
        wanted = bool(self._policy.wants(np.array([p]), np.array([named]), costs)[0])
        if wanted and self._policy.share < 1:
            wanted = within_share(next(self._counted), self._policy.share)
        return ACT if wanted else LEAVE


def _given_score(name: str) -> OfRow:
    """The score that somebody else made, checked."""

    def of_row(row: Row) -> float:
        score = number(name, row[name])
        if not 0 <= score <= 1:
            raise InputError(f"{name!r} is {score} in this row", "a probability from 0 to 1", "score the row first")
        return score

    return of_row


def _model_score(made: Priced) -> OfRow:
    """The deployed model's own probability."""
    encode, predict = row_encoder(made.outcome.design.columns), _model(made.outcome.chosen.model)
    return lambda row: predict(encode(row))


def _model(model: Model | None) -> Callable[[list[float]], float]:
    """A model's own probability of one encoded row."""
    if isinstance(model, LogisticModel):
        intercept, coef = float(model.intercept), model.coef.tolist()

        def weighted(row: list[float]) -> float:
            total = intercept
            for b, x in zip(coef, row, strict=True):
                total += b * x
            return float(expit(total))

        return weighted
    if isinstance(model, AverageModel):
        parts = [_model(part) for part in model.parts]
        return lambda row: float(expit(sum(_log_odds(part(row)) for part in parts) / len(parts)))
    assert model is not None
    walked = alone(model)
    return lambda row: float(walked.predict(np.array([row]))[0])


def _calibrated(curve: Calibration) -> Callable[[float], float]:
    """A calibration curve for one score."""
    if curve.kind == "raw":
        return lambda p: p
    if curve.kind == "sigmoid":
        return lambda p: float(expit(curve.a + curve.b * _log_odds(p)))
    return lambda p: float(curve.apply(np.array([p]))[0])


def _log_odds(p: float) -> Any:
    return logit(min(max(p, EDGE), 1 - EDGE))
