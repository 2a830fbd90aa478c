"""Prediction intervals of single rows, how often they hold, and the total over many rows as one quantity.

Intervals come from the errors of rows that the model had not seen (:mod:`takehome.stats.conformal`), normalised by
the spread where the noise is not constant (:mod:`.noise`). Coverage is measured on the hold-out, or, without one, on
folds whose intervals come from the other folds; never on the rows that made the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.stats.conformal import (
    chunks,
    conformal_offsets,
    jackknife_interval,
    jackknife_plus_interval,
    predictions_without,
    wilson_interval,
)
from takehome.stats.ols import OLS
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.linear import LinearModel
from takehome.studies.regression.noise import Spread, fit_spread
from takehome.studies.regression.outcome import Outcome

FOLDS = 10
FEWEST_ROWS = 30
"""A level with fewer judged rows is not a segment: its coverage could be anything."""

MOST_LEVELS = 8
JACKKNIFE_PLUS_ROWS = 2000
"""Above it leaving one row out moves a prediction by less than the interval's own digits: the jackknife is used."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the intervals held in one segment (``"all rows"``, ``"low predictions"``, ``"smoker = yes"``).

    Attributes
    ----------
    share : covered rows over rows. interval : of that share (Wilson). width : mean width, in the target's unit.
    """

    segment: str
    rows: int
    share: float
    interval: Interval
    width: float


@dataclass(frozen=True)
class _Calibration:
    """Normalised errors of rows the model had not seen, and the spread that normalised them."""

    scores: np.ndarray
    spread: Spread


def prediction_interval(
    outcome: Outcome, X: np.ndarray, confidence_level: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high end (m,) for design rows X (m, q), at the outcome's confidence level unless another is given."""
    level = outcome.confidence_level if confidence_level is None else confidence_level
    made = _calibrate(outcome, outcome.design.train)
    predicted = outcome.chosen.predict(X)
    spread = made.spread.at(X, predicted)
    ols = _closed_form(outcome)
    if ols is None or len(made.scores) > JACKKNIFE_PLUS_ROWS:
        return jackknife_interval(predicted, spread, made.scores, level)
    low, high = np.empty(len(X)), np.empty(len(X))
    for here in chunks(len(X), 2 * len(made.scores)):
        low[here], high[here] = jackknife_plus_interval(
            _without(outcome, ols, X[here]), spread[here], made.scores, level
        )
    return low, high


def coverage(outcome: Outcome, confidence_level: float | None = None) -> tuple[Coverage, ...]:
    """Measured coverage of all judged rows, of the terciles of the prediction, and of each common level."""
    level = outcome.confidence_level if confidence_level is None else confidence_level
    rows, covered, width = _judged(outcome, level)
    segments = _segments(outcome, rows)
    return tuple(_coverage(name, covered[here], width[here], outcome) for name, here in segments)


def coverage_overall(outcome: Outcome, confidence_level: float = 0.95) -> float:
    """Share of the judged rows whose interval held."""
    return coverage(outcome, confidence_level)[0].share


def _closed_form(outcome: Outcome) -> OLS | None:
    """The least-squares fit, where leaving one row out has a closed form on the target's own scale."""
    specification = outcome.chosen.specification
    plain = specification.response == "identity" and specification.family == "ols"
    return outcome.chosen_evidence.ols if plain and isinstance(outcome.chosen, LinearModel) else None


def _without(outcome: Outcome, ols: OLS, X: np.ndarray) -> np.ndarray:
    new, _ = model_matrix(outcome.chosen.specification.terms, X, outcome.design.names)
    return predictions_without(ols.coef, ols.X, ols.unscaled_covariance, ols.loo_residuals, new)


def _calibrate(outcome: Outcome, rows: np.ndarray) -> _Calibration:
    """From the out-of-sample errors of some design rows (mask or positions)."""
    X, errors = outcome.design.X[rows], outcome.chosen_errors[rows]
    predicted = outcome.chosen.predict(X)
    spread = fit_spread(X, predicted, errors)
    return _Calibration(errors / spread.at(X, predicted), spread)


def _judged(outcome: Outcome, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions of the judged rows, whether each was covered, and the width of its interval."""
    design = outcome.design
    test = np.flatnonzero(~design.train)
    if len(test):
        low, high = prediction_interval(outcome, design.X[test], level)
        return test, (design.y[test] >= low) & (design.y[test] <= high), high - low
    rows = np.flatnonzero(design.train)
    fold = np.random.default_rng([outcome.seed, 6]).permutation(len(rows)) % min(FOLDS, len(rows))
    covered, width = np.zeros(len(rows), bool), np.zeros(len(rows))
    for k in range(fold.max() + 1):
        here, others = rows[fold == k], rows[fold != k]
        made = _calibrate(outcome, others)
        errors = outcome.chosen_errors[here]
        spread = made.spread.at(design.X[here], outcome.chosen.predict(design.X[here]))
        below, above = conformal_offsets(made.scores, level)
        covered[fold == k] = (errors >= below * spread) & (errors <= above * spread)
        width[fold == k] = (above - below) * spread
    return rows, covered, width


def _segments(outcome: Outcome, rows: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Name and mask (over `rows`) of each segment."""
    design = outcome.design
    predicted = design.y[rows] - outcome.chosen_errors[rows]
    found = [("all rows", np.ones(len(rows), bool))]
    if len(rows) >= 3 * FEWEST_ROWS and np.ptp(predicted) > 0:
        first, second = np.quantile(predicted, [1 / 3, 2 / 3])
        found.append(("low predictions", predicted <= first))
        found.append(("middle predictions", (predicted > first) & (predicted <= second)))
        found.append(("high predictions", predicted > second))
    levels = [
        (column.name, design.X[rows, j] == 1)
        for j, column in enumerate(design.columns)
        if not column.numeric and np.count_nonzero(design.X[rows, j] == 1) >= FEWEST_ROWS
    ]
    return [(name, mask) for name, mask in found + levels[:MOST_LEVELS] if mask.any()]


def _coverage(name: str, covered: np.ndarray, width: np.ndarray, outcome: Outcome) -> Coverage:
    count = int(covered.sum())
    low, high = wilson_interval(count, len(covered), outcome.confidence_level)
    interval = Interval(100 * low, 100 * high, "%", outcome.confidence_level)
    return Coverage(name, len(covered), count / len(covered), interval, float(width.mean()))
