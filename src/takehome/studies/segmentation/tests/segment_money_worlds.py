"""Small segmentations with known groups, and replicates of them, for the tests of money."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from takehome.studies.segmentation.money.priceable import Grouping, Priceable
from takehome.table import Column, Kind, Table


@dataclass(frozen=True)
class Draws:
    weights: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class World:
    """Settings of a segmentation; `flips` is the share of rows that go to another segment in a replicate."""

    replicates: int = 40
    seed: int = 0
    flips: float = 0.05
    structure: bool = True
    rivals: tuple[np.ndarray, ...] = ()
    rules: dict[str, np.ndarray] = field(default_factory=dict)
    confidence_level: float = 0.95

    def draws(self, labels: np.ndarray) -> Draws:
        rng = np.random.default_rng(self.seed)
        n = len(labels)
        weights = rng.multinomial(n, np.full(n, 1 / n), size=self.replicates).astype(float)
        drawn = np.tile(labels, (self.replicates, 1)).astype(np.int16)
        moved = (rng.random(drawn.shape) < self.flips) & (drawn >= 0)
        drawn[moved] = rng.integers(0, labels.max() + 1, moved.sum())
        return Draws(weights, drawn)

    def priceable(self, values: np.ndarray, labels: np.ndarray) -> Priceable:
        """Rows worth `values` (n,), in a column "spend", with these labels."""
        labels = np.asarray(labels, np.int64)
        partitions = sorted([labels, *self.rivals], key=lambda made: int(made.max()))
        k = int(labels.max()) + 1
        centres = np.random.default_rng(7).normal(size=(k + 5, 2)) * 5
        return Priceable(
            table=Table((Column("spend", Kind.NUMBER, np.asarray(values, float)),)),
            groupings=tuple(Grouping(int(p.max()) + 1, p, self.draws(p)) for p in partitions),
            chosen=next(i for i, p in enumerate(partitions) if p is labels),
            ids=tuple(f"S{i + 1}" for i in range(k)),
            names=tuple(f"persona {i + 1}" for i in range(k)),
            scaled=centres[labels] + np.random.default_rng(8).normal(size=(len(labels), 2)),
            structure=self.structure,
            rules=self.rules,
            confidence_level=self.confidence_level,
        )


def shop(world: World | None = None, bots: int = 50, noise: int = 0) -> Priceable:
    """Three segments worth 50, 500 and 30 a head (300, 200, 150 rows), a micro-cluster worth nothing, and noise."""
    labels = shop_labels(bots, noise)
    rng = np.random.default_rng(0)
    segments = [rng.normal(mean, sd, n) for mean, sd, n in ((50, 20, 300), (500, 50, 200), (30, 10, 150))]
    values = np.concatenate([*segments, np.zeros(bots), np.full(noise, 80.0)])
    return (world or World()).priceable(values, labels)


def shop_labels(bots: int = 50, noise: int = 0) -> np.ndarray:
    return np.concatenate([np.repeat(np.arange(3), (300, 200, 150)), np.full(bots, -2), np.full(noise, -1)])
