"""The models that are tried, the simplest first: by how many numbers they keep, which is what a reader must trust.

No features; logistic regression, more and less shrunk; boosting, small and large; their average; forests. Class
weights are tried, not assumed: they stand beside the others and are judged by the same log loss.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from takehome.studies.classification.linear import fit_constant, fit_logistic
from takehome.studies.classification.trees import fit_boosting, fit_forest

MANY_ROWS = 20_000
"""Above, a tree of a forest sees so many rows at most, and forests that are only for comparison are left out."""

TWO_THREADS_FROM = 5_000
"""Below, starting a thread takes longer than growing a tree."""

SHRUNK = 0.1
TREES = 100

NO_FEATURES = "no features"
LOGISTIC = "logistic regression"
SHRUNK_LOGISTIC = "logistic regression, shrunk"
BOOSTED = "small boosting"
AVERAGE = "logistic regression and boosting, averaged"
FOREST = "random forest"
FOREST_OF_MANY = "random forest, 5 rows a leaf"
SMALL_BOOSTING = {"learning_rate": 0.05, "max_iter": 100, "max_leaf_nodes": 8, "l2_regularization": 1.0}
BOOSTING = {"learning_rate": 0.05, "max_iter": 200, "max_leaf_nodes": 16, "l2_regularization": 1.0}


class Model(Protocol):
    """What is fitted: probabilities from design rows."""

    def predict(self, X: np.ndarray) -> np.ndarray: ...


Fit = Callable[[np.ndarray, np.ndarray, np.ndarray], Model]
"""(X, y, weights) → model."""


@dataclass(frozen=True)
class Candidate:
    """A way to fit a model.

    Attributes
    ----------
    calibrated : whether its calibrated versions are tried as well.
    chooses : whether it may be chosen; the others stand beside for comparison.
    """

    name: str
    fit: Fit
    calibrated: bool = True
    chooses: bool = True


def candidates(rows: int, seed: int, fast: bool = False) -> tuple[Candidate, ...]:
    """The models for so many training rows, the simplest first."""
    fewer = [
        Candidate(NO_FEATURES, fit_constant, calibrated=False),
        Candidate(SHRUNK_LOGISTIC, partial(fit_logistic, C=SHRUNK)),
        Candidate(LOGISTIC, fit_logistic),
        Candidate(BOOSTED, partial(fit_boosting, seed=seed, settings=SMALL_BOOSTING)),
    ]
    if fast:
        return tuple(fewer)
    weighted = Candidate(f"{LOGISTIC}, balanced classes", partial(fit_logistic, balanced=True))
    boosting = Candidate("boosting", partial(fit_boosting, seed=seed, settings=BOOSTING))
    return (*fewer[:3], weighted, fewer[3], boosting, *_forests(rows, seed))


def _forests(rows: int, seed: int) -> list[Candidate]:
    settings: dict[str, Any] = {"n_estimators": TREES}
    if rows > TWO_THREADS_FROM:
        settings["n_jobs"] = min(2, os.cpu_count() or 1)
    if rows > MANY_ROWS:
        settings["max_samples"] = MANY_ROWS
    found = [Candidate(FOREST_OF_MANY, partial(fit_forest, seed=seed, settings={**settings, "min_samples_leaf": 5}))]
    if rows <= MANY_ROWS:
        weighted = {**settings, "class_weight": "balanced"}
        found.append(Candidate(FOREST, partial(fit_forest, seed=seed, settings=settings)))
        found.append(Candidate(f"{FOREST}, balanced classes", partial(fit_forest, seed=seed, settings=weighted)))
    return found
