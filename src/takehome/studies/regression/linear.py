r"""Models that are linear in their terms, on the target itself or on a transform of it.

With a transformed response :math:`g(y) = X\beta + e`, the mean on the target's own scale is not
:math:`g^{-1}(X\beta)` but the average over the noise (Duan, 1983, *smearing*):

.. math:: E[y \mid x] = \frac1m \sum_r g^{-1}(x'\beta + e_r),

taken here over `SMEARING_POINTS` quantiles of the residuals. Residuals by leaving one out stay exact on the
transformed scale, so every response form is compared on the target's own scale under one score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.stats.ols import OLS, fit_ols
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.model import Specification, Term
from takehome.studies.regression.prepare import Design

SMEARING_POINTS = 251
SMALLEST = 1e-12
"""What a Box–Cox predictor outside its domain is moved to."""

NO_NOISE = np.zeros(1)
"""Quantiles of the noise when it is ignored: the transform is undone and nothing else."""


@dataclass(frozen=True, slots=True)
class Response:
    """A form of the target: `forward` on y, `backward` on the linear predictor (capped, so it stays finite)."""

    forward: Callable[[np.ndarray], np.ndarray]
    backward: Callable[[np.ndarray], np.ndarray]


def box_cox(power: float) -> Response:
    """(y^λ − 1)/λ and its inverse; Box & Cox (1964)."""
    return Response(
        lambda y: (y**power - 1.0) / power,
        lambda z: np.maximum(power * z + 1.0, SMALLEST) ** (1.0 / power),
    )


RESPONSES: dict[str, Response] = {
    "identity": Response(lambda y: y, lambda z: z),
    "log": Response(np.log, lambda z: np.exp(np.minimum(z, 230.0))),
    "root": Response(np.sqrt, lambda z: np.maximum(z, 0.0) ** 2),
}


def response_named(name: str) -> Response:
    """The response form of a specification; ``"power 0.25"`` is Box–Cox with λ = 0.25."""
    if name.startswith("power "):
        return box_cox(float(name.removeprefix("power ")))
    return RESPONSES[name]


@dataclass(frozen=True)
class Draw:
    """One bootstrap repetition of the search: its terms, coefficients and noise quantiles."""

    terms: tuple[Term, ...]
    coef: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class LinearModel:
    """A fitted model that is linear in its terms.

    Attributes
    ----------
    names : design columns, in the order of X.
    coef : (m,) coefficients, the constant first.
    noise : quantiles of the residuals on the transformed scale, for smearing.
    draws : bootstrap repetitions of the whole search.
    draws_about : the fit to the rows that the bootstrap looked at, and the root of their share of all rows, where
        these were a sample: deviations from it are shrunk by that root (Politis, Romano & Wolf 1999, ch. 2).
    """

    specification: Specification
    names: tuple[str, ...]
    coef: np.ndarray
    noise: np.ndarray
    draws: tuple[Draw, ...] = ()
    draws_about: tuple[Draw, float] | None = None

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Mean of the target for design rows X (n, q), shape (n,)."""
        return self._mean(X, Draw(self.specification.terms, self.coef, self.noise))

    def predict_draws(self, X: np.ndarray) -> np.ndarray:
        """The same for every bootstrap repetition, shape (replicates, n)."""
        if not self.draws:
            return np.empty((0, len(X)))
        drawn = np.vstack([self._mean(X, draw) for draw in self.draws])
        if self.draws_about is None:
            return drawn
        centre, shrink = self.draws_about
        return self.predict(X) + shrink * (drawn - self._mean(X, centre))

    def _mean(self, X: np.ndarray, draw: Draw) -> np.ndarray:
        matrix, _ = model_matrix(draw.terms, X, self.names)
        return undo(self.specification.response, matrix @ draw.coef, draw.noise)


def undo(response: str, predictor: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """The mean on the target's own scale, averaged over the noise quantiles, shape (n,)."""
    if response == "identity":
        return predictor
    backward = response_named(response).backward
    if response == "log":  # the average over the noise is one factor, Duan's own
        return backward(predictor) * float(np.exp(noise).mean())
    total = np.zeros_like(predictor)
    for quantile in noise:
        total += backward(predictor + quantile)
    return total / len(noise)


def noise_quantiles(residuals: np.ndarray) -> np.ndarray:
    """`SMEARING_POINTS` mid-quantiles of the residuals."""
    return np.quantile(residuals, (np.arange(SMEARING_POINTS) + 0.5) / SMEARING_POINTS)


@dataclass(frozen=True)
class LinearFit:
    """A fitted linear model with what leaving one out needs, on the training rows."""

    model: LinearModel
    ols: OLS
    matrix: np.ndarray
    term_features: tuple[tuple[str, ...], ...]


def fit_linear(design: Design, specification: Specification, smearing: bool = True) -> LinearFit:
    """Fit a specification to the training rows by least squares on the transformed target.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the terms are linearly dependent on the training rows.
    """
    matrix, features = model_matrix(specification.terms, design.X[design.train], design.names)
    z = response_named(specification.response).forward(design.y[design.train])
    ols = fit_ols(matrix, z)
    plain = specification.response == "identity" or not smearing
    noise = NO_NOISE if plain else noise_quantiles(ols.residuals)
    model = LinearModel(specification, design.names, ols.coef, noise)
    return LinearFit(model, ols, matrix, features)


def out_of_sample_errors(design: Design, fit: LinearFit) -> np.ndarray:
    """Actual − predicted for every design row by a fit that has not seen it: leave-one-out, then the hold-out."""
    left_out = undo(fit.model.specification.response, fit.ols.y - fit.ols.loo_residuals, fit.model.noise)
    errors = np.empty(len(design.y))
    errors[design.train] = design.y[design.train] - left_out
    test = ~design.train
    errors[test] = design.y[test] - fit.model.predict(design.X[test])
    return errors


def weighted(fit: LinearFit, weights: np.ndarray) -> OLS:
    """The same model matrix fitted with weights (n,): rows are scaled by √w, so leverage stays exact."""
    root = np.sqrt(weights)
    return fit_ols(fit.matrix * root[:, None], fit.ols.y * root)
