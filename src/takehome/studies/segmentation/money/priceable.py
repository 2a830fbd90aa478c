"""What pricing needs to know of a segmentation, and nothing else of it.

Labels are numbers: 0 … K−1 segments, −1 scattered noise, −2−j micro-cluster j. Here they become *groups*, positions
from 0: the K segments, then the noise, then the micro-clusters, so that counts by group are arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from takehome.table import Table

NOISE = "noise"


class Draws(Protocol):
    """A two-level bootstrap: row weights, and a fresh clustering under them."""

    @property
    def weights(self) -> np.ndarray:
        """(replicates, n), mean 1."""

    @property
    def labels(self) -> np.ndarray:
        """(replicates, n), matched to the ids of the reference."""


@dataclass(frozen=True)
class Grouping:
    """One partition into `k` segments: (n,) `labels`, and the same refitted in every replicate."""

    k: int
    labels: np.ndarray
    replicates: Draws


@dataclass(frozen=True)
class Priceable:
    """A segmentation as pricing sees it.

    Attributes
    ----------
    table : the rows, canonical order.
    groupings : the chosen partition and its rivals, smaller K first, all with the same weights and strangers.
    chosen : position of the chosen one. ids, names : ids and persona names of its K segments.
    scaled : (n, q) the scaled columns. structure : whether segments were found; without, none are priced.
    rules : named masks (n,) of rows that some rule calls strangers (DBSCAN's noise at the brief's setting).
    """

    table: Table
    groupings: tuple[Grouping, ...]
    chosen: int
    ids: tuple[str, ...]
    names: tuple[str, ...]
    scaled: np.ndarray
    structure: bool
    rules: Mapping[str, np.ndarray] = field(default_factory=dict)
    confidence_level: float = 0.95

    def __post_init__(self) -> None:
        micro = len(self.micro_sizes)
        if not len(self.ids) == len(self.names) == self.k:
            raise ValueError(f"{len(self.ids)} ids and {len(self.names)} names for {self.k} segments")
        for grouping in self.groupings:
            drawn = grouping.replicates.labels
            if drawn.shape != grouping.replicates.weights.shape or drawn.shape[1:] != (self.rows,):
                raise ValueError(f"labels {drawn.shape}, weights {grouping.replicates.weights.shape}, {self.rows} rows")
            for labels in (grouping.labels, drawn):
                if labels.size and not -1 - micro <= labels.min() <= labels.max() < grouping.k:
                    raise ValueError(f"labels from {labels.min()} to {labels.max()}, K = {grouping.k}, micro {micro}")

    @property
    def rows(self) -> int:
        """Rows of the table, strangers included."""
        return self.table.rows

    @property
    def grouping(self) -> Grouping:
        """The chosen partition."""
        return self.groupings[self.chosen]

    @property
    def k(self) -> int:
        """Segments of the chosen partition."""
        return self.grouping.k

    @property
    def micro_sizes(self) -> tuple[int, ...]:
        """Rows of each micro-cluster."""
        found = -2 - self.grouping.labels[self.grouping.labels <= -2].astype(int)
        return tuple(np.bincount(found).tolist()) if len(found) else ()

    @property
    def noise(self) -> int:
        """Rows of scattered noise."""
        return int(np.count_nonzero(self.grouping.labels == -1))

    @property
    def group_ids(self) -> tuple[str, ...]:
        """Ids of all groups: segments, noise, micro-clusters."""
        return (*self.ids, NOISE, *(f"M{j + 1}" for j in range(len(self.micro_sizes))))

    def groups(self, labels: np.ndarray, k: int) -> np.ndarray:
        """Labels of a partition into `k` as positions: segments, then noise (k), then micro-clusters (k + 1 …)."""
        wide = np.asarray(labels, np.int64)
        return np.where(wide >= 0, wide, k - 1 - wide)
