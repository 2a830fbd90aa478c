"""One row at a time, as a service asks: a mapping in, a decision out, in microseconds; reasons are apart.

The encoding, the model, the costs and the policy are laid out once as plain numbers; a call walks over them. It gives
what :func:`.scoring.score_rows` gives for the row, to the last bit: sums are made in the same order
(:mod:`.row_wise`), and exponentials and logarithms by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit

from takehome.errors import InputError
from takehome.studies.classification.calibration import EDGE, Calibration
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.deployed import ACT, LEAVE, deployed, within_share
from takehome.studies.classification.economics import CELLS
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.new_rows import cost_inputs, cost_of, model_inputs, require_columns
from takehome.studies.classification.predicted import AverageModel
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.row_encoder import Row, number, row_encoder
from takehome.studies.classification.row_wise import walked
from takehome.table import Column, Kind, Table

OfRow = Callable[[Row], float]
NO_COLUMN = (Column("", Kind.NUMBER, np.zeros(1)),)
"""One row, for a formula of numbers alone."""


class Scored(NamedTuple):
    """What one row gets: `decision` (``"act"`` or ``"leave"``), its probability, and the expected gain of acting."""

    decision: str
    probability: float
    expected_gain: float


class Costs(NamedTuple):
    """What the four outcomes of one row cost, in the order of `CELLS`."""

    fp: float
    fn: float
    tp: float
    tn: float


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
        self._needed = (*model_inputs(made), *cost_inputs(made))
        self._given = outcome.given is not None
        self._score = _given_score(str(outcome.given)) if outcome.chosen.model is None else _model_score(made)
        self._calibrate = _calibrated(outcome.chosen.calibration)
        self._costs = _row_costs(made)
        self._policy = deployed(made)
        self._counted = count(1)

    def fresh(self) -> Scorer:
        """The same scorer with no row counted yet."""
        made = copy(self)
        made._counted = count(1)
        return made

    def costs(self, row: Row) -> Costs:
        """What the four outcomes of one row cost; raises :class:`InputError` as a call does."""
        return self._costs(row)

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
        costs = self._costs(row)
        fp, fn, tp, tn = costs
        gain = p * (fn - tp) - (1.0 - p) * (fp - tn)
        if self._policy.kind == "rule":
            acts = gain > 0
        elif self._policy.kind == "cut":
            acts = p > self._policy.at
        else:
            acts = self._acts(p, score if self._given else p, costs)
        return Scored(ACT if acts else LEAVE, p, gain)

    def _acts(self, p: float, named: float, costs: Costs) -> bool:
        alone = RowCosts(*(np.array([cost]) for cost in costs))
        wanted = bool(self._policy.wants(np.array([p]), np.array([named]), alone)[0])
        if wanted and self._policy.share < 1:
            return within_share(next(self._counted), self._policy.share)
        return wanted


def _row_costs(made: Priced) -> Callable[[Row], Costs]:
    """The four costs of a row: fp, fn, tp, tn."""
    cells = [getattr(made.rows.matrix, cell) for cell in CELLS]
    names = cost_inputs(made)
    if not any(isinstance(cost, str) for cost in cells):
        fixed = Costs(*map(float, cells))
        return lambda row: fixed

    def of_row(row: Row) -> Costs:
        own = tuple(Column(name, Kind.NUMBER, np.array([number(name, row[name])])) for name in names)
        table = Table(own or NO_COLUMN)
        return Costs(*(
            float(cost_of(cell, cost, table)[0]) if isinstance(cost, str) else float(cost)
            for cell, cost in zip(CELLS, cells, strict=True)
        ))  # fmt: skip

    return of_row


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
    return lambda row: float(walked(model, np.array([row]))[0])


def _calibrated(curve: Calibration) -> Callable[[float], float]:
    """A calibration curve for one score."""
    if curve.kind == "raw":
        return lambda p: p
    if curve.kind == "sigmoid":
        return lambda p: float(expit(curve.a + curve.b * _log_odds(p)))
    return lambda p: float(curve.apply(np.array([p]))[0])


def _log_odds(p: float) -> Any:
    return logit(min(max(p, EDGE), 1 - EDGE))
