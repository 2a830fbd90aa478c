"""Probabilities that do not depend on which rows stand beside a row, to the last bit.

A matrix product adds in an order that depends on the number of rows, and several threads add trees in the order in
which they come; so a row would be scored alone otherwise than in a table, in one bit of fifty, and a decision that
hangs on a tie would turn. Here every sum is made column by column and tree by tree, for one row as for many.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from takehome.studies.classification.calibration import log_odds
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.linear import LogisticModel
from takehome.studies.classification.predicted import AverageModel, Predicted
from takehome.studies.classification.trees import TreeModel

LARGEST = float(np.finfo(np.float32).max)
"""Forests compare in single precision."""


def probabilities(made: Predicted, X: np.ndarray) -> np.ndarray:
    """Calibrated probabilities (m,) of design rows (m, q)."""
    assert made.model is not None
    return made.calibration.apply(uncalibrated(made.model, X))


def uncalibrated(model: Model, X: np.ndarray) -> np.ndarray:
    """The model's own probabilities (m,) of design rows (m, q)."""
    if isinstance(model, LogisticModel):
        total = np.full(len(X), model.intercept)
        for coef, values in zip(model.coef, X.T, strict=True):
            total += coef * values
        return expit(total)
    if isinstance(model, AverageModel):
        return expit(np.mean([log_odds(uncalibrated(part, X)) for part in model.parts], axis=0))
    return walked(model, X)


def walked(model: Model, X: np.ndarray) -> np.ndarray:
    """Probabilities (m,) of a model that adds in one order: trees without scikit-learn's threads."""
    if isinstance(model, TreeModel):
        X = X if model.boosted else np.clip(X, -LARGEST, LARGEST)
        return replace(model, compiled=None).predict(X)
    return model.predict(X)
