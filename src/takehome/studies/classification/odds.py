r"""The logistic regression's coefficients as odds ratios, and as the change of a typical row's probability.

Theory
------
:math:`e^{\beta (b - a)}` multiplies the odds of every row alike, but a probability only as far as it is from 0 and 1:
odds that double take 1 % to 2 %, 50 % to 67 %, 98 % to 99 %. So beside the ratio stands what it does to a *typical*
row, at the median of every number and the most frequent level of every category (Agresti 2013, *Categorical Data
Analysis*, 3rd ed., §5.1). The covariance is that of :mod:`.additive`, at the coefficients of the deployed, slightly
shrunk fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from takehome.protocol import Interval
from takehome.studies.classification.additive import covariances
from takehome.studies.classification.candidates import LOGISTIC
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.shown_model import blocks_of

TIMES = "times"
"""The unit of an odds ratio."""

MOST_LOG_ODDS = 500.0
"""Beyond it a ratio has no float; nobody reads it either."""


@dataclass(frozen=True)
class OddsRatio:
    """What the plain logistic regression says of a column moved from start to stop.

    Attributes
    ----------
    ratio, interval : of the odds. before, after : probabilities of the typical row.
    coefficient : of log odds, per unit of the column.
    """

    ratio: float
    interval: Interval
    before: float
    after: float
    coefficient: float


class PlainLogistic:
    """The plain logistic regression of an outcome, with the covariance of its coefficients."""

    def __init__(self, outcome: Outcome, model: LogisticModel) -> None:
        design, train = outcome.design, outcome.design.train
        X, weights = design.X[train], design.weights[train]
        self._level, self._model = outcome.confidence_level, model
        self._typical = typical_row(X, np.array([column.numeric for column in design.columns]))
        self._centre = np.average(X, axis=0, weights=weights)
        spread = np.sqrt(np.average((X - self._centre) ** 2, axis=0, weights=weights))
        self._scale = np.where(spread > 0, spread, 1.0)
        D = np.column_stack([np.ones(len(X)), (X - self._centre) / self._scale])
        penalty = np.r_[1e-6, np.ones(X.shape[1])]
        both = covariances(D, model.predict(X), design.y[train], weights, blocks_of(design)[train], penalty)[1:]
        variances = np.maximum(*(np.diag(V)[1:] for V in both))
        self._errors = np.sqrt(np.maximum(variances, 0.0)) / self._scale

    def ratio(self, column: int, start: float, stop: float) -> OddsRatio:
        """Column moved from start to stop, the others as they are."""
        coefficient, by = float(self._model.coef[column]), stop - start
        reach = ndtri(0.5 + self._level / 2) * self._errors[column] * abs(by)
        low, middle, high = np.clip(coefficient * by + np.array([-reach, 0.0, reach]), -MOST_LOG_ODDS, MOST_LOG_ODDS)
        rows = np.tile(self._typical, (2, 1))
        rows[:, column] = start, stop
        before, after = expit(self._model.log_odds(rows))
        interval = Interval(float(np.exp(low)), float(np.exp(high)), TIMES, self._level)
        return OddsRatio(float(np.exp(middle)), interval, float(before), float(after), coefficient)


def plain_logistic(outcome: Outcome) -> PlainLogistic | None:
    """The outcome's plain logistic regression, or None where there is none."""
    made = next((made.model for made in outcome.models if made.name == LOGISTIC), None)
    return PlainLogistic(outcome, made) if isinstance(made, LogisticModel) else None


def typical_row(X: np.ndarray, numeric: np.ndarray) -> np.ndarray:
    """The median of every number, and no indicator on: the most frequent level of every category."""
    return np.where(numeric, np.median(X, axis=0), 0.0)
