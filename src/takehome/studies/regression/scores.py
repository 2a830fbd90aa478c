"""How far predictions are from what happened, in the target's unit, each number with its interval.

All errors are out of sample. The intervals of RMSE and MAE come from their standard errors over rows; that of R² from
Fisher's z-like transform on 1 − R² (log ratio of two mean squares, delta method).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from takehome.protocol import Interval
from takehome.stats.ols import fit_ols

REPEATS = 10
FOLDS = 5
LARGE = 20_000


@dataclass(frozen=True)
class Score:
    """A number and its interval."""

    value: float
    interval: Interval


def rmse(errors: np.ndarray) -> float:
    """Root of the mean square, in the unit of the errors."""
    return float(np.sqrt(np.mean(errors**2)))


def score_errors(errors: np.ndarray, y: np.ndarray, unit: str, confidence_level: float) -> dict[str, Score]:
    """RMSE, MAE and R² of out-of-sample errors (n,) of a target (n,)."""
    z = float(special.ndtri(0.5 + confidence_level / 2))
    n = len(errors)
    squares, sizes, spread = errors**2, np.abs(errors), (y - y.mean()) ** 2
    rmse = float(np.sqrt(squares.mean()))
    relative = z * float(np.std(squares)) / np.sqrt(n) / max(2 * rmse**2, 1e-300)
    mae, mae_error = float(sizes.mean()), z * float(np.std(sizes)) / np.sqrt(n)
    return {
        "rmse": Score(rmse, Interval(rmse * np.exp(-relative), rmse * np.exp(relative), unit, confidence_level)),
        "mae": Score(mae, Interval(max(mae - mae_error, 0.0), mae + mae_error, unit, confidence_level)),
        "r2": _explained(squares, spread, z, confidence_level),
    }


def _explained(squares: np.ndarray, spread: np.ndarray, z: float, confidence_level: float) -> Score:
    """R²; where the target does not vary 1 for exact predictions and 0 for others, as scikit-learn has it."""
    left, whole = float(squares.mean()), float(spread.mean())
    if whole == 0 or left == 0:
        value = float(left == 0)
        return Score(value, Interval(value, value, "", confidence_level))
    ratio = left / whole
    error = z * float(np.std(squares / left - spread / whole)) / np.sqrt(len(squares))
    return Score(1 - ratio, Interval(1 - ratio * np.exp(error), 1 - ratio * np.exp(-error), "", confidence_level))


def repeated_cross_validation(matrix: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """RMSE of each of `REPEATS` five-fold cross-validations of a least-squares fit, shape (repeats,)."""
    rng = np.random.default_rng([seed, 4])
    repeats = REPEATS if len(y) <= LARGE else 2
    found = []
    for _ in range(repeats):
        fold = rng.permutation(len(y)) % FOLDS
        squares = 0.0
        for k in range(FOLDS):
            try:
                fit = fit_ols(matrix[fold != k], y[fold != k])
            except np.linalg.LinAlgError:  # a level that only this fold has
                return np.empty(0)
            squares += float(np.sum((y[fold == k] - fit.predict(matrix[fold == k])) ** 2))
        found.append(np.sqrt(squares / len(y)))
    return np.array(found)
