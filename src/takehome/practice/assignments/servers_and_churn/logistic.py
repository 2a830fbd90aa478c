"""Logistic regression by Newton's method: the exact optimum, whatever the scale of the features, in milliseconds.

The penalty is scikit-learn's: half the squared coefficients over `strength` (its C), the constant left alone.
"""

from __future__ import annotations

import numpy as np

STEPS = 60
"""Newton's method converges in about ten steps; where classes can be separated the penalty stops it before this."""


def logistic(train_X: np.ndarray, left: np.ndarray, X: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """Probabilities at `X` of a fit to `train_X` (rows, features) and `left` (rows,), 0 or 1."""
    design = np.column_stack([np.ones(len(train_X)), train_X])
    penalty = np.diag([0.0, *np.full(train_X.shape[1], 1 / strength)])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = _logit_inverse(design @ weights)
        gradient = design.T @ (p - left) + penalty @ weights
        curvature = (design * np.maximum(p * (1 - p), 1e-9)[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return _logit_inverse(weights[0] + X @ weights[1:])


def standardised(train_X: np.ndarray, left: np.ndarray, X: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """The same on features with mean 0 and standard deviation 1 in the training rows."""
    centre, scale = train_X.mean(axis=0), train_X.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    return logistic((train_X - centre) / scale, left, (X - centre) / scale, strength)


def between_0_and_1(train_X: np.ndarray, left: np.ndarray, X: np.ndarray) -> np.ndarray:
    """The same on features that run from 0 to 1 in the training rows, which the penalty shrinks far more."""
    low = train_X.min(axis=0)
    width = train_X.max(axis=0) - low
    width = np.where(width > 0, width, 1.0)
    return logistic((train_X - low) / width, left, (X - low) / width)


def _logit_inverse(score: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -40, 40))))
