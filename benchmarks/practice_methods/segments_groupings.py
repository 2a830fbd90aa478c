"""Ways to find the groups of the assignment "segments-and-bots" that a candidate may defend, each on its own.

Each takes the scaled features, shape (n, 5), and returns a group for every row, shape (n,), −1 for none; it finds the
number of groups by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

NUMBERS = range(2, 11)

Grouping = Callable[[np.ndarray], np.ndarray]


def features(world: Any) -> np.ndarray:
    """The five features in their own units, shape (n, 5)."""
    names = ["Session_Minutes", "Items_Viewed", "Cart_Value", "Return_Rate", "Support_Tickets"]
    values: np.ndarray = world.tables["users"][names].to_numpy(float)
    return values


def scaled(world: Any) -> np.ndarray:
    """The five features, each less its mean and in standard deviations."""
    values = features(world)
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)


def best_silhouette(X: np.ndarray, fitted: Callable[[int], np.ndarray], numbers: Sequence[int] = NUMBERS) -> np.ndarray:
    """The labels of the number of groups whose mean silhouette is highest."""
    from sklearn.metrics import silhouette_score

    labels = [fitted(k) for k in numbers]
    return labels[int(np.argmax([silhouette_score(X, one) for one in labels]))]


def kmeans(X: np.ndarray) -> np.ndarray:
    """K-means, the number by silhouette."""
    from sklearn.cluster import KMeans

    return best_silhouette(X, lambda k: KMeans(k, n_init=5, random_state=0).fit_predict(X))


def kmeans_elbow(X: np.ndarray) -> np.ndarray:
    """K-means, the number where the logarithm of the inertia bends most: the largest second difference."""
    from sklearn.cluster import KMeans

    fits = [KMeans(k, n_init=5, random_state=1).fit(X) for k in (1, *NUMBERS)]
    bend = np.diff(np.log([fit.inertia_ for fit in fits]), 2)
    # the first bends (3 groups or fewer) belong to the step that every table makes
    return fits[int(np.argmax(bend[2:])) + 3].labels_


def ward(X: np.ndarray) -> np.ndarray:
    """Ward's tree (scipy), cut where the silhouette is highest."""
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(X, "ward")
    return best_silhouette(X, lambda k: fcluster(tree, k, "maxclust"))


def mixture(X: np.ndarray) -> np.ndarray:
    """Gaussian mixture, the number by silhouette."""
    from sklearn.mixture import GaussianMixture

    def fitted(k: int) -> np.ndarray:
        return GaussianMixture(k, n_init=10, random_state=0, reg_covar=1e-2).fit(X).predict(X)

    return best_silhouette(X, fitted, range(2, 8))


def kmeans_without_bots(X: np.ndarray) -> np.ndarray:
    """The farthest cluster of twenty rows or more in DBSCAN is set apart, then K-means on the rest, scaled anew."""
    from sklearn.cluster import DBSCAN

    dense = DBSCAN(eps=0.5, min_samples=5).fit_predict(X)
    large = [group for group in set(dense.tolist()) - {-1} if (dense == group).sum() >= 20]
    far = {group: np.linalg.norm(X[dense == group], axis=1).mean() for group in large}
    bots = dense == max(far, key=lambda group: far[group])
    rest = (X[~bots] - X[~bots].mean(axis=0)) / X[~bots].std(axis=0)
    labels = np.zeros(len(X), int)
    labels[~bots] = 1 + np.unique(kmeans(rest), return_inverse=True)[1]
    return labels


GROUPINGS: dict[str, Grouping] = {
    "kmeans": kmeans,
    "kmeans-elbow": kmeans_elbow,
    "kmeans-without-bots": kmeans_without_bots,
    "ward": ward,
    "mixture": mixture,
}

_FOUND: dict[tuple[int, int, str], np.ndarray] = {}


def groups(world: Any, name: str) -> np.ndarray:
    """The groups of a world, found once for each of its sections."""
    key = (world.seed, world.level, name)
    if key not in _FOUND:
        _FOUND.clear() if len(_FOUND) > 100 else None
        _FOUND[key] = GROUPINGS[name](scaled(world))
    return _FOUND[key]
