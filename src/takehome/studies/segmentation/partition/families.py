r"""K-means, a Gaussian mixture, or a tree: one rule decides.

Theory
------
A good border between segments runs where few rows are, so that neighbours seldom lie on different sides of it. Each
family's partition is measured by its *broken neighbourhoods*: the share of the ten nearest rows of a row that are in
another segment. The simpler family is preferred (K-means, then the mixture, then the tree) unless a later one breaks
at most two thirds as many, and the difference is material. The rule looks at no label and at no index that was made
for one of the families.

- K-means: round segments of one size (Lloyd 1982).
- Gaussian mixture with full covariances: segments that are stretched or of unequal spread (McLachlan & Peel 2000).
- Genie tree: segments of any shape; single linkage whose merges are bound by the Gini index of the sizes (Gagolewski,
  Bartoszuk & Cena 2016, *Information Sciences* 363:8–23).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from takehome.studies.segmentation.partition.assigners import Assigner, Centres
from takehome.studies.segmentation.partition.fitting import fit_mixture, fit_tree

NEIGHBOURS = 10
FEWER = 2 / 3
"""Broken neighbourhoods of a later family over the simpler one's, at most, for it to be preferred.
``benchmarks/segmentation_families.py`` measures other limits beside it: from a half to nine tenths the mean index
hardly moves, below a half it falls."""

WORTH_A_FAMILY = 0.004
"""Broken neighbourhoods less, as a share, below which no other family is worth its rules: at four in a thousand the two
partitions are about the same, and the simpler one is read, scored and written as SQL more easily."""

COMPARED_ROWS = 20_000
"""Rows that the mixture and the tree are fitted on, at most (a seeded sample)."""

ASKED_ROWS = 5_000
"""Rows whose neighbourhoods are looked at, at most."""

MIXTURE_STARTS = 3


@dataclass(frozen=True)
class Candidate:
    """One family's partition: the rule, its labels, and its broken neighbourhoods (a share)."""

    assigner: Assigner
    labels: np.ndarray
    broken: float


def compared(Z: np.ndarray, centres: np.ndarray, rng: np.random.Generator) -> tuple[Candidate, ...]:
    """Every family at one number of segments, the simplest first.

    Parameters
    ----------
    Z : (n, q) scaled rows. centres : (K, q) of the K-means solution.
    """
    k, sample = len(centres), np.arange(len(Z))
    if len(Z) > COMPARED_ROWS:
        sample = np.sort(rng.choice(len(Z), COMPARED_ROWS, replace=False))
    made: list[Assigner | None] = [
        Centres(centres),
        fit_mixture(Z[sample], k, rng, MIXTURE_STARTS),
        fit_tree(Z[sample], k),
    ]
    asked = np.sort(rng.choice(len(Z), min(len(Z), ASKED_ROWS), replace=False))
    near = cKDTree(Z).query(Z[asked], min(NEIGHBOURS + 1, len(Z)))[1][:, 1:]
    found = []
    for assigner in made:
        if assigner is not None:
            labels = assigner.labels(Z)
            if len(np.unique(labels)) == k:
                found.append(Candidate(assigner, labels, float((labels[near] != labels[asked][:, None]).mean())))
    return tuple(found)


def preferred(candidates: tuple[Candidate, ...], fewer: float = FEWER) -> int:
    """The position of the simplest family that no later one beats by the stated factor."""
    chosen = 0
    for i, candidate in enumerate(candidates):
        best = candidates[chosen].broken
        if candidate.broken <= fewer * best and best - candidate.broken >= WORTH_A_FAMILY:
            chosen = i
    return chosen
