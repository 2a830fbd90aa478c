"""Small segmentations with known groups, and replicates of them, for the tests of money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.money.priceable import Grouping, Priceable
from takehome.table import Column, Kind, Table


@dataclass(frozen=True)
class Draws:
    weights: np.ndarray
    labels: np.ndarray


def draws_of(labels: np.ndarray, replicates: int, seed: int, flips: float = 0.0) -> Draws:
    """Multinomial weights; a share `flips` of the segments' rows moves to another segment in every replicate."""
    rng = np.random.default_rng(seed)
    n, k = len(labels), int(labels.max()) + 1
    weights = rng.multinomial(n, np.full(n, 1 / n), size=replicates).astype(float)
    drawn = np.tile(labels, (replicates, 1)).astype(np.int16)
    moved = (rng.random(drawn.shape) < flips) & (drawn >= 0)
    drawn[moved] = rng.integers(0, k, moved.sum())
    return Draws(weights, drawn)


def priceable(
    values: np.ndarray, labels: np.ndarray, replicates: int = 40, seed: int = 0, flips: float = 0.05,
    structure: bool = True, rivals: tuple[np.ndarray, ...] = (), rules: dict[str, np.ndarray] | None = None,
    confidence_level: float = 0.95,
) -> Priceable:  # fmt: skip
    """A segmentation of rows worth `values` (n,) with these labels; a column "x" in the unit of value as well."""
    labels = np.asarray(labels, np.int64)
    partitions = sorted([labels, *rivals], key=lambda made: int(made.max()))
    k = int(labels.max()) + 1
    shift = np.random.default_rng(7).normal(size=(int(labels.max()) + 5, 2)) * 5
    noise = np.random.default_rng(8).normal(size=(len(labels), 2))
    return Priceable(
        table=Table((Column("spend", Kind.NUMBER, np.asarray(values, float)),)),
        groupings=tuple(Grouping(int(p.max()) + 1, p, draws_of(p, replicates, seed, flips)) for p in partitions),
        chosen=next(i for i, p in enumerate(partitions) if p is labels),
        ids=tuple(f"S{i + 1}" for i in range(k)),
        names=tuple(f"persona {i + 1}" for i in range(k)),
        scaled=shift[labels] + noise,
        structure=structure,
        rules=rules or {},
        confidence_level=confidence_level,
    )


def shop(seed: int = 0, bots: int = 50, **settings: object) -> Priceable:
    """Three segments worth 50, 500 and 30 a head, and a micro-cluster of bots worth nothing."""
    rng = np.random.default_rng(seed)
    sizes = (300, 200, 150)
    values = [rng.normal(mean, sd, n) for mean, sd, n in zip((50, 500, 30), (20, 50, 10), sizes, strict=True)]
    labels = np.concatenate([np.repeat(np.arange(3), sizes), np.full(bots, -2)])
    return priceable(np.concatenate([*values, np.zeros(bots)]), labels, seed=seed, **settings)  # type: ignore[arg-type]
