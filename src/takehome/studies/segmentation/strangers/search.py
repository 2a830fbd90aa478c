"""Who should not be in the table: one tree, several radii, micro-clusters and their measured reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.core_distances import core_distances
from takehome.stats.clustering.dbscan import dbscan_labels
from takehome.stats.clustering.dendrogram import single_linkage
from takehome.stats.clustering.mutual_reachability import mutual_reachability_tree
from takehome.studies.segmentation.strangers.distances import Eps, candidates
from takehome.studies.segmentation.strangers.micro_clusters import (
    Evidence,
    MicroCluster,
    Rows,
    belongs,
    branches,
    micro_cluster,
    odd_branches,
)

MIN_SAMPLES = 5
"""Rows (itself counted) within eps that make a row a core row: the brief's starting point."""

TREE_ROWS = 300_000
"""Different rows that the tree is built on at most; above it a seeded sample."""


@dataclass(frozen=True)
class AtEps:
    """What DBSCAN says at one radius: its clusters, its noise, and how much of the micro-clusters is in the noise."""

    eps: Eps
    clusters: int
    noise: int
    micro_in_noise: int


@dataclass(frozen=True)
class Strangers:
    """What was found.

    Attributes
    ----------
    member : (n,) number of the micro-cluster that a row belongs to, −1 for none.
    at_eps : what each radius says. sparse_eps : the largest of them; a row with fewer rows around it than make a core
        row lies in empty space.
    rows : the different rows that the tree was built on.
    looked_at : branches of the tree that were small enough to be judged.
    nearest_miss : of those that are not odd, the one set apart most; None without any.
    """

    micro: tuple[MicroCluster, ...]
    member: np.ndarray
    at_eps: tuple[AtEps, ...]
    sparse_eps: float
    rows: Rows
    looked_at: int
    nearest_miss: Evidence | None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Rows of each micro-cluster."""
        return tuple(int((self.member == j).sum()) for j in range(len(self.micro)))


def search(Z: np.ndarray, seed: int) -> Strangers:
    """Find the micro-clusters.

    Parameters
    ----------
    Z : (n, q) rows in the strangers' scale, in canonical order.
    """
    distinct, place, count = np.unique(Z, axis=0, return_inverse=True, return_counts=True)
    kept = np.arange(len(distinct))
    if len(distinct) > TREE_ROWS:
        kept = np.sort(np.random.default_rng([seed, 11]).choice(len(distinct), TREE_ROWS, replace=False))
    enough = len(Z) >= MIN_SAMPLES and len(kept) > 1
    core = core_distances(distinct[kept], MIN_SAMPLES, count[kept]) if enough else np.zeros(len(kept))
    rows = Rows(distinct[kept], count[kept], core)
    if not enough:
        return Strangers((), np.full(len(Z), -1), (), 0.0, rows, 0, None)
    edges, lengths = mutual_reachability_tree(rows.U, core)
    found = branches(single_linkage(edges, lengths, rows.count), rows)
    odd, miss = odd_branches(found, rows, seed)
    micro = tuple(micro_cluster(branch, evidence, rows) for branch, evidence in odd)
    member = np.full(len(distinct), -1)
    for j, one in enumerate(micro):
        member[belongs(one.cores, one.radius, distinct) & (member < 0)] = j
    radii = candidates(np.repeat(core, rows.count), MIN_SAMPLES)
    at = tuple(_at(eps, edges, lengths, rows, member[kept] >= 0) for eps in radii)
    sparse = radii[-1].value if radii else 0.0
    return Strangers(micro, member[place.ravel()], at, sparse, rows, len(found), miss)


def _at(eps: Eps, edges: np.ndarray, lengths: np.ndarray, rows: Rows, in_micro: np.ndarray) -> AtEps:
    labels = dbscan_labels(edges, lengths, rows.core, rows.U, eps.value)
    noise = labels < 0
    clusters = len(np.unique(labels[~noise]))
    return AtEps(eps, clusters, int(rows.count[noise].sum()), int(rows.count[noise & in_micro].sum()))
