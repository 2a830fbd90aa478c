"""One family fitted once, from nothing: to all rows, to a sample, or to rows drawn anew."""

from __future__ import annotations

import warnings

import numpy as np

from takehome.stats.clustering.genie import genie_labels
from takehome.stats.clustering.kmeans import kmeans, refined_kmeans
from takehome.stats.clustering.mutual_reachability import mutual_reachability_tree
from takehome.studies.segmentation.partition.assigners import KMEANS, MIXTURE, Assigner, Centres, Mixture, Neighbours

FEW_SEGMENTS = 8
"""Up to here one start of K-means is enough; beyond it a single k-means++ often ends in a poor optimum, and a replicate
would measure that instead (field notes: three starts above 8)."""

FEWEST_A_PARAMETER = 2
"""Rows for each parameter of a component below which no mixture is fitted."""

FLAT = 1e-6
"""Added to the diagonal of covariances, relative to scaled columns of spread 1 (scikit-learn's default)."""


def fresh(family: str, Z: np.ndarray, k: int, weights: np.ndarray, rng: np.random.Generator) -> Assigner | None:
    """A family fitted to weighted rows without any knowledge of another fit; None where that cannot be.

    Parameters
    ----------
    Z : (m, q) scaled rows. weights : (m,) whole numbers above 0, how often each was drawn.
    """
    if family == KMEANS:
        if k > FEW_SEGMENTS:
            return Centres(refined_kmeans(Z, k, rng, weights, restarts=1).centres)
        return Centres(kmeans(Z, k, rng, weights, restarts=1).centres)
    if family == MIXTURE:
        return fit_mixture(np.repeat(Z, weights.astype(int), axis=0), k, rng, starts=1)
    return fit_tree(Z, k)


def fit_mixture(Z: np.ndarray, k: int, rng: np.random.Generator, starts: int) -> Mixture | None:
    """A mixture with full covariances; None where the rows are too few for its parameters."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    q = Z.shape[1]
    if len(Z) < FEWEST_A_PARAMETER * k * (q + q * (q + 1) / 2):
        return None
    seed = int(rng.integers(2**31))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit = GaussianMixture(k, n_init=starts, reg_covar=FLAT, random_state=seed).fit(Z)
    return Mixture(fit.weights_, fit.means_, fit.precisions_cholesky_)


def fit_tree(Z: np.ndarray, k: int) -> Neighbours | None:
    """The Genie tree cut into k; None where there are too few different rows."""
    rows = np.unique(Z, axis=0)
    if len(rows) <= k:
        return None
    edges, lengths = mutual_reachability_tree(rows, np.zeros(len(rows)))
    own = genie_labels(edges, lengths, len(rows), [k])[k]
    centres = np.array([rows[own == j].mean(axis=0) for j in range(k)])
    return Neighbours(rows, own, centres)
