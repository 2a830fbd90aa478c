"""Logistic regression: probabilities from a weighted sum, fitted on standardised columns so that units do not matter.

The penalty is scikit-learn's (½‖β‖² against C times the log loss) and acts on standardised coefficients; what is kept
are the coefficients of the columns as they came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

MOST_ITERATIONS = 1_000


@dataclass(frozen=True)
class LogisticModel:
    """log odds = intercept + X @ coef."""

    intercept: float
    coef: np.ndarray

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (n,) of being positive."""
        return expit(self.log_odds(X))

    def log_odds(self, X: np.ndarray) -> np.ndarray:
        """Log odds (n,)."""
        return self.intercept + X @ self.coef


@dataclass(frozen=True)
class ConstantModel:
    """The same probability for every row: what is known without features."""

    probability: float

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (n,)."""
        return np.full(len(X), self.probability)


def fit_logistic(
    X: np.ndarray, y: np.ndarray, weights: np.ndarray, C: float = 1.0, balanced: bool = False
) -> LogisticModel:
    """Fit by penalised maximum likelihood.

    Parameters
    ----------
    C : inverse of the penalty, as scikit-learn has it. balanced : weigh the classes so that both count the same.
    """
    from sklearn.linear_model import LogisticRegression

    centre = np.average(X, axis=0, weights=weights)
    scale = np.sqrt(np.average((X - centre) ** 2, axis=0, weights=weights))
    scale[scale <= 1e-12 * np.abs(X).max(axis=0, initial=0.0)] = 1.0
    scale[scale == 0] = 1.0
    made = LogisticRegression(C=C, max_iter=MOST_ITERATIONS, class_weight="balanced" if balanced else None)
    made.fit((X - centre) / scale, y, sample_weight=weights)
    coef = made.coef_[0] / scale
    return LogisticModel(float(made.intercept_[0] - centre @ coef), coef)


def fit_constant(X: np.ndarray, y: np.ndarray, weights: np.ndarray) -> ConstantModel:
    """The weighted share of positives."""
    return ConstantModel(float(np.average(y, weights=weights)))
