r"""The total over many rows as one quantity with an interval: not the sum of the rows' intervals.

Theory
------
The total of *m* new rows errs for two reasons. The rows' own noise is independent, so its standard deviation is
:math:`(\sum \sigma_i^2)^{1/2}` and grows like :math:`\sqrt m`; the error of the model is shared by all rows, so that of
:math:`\sum \hat f(x_i)` grows like *m*. A shock that hits all rows at once, with correlation :math:`\rho` between
any two, gives a noise variance of

.. math:: (1 - \rho) \sum \sigma_i^2 + \rho \bigl(\sum \sigma_i\bigr)^2,

and at :math:`\rho = 1` the sum of the intervals is right. Data of single rows cannot tell :math:`\rho`, so the
interval assumes 0 and says what others would do. Embrechts, McNeil & Straumann (2002), "Correlation and dependence in
risk management", on why the dependence matters more than the margins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from takehome.protocol import Interval
from takehome.studies.regression.draws import with_draws
from takehome.studies.regression.intervals import prediction_interval
from takehome.studies.regression.noise import fit_spread
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.uncertainty import residual_degrees
from takehome.studies.wording import with_unit
from takehome.units import Quantity, format_number

CORRELATIONS = (0.01, 0.1, 0.5)
_CELLS = 4_000_000


@dataclass(frozen=True)
class Total:
    """The total of many rows.

    Attributes
    ----------
    interval : independent noise and the model's uncertainty. sum_of_intervals : what adding the rows' intervals gives.
    noise_sd, model_sd : the two standard deviations, in the target's unit.
    with_shared_shocks : (correlation, interval) pairs.
    """

    rows: int
    total: Quantity
    interval: Interval
    sum_of_intervals: Interval
    noise_sd: float
    model_sd: float
    with_shared_shocks: tuple[tuple[float, Interval], ...]
    sentence: str


def total_cost(outcome: Outcome, X: np.ndarray | None = None) -> Total:
    """The total of the target over design rows X (m, q); over all rows of the study when None."""
    X = outcome.design.X if X is None else X
    unit, level = outcome.design.target_unit, outcome.confidence_level
    predicted = outcome.chosen.predict(X)
    sigma, model_sd = _noise_sd(outcome, X, predicted), _model_sd(outcome, X)
    t = float(stdtrit(residual_degrees(outcome), 0.5 + level / 2))
    total = float(predicted.sum())

    def around(correlation: float) -> Interval:
        variance = (1 - correlation) * float(sigma @ sigma) + correlation * float(sigma.sum()) ** 2
        half = t * float(np.hypot(np.sqrt(variance), model_sd))
        return Interval(total - half, total + half, unit, level)

    low, high = prediction_interval(outcome, X)
    added = Interval(float(low.sum()), float(high.sum()), unit, level)
    shared = tuple((correlation, around(correlation)) for correlation in CORRELATIONS)
    noise_sd = float(np.sqrt(sigma @ sigma))
    sentence = _sentence(outcome, len(X), total, around(0.0), added, shared)
    return Total(len(X), Quantity(total, unit), around(0.0), added, noise_sd, model_sd, shared, sentence)


def _noise_sd(outcome: Outcome, X: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Standard deviation of each row's own noise (m,), from the errors of training rows by models without them."""
    train = outcome.design.train
    errors, seen = outcome.chosen_errors[train], outcome.design.X[train]
    fitted = outcome.chosen.predict(seen)
    spread = fit_spread(seen, fitted, errors)
    return spread.at(X, predicted) * float(np.std(errors / spread.at(seen, fitted)))


def _model_sd(outcome: Outcome, X: np.ndarray) -> float:
    """Standard deviation of the predicted total over the draws; without draws, that of the mean error times m."""
    fitted = with_draws(outcome)
    first = fitted.predict_draws(X[:1])
    if len(first) < 2:
        errors = outcome.chosen_errors[outcome.design.train]
        return float(len(X) * errors.std() / np.sqrt(len(errors)))
    step = max(1, _CELLS // len(first))
    totals = sum(fitted.predict_draws(X[k : k + step]).sum(axis=1) for k in range(0, len(X), step))
    return float(np.std(totals, ddof=1))


def _sentence(
    outcome: Outcome,
    rows: int,
    total: float,
    alone: Interval,
    added: Interval,
    shared: tuple[tuple[float, Interval], ...],
) -> str:
    target, unit = outcome.design.target, outcome.design.target_unit
    correlation, wider = shared[1]
    ratio = (added.high - added.low) / max(alone.high - alone.low, 1e-300)
    return (
        f"{target} of all {rows:,} rows together: {with_unit(total, unit)} ({alone}), noise taken as independent. "
        f"Adding up the rows' own intervals would give one {format_number(ratio)} times as wide. A shock shared by all "
        f"rows is not in the data: a correlation of {correlation:g} between rows would widen it to {wider}."
    )
