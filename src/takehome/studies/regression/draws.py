"""Draws of the chosen model when the search was not bootstrapped (``fast=True``): normal, from the HC3 covariance.

They hold the terms fixed, so intervals from them do not pay for the selection; sentences that rest on them say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.normal_draws import normal_draws
from takehome.stats.ols import hc3_covariance
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.linear import undo
from takehome.studies.regression.model import Fitted, Specification
from takehome.studies.regression.outcome import Outcome

PARAMETRIC_DRAWS = 200


@dataclass
class FixedTerms:
    """A fitted model whose draws vary the coefficients of its own terms and nothing else."""

    fitted: Fitted
    specification: Specification
    names: tuple[str, ...]
    coef_draws: np.ndarray
    noise: np.ndarray

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Predictions (n,) of the model itself."""
        return self.fitted.predict(X)

    def predict_draws(self, X: np.ndarray) -> np.ndarray:
        """Predictions (replicates, n) under the drawn coefficients."""
        matrix, _ = model_matrix(self.specification.terms, X, self.names)
        predictors = self.coef_draws @ matrix.T
        return undo(self.specification.response, predictors, self.noise)


def searched(outcome: Outcome) -> bool:
    """Whether the chosen model's draws repeat the whole search."""
    return len(outcome.chosen.predict_draws(outcome.design.X[:1])) > 1


def with_draws(outcome: Outcome) -> Fitted:
    """The chosen model, with draws from its HC3 covariance where the search left none and it is linear in terms."""
    ols = outcome.chosen_evidence.ols
    if searched(outcome) or ols is None:
        return outcome.chosen
    rng = np.random.default_rng([outcome.seed, 4])
    coef = normal_draws(rng, ols.coef, hc3_covariance(ols), PARAMETRIC_DRAWS)
    noise = np.asarray(getattr(outcome.chosen, "noise", np.zeros(1)))
    return FixedTerms(outcome.chosen, outcome.chosen.specification, outcome.design.names, coef, noise)
