"""A model with its probabilities for every row, each by a model that had not seen the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from takehome.studies.classification.calibration import Calibration, fit_calibration, log_odds
from takehome.studies.classification.candidates import Candidate, Model
from takehome.studies.classification.prepare import Design


@dataclass(frozen=True)
class Predicted:
    """One model, calibrated or not.

    Attributes
    ----------
    name : ``"logistic regression"``, ``"boosting, sigmoid"``.
    model : fitted on all training rows; None for scores that somebody else made.
    calibration : from the model's score to a probability.
    unseen : (repeats, n) probabilities of the design rows: out of fold on the training rows, by `model` on the others.
    """

    name: str
    model: Model | None
    calibration: Calibration
    unseen: np.ndarray

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (m,) of new design rows."""
        assert self.model is not None
        return self.calibration.apply(self.model.predict(X))

    @property
    def p(self) -> np.ndarray:
        """(n,) probabilities, averaged over the repeats."""
        return self.unseen.mean(axis=0)


@dataclass(frozen=True)
class AverageModel:
    """Several models at once: the mean of their log odds."""

    parts: tuple[Model, ...]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (n,) of being positive."""
        return _averaged([part.predict(X) for part in self.parts])


def _averaged(probabilities: Sequence[np.ndarray]) -> np.ndarray:
    return expit(np.mean([log_odds(p) for p in probabilities], axis=0))


def averaged(name: str, parts: Sequence[Predicted]) -> Predicted:
    """The average of models that were fitted already; nothing is fitted anew."""
    models = tuple(part.model for part in parts if part.model is not None)
    return Predicted(name, AverageModel(models), Calibration(), _averaged([part.unseen for part in parts]))


def cross_fitted(candidate: Candidate, design: Design, folds: np.ndarray) -> Predicted:
    """Fit on the training rows without each fold in turn, and on all of them.

    Parameters
    ----------
    folds : (repeats, n) the fold of each training row (−1 on the others).
    """
    X, y, weights = design.X, design.y.astype(float), design.weights
    model = candidate.fit(X[design.train], y[design.train], weights[design.train])
    unseen = np.empty(folds.shape)
    if design.held_out:
        unseen[:, ~design.train] = model.predict(X[~design.train])
    for r, fold in enumerate(folds):
        for k in range(int(fold.max()) + 1):
            seen = design.train & (fold != k)
            unseen[r, fold == k] = candidate.fit(X[seen], y[seen], weights[seen]).predict(X[fold == k])
    return Predicted(candidate.name, model, Calibration(), unseen)


def calibrated(raw: Predicted, kind: str, design: Design, folds: np.ndarray) -> Predicted:
    """A calibrated version: each training row by a curve fitted to the scores of other folds."""
    if kind == "raw":
        return raw
    train, y, weights = design.train, design.y.astype(float), design.weights
    repeats = len(folds)
    stacked = raw.unseen[:, train].ravel()
    curve = fit_calibration(kind, stacked, np.tile(y[train], repeats), np.tile(weights[train], repeats) / repeats)
    unseen = curve.apply(raw.unseen)
    for r, fold in enumerate(folds):
        for k in range(int(fold.max()) + 1):
            seen = train & (fold != k)
            own = fit_calibration(kind, raw.unseen[r, seen], y[seen], weights[seen])
            unseen[r, fold == k] = own.apply(raw.unseen[r, fold == k])
    return replace(raw, name=f"{raw.name}, {kind}", calibration=curve, unseen=unseen)
