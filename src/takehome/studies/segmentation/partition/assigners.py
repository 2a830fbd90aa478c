"""Which segment a row belongs to, for rows that were fitted and for new ones alike: one rule a family, plain arrays.

The labels of the fit are what these give on its own rows, so that fit and score cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.spatial import cKDTree

KMEANS, MIXTURE, TREE = "K-means", "Gaussian mixture", "Genie tree"
NEAREST = 10


class Assigner(Protocol):
    """Labels 0 … K − 1 of scaled rows (m, q), and how odd each row is in its segment (higher is odder)."""

    @property
    def family(self) -> str: ...
    @property
    def k(self) -> int: ...
    def labels(self, Z: np.ndarray) -> np.ndarray: ...
    def oddness(self, Z: np.ndarray, labels: np.ndarray) -> np.ndarray: ...
    def margin(self, Z: np.ndarray) -> np.ndarray: ...
    def renumbered(self, order: np.ndarray) -> Assigner: ...


@dataclass(frozen=True)
class Centres:
    """The nearest centre, as the largest of K linear scores :math:`c_k \\cdot z - |c_k|^2 / 2`; the first of equals.

    Attributes
    ----------
    centres : (K, q).
    """

    centres: np.ndarray
    family = KMEANS

    @property
    def k(self) -> int:
        return len(self.centres)

    def scores(self, Z: np.ndarray) -> np.ndarray:
        """(m, K) linear scores."""
        return Z @ self.centres.T - (self.centres**2).sum(axis=1) / 2

    def labels(self, Z: np.ndarray) -> np.ndarray:
        return self.scores(Z).argmax(axis=1)

    def oddness(self, Z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return np.sqrt(((Z - self.centres[labels]) ** 2).sum(axis=1))

    def margin(self, Z: np.ndarray) -> np.ndarray:
        """(d₂ − d₁) / (d₁ + d₂) of the distances to the nearest and the second nearest centre."""
        if self.k == 1:
            return np.ones(len(Z))
        squared = np.maximum((Z**2).sum(axis=1)[:, None] - 2 * self.scores(Z), 0.0)
        near = np.sqrt(np.partition(squared, 1, axis=1)[:, :2])
        total = near.sum(axis=1)
        return np.where(total > 0, (near[:, 1] - near[:, 0]) / np.where(total > 0, total, 1.0), 0.0)

    def renumbered(self, order: np.ndarray) -> Centres:
        return Centres(self.centres[order])


@dataclass(frozen=True)
class Mixture:
    """The component of the highest posterior probability.

    Attributes
    ----------
    shares : (K,). means : (K, q). roots : (K, q, q) Cholesky factors of the precisions, as scikit-learn has them.
    """

    shares: np.ndarray
    means: np.ndarray
    roots: np.ndarray
    family = MIXTURE

    @property
    def k(self) -> int:
        return len(self.shares)

    @property
    def centres(self) -> np.ndarray:
        return self.means

    def scores(self, Z: np.ndarray) -> np.ndarray:
        """(m, K) logarithms of share × density, up to a constant."""
        found = np.empty((len(Z), self.k))
        for j in range(self.k):
            found[:, j] = -0.5 * self._squared(Z, j) + np.log(np.diag(self.roots[j])).sum() + np.log(self.shares[j])
        return found

    def labels(self, Z: np.ndarray) -> np.ndarray:
        return self.scores(Z).argmax(axis=1)

    def oddness(self, Z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        found = np.empty(len(Z))
        for j in range(self.k):
            own = labels == j
            found[own] = np.sqrt(self._squared(Z[own], j))
        return found

    def margin(self, Z: np.ndarray) -> np.ndarray:
        """The largest posterior probability less the second largest."""
        if self.k == 1:
            return np.ones(len(Z))
        found = self.scores(Z)
        shares = np.exp(found - found.max(axis=1, keepdims=True))
        top = np.partition(shares / shares.sum(axis=1, keepdims=True), -2, axis=1)[:, -2:]
        return top[:, 1] - top[:, 0]

    def _squared(self, Z: np.ndarray, j: int) -> np.ndarray:
        """Squared Mahalanobis distances to a component."""
        return (((Z - self.means[j]) @ self.roots[j]) ** 2).sum(axis=1)

    def renumbered(self, order: np.ndarray) -> Mixture:
        return Mixture(self.shares[order], self.means[order], self.roots[order])


@dataclass(frozen=True)
class Neighbours:
    """The segment of the nearest labelled row; of a labelled row itself, its own.

    Attributes
    ----------
    rows : (m, q) different rows. own : (m,) their segments. centres : (K, q) means, for the profile alone.
    """

    rows: np.ndarray
    own: np.ndarray
    centres: np.ndarray
    family = TREE

    @property
    def k(self) -> int:
        return len(self.centres)

    @cached_property
    def tree(self) -> cKDTree:
        """The search tree of the labelled rows."""
        return cKDTree(self.rows)

    def labels(self, Z: np.ndarray) -> np.ndarray:
        return self.own[self.tree.query(Z)[1]]

    def oddness(self, Z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Distance to the nearest labelled row at another place."""
        near = self.tree.query(Z, min(2, len(self.rows)))[0].reshape(len(Z), -1)
        return np.where(near[:, 0] > 0, near[:, 0], near[:, -1])

    def margin(self, Z: np.ndarray) -> np.ndarray:
        """Among the ten nearest labelled rows, the share of the own segment less that of the commonest other."""
        if self.k == 1:
            return np.ones(len(Z))
        near = self.tree.query(Z, min(NEAREST, len(self.rows)))[1].reshape(len(Z), -1)
        count = np.stack([(self.own[near] == j).mean(axis=1) for j in range(self.k)], axis=1)
        rows, own = np.arange(len(Z)), self.own[near[:, 0]]
        mine = count[rows, own]
        count[rows, own] = -1.0
        return np.maximum(mine - count.max(axis=1), 0.0)

    def renumbered(self, order: np.ndarray) -> Neighbours:
        place = np.empty(len(order), int)
        place[order] = np.arange(len(order))
        return Neighbours(self.rows, place[self.own], self.centres[order])
