r"""Repeating the whole search, so that intervals hold after selection.

The wild bootstrap keeps the features and draws new targets about the chosen model,

.. math:: y_i^* = \hat f(x_i) + e_{(i)} v_i, \qquad v_i = \pm 1,

with the leave-one-out residual of the row itself, so that noise which differs from row to row stays where it is
(Davidson & Flachaire 2008). On each sample everything is decided again: which features are bent, which form each
takes, where it bends, and the coefficients. Efron (2014), *Estimation and accuracy after model selection*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from takehome.stats.ols import fit_ols
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.linear import NO_NOISE, Draw, LinearFit, LinearModel, noise_quantiles
from takehome.studies.regression.model import Term
from takehome.studies.regression.search import SearchSpace, search_forms

REPLICATES = 200

Detect = Callable[[np.ndarray], tuple[str, ...]]
"""Target of the searched rows (transformed) -> the features that are bent, worst first."""


def with_searched_draws(
    space: SearchSpace, fit: LinearFit, detect: Detect, seed: int, replicates: int = REPLICATES
) -> LinearModel:
    """The model with draws: the search repeated on `replicates` wild-bootstrap samples of the searched rows.

    Parameters
    ----------
    fit : the chosen model on the training rows.
    detect : decides on each sample which features are bent.
    """
    rng = np.random.default_rng([seed, 1])
    terms = fit.model.specification.terms
    products = tuple(t for t in terms if t.form == "product")
    sampled = not isinstance(space.rows, slice)
    ols = fit_ols(model_matrix(terms, space.X, space.names)[0], fit.ols.y[space.rows]) if sampled else fit.ols
    draws = []
    for _ in range(replicates):
        signs = rng.integers(0, 2, size=len(ols.y)) * 2.0 - 1.0
        z = ols.fitted + ols.loo_residuals * signs
        draws.append(_draw(space, search_forms(space, z, detect(z), products), z, fit))
    about = None
    if sampled:
        about = _draw(space, terms, ols.y, fit), float(np.sqrt(len(ols.y) / len(fit.ols.y)))
    return replace(fit.model, draws=tuple(draws), draws_about=about)


def _draw(space: SearchSpace, terms: tuple[Term, ...], z: np.ndarray, fit: LinearFit) -> Draw:
    """Coefficients (and, for a transformed target, the noise) of one sample."""
    ols = fit_ols(model_matrix(terms, space.X, space.names)[0], z)
    return Draw(terms, ols.coef, NO_NOISE if len(fit.model.noise) == 1 else noise_quantiles(ols.residuals))
