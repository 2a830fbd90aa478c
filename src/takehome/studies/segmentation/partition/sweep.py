"""K-means for every number of segments that may win: from 2 to 10, and further while the best stands at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.kmeans import KMeansFit, refined_kmeans
from takehome.studies.segmentation.partition.structure import structure
from takehome.studies.segmentation.partition.votes import AtK, indices_at

FIRST_RANGE = 10
"""The brief's range: K = 2 … 10."""

WIDEST = 80
WIDEST_OF_MANY = 20
MANY_ROWS = 20_000
"""The range ends here; with more rows than these earlier, for time (a segment of a thousand rows is still seen)."""

ROWS_A_SEGMENT = 5
"""No number of segments is tried that leaves fewer rows a segment than this on average."""

KINDS_A_SEGMENT = 4
"""And none that leaves fewer different rows a segment: one for every combination of answers is the table itself."""

STARTS = 3

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Sweep:
    """Every number of segments tried.

    Attributes
    ----------
    fits : K → the K-means fit. table : the indices, by rising K. total : inertia of all rows as one group.
    """

    fits: dict[int, KMeansFit]
    table: tuple[AtK, ...]
    total: float

    @property
    def k_values(self) -> tuple[int, ...]:
        return tuple(at.k for at in self.table)


def sweep(Z: np.ndarray, rng: np.random.Generator, wanted: int | None, progress: Progress) -> Sweep:
    """Fit every K of the range.

    The range widens only where the rows have a valley at all: on one crowd some index always likes the largest number.

    Parameters
    ----------
    Z : (n, q) scaled rows. wanted : a K that is tried whatever the range says; None lets the range widen by itself.
    """
    most = min(WIDEST if len(Z) <= MANY_ROWS else WIDEST_OF_MANY, len(Z) // ROWS_A_SEGMENT, _kinds(Z))
    top = min(max(FIRST_RANGE, (wanted or 0) + 1), max(most, wanted or 0))
    fits: dict[int, KMeansFit] = {}
    table: list[AtK] = []
    total = float(((Z - Z.mean(axis=0)) ** 2).sum())
    k = 2
    while k <= top:
        progress(f"K-means with {k} segments")
        previous = fits[k - 1].centres if k > 2 else Z.mean(axis=0)[None, :]
        fits[k] = refined_kmeans(Z, k, rng, previous=previous, restarts=STARTS)
        table.append(indices_at(Z, fits[k]))
        if k == top and wanted is None and top < most and _at_edge(table) and _divided(Z, table, rng):
            top = min(2 * top, most)
        k += 1
    return Sweep(fits, tuple(table), total)


def _kinds(Z: np.ndarray) -> int:
    """The largest number that different rows allow: of many kinds of equal rows, a segment holds a few at least."""
    different = len(np.unique(Z[: 100 * WIDEST], axis=0))
    return different if different <= FIRST_RANGE else max(FIRST_RANGE, different // KINDS_A_SEGMENT)


def _divided(Z: np.ndarray, table: list[AtK], rng: np.random.Generator) -> bool:
    """Whether the centres found so far show a valley."""
    best = table[int(np.argmax([at.silhouette for at in table]))].k
    return structure(Z, tuple(sorted({2, best})), rng).possible


def _at_edge(table: list[AtK]) -> bool:
    """Whether the best of an index is the last number tried or the one before."""
    best = (
        np.argmax([at.silhouette for at in table]),
        np.argmax([at.calinski for at in table]),
        np.argmin([at.davies for at in table]),
    )
    return max(int(i) for i in best) >= len(table) - 2
