r"""Are there segments at all, or one crowd that any method would cut?

Theory
------
A crowd is a density without valleys. Take a density whose logarithm is concave (uniform on a convex body, normal,
exponential, and what the scaling's logarithm makes of a log-normal): restricted to a convex set and projected onto a
line it is log-concave again (Prékopa 1973), hence has one mode. So, if the rows inside a *tube* around the line between
two neighbouring centres have two modes along that line, they are no such crowd.

The tube must not be chosen on the rows that test it. Half of the rows finds the centres and the pair whose tube looks
most divided; the other half is tested there by the dip statistic (Hartigan & Hartigan 1985), for two numbers of
segments and with the halves exchanged; the smallest p-value counts, times their number (Bonferroni). Over several
divisions, twice the median p-value is a p-value (Meinshausen, Meier & Bühlmann 2009, *JASA* 104, with γ = ½).
Values that repeat (counts) are spread over half their step either way, so that a lattice is no valley; a column of two
values is left as it is, since with and without are two kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.dip import dip_p_value, dip_statistic
from takehome.stats.clustering.kmeans import kmeans

SURE = 0.01
"""p-value up to which a valley is taken as proved."""

POSSIBLE = 0.05
"""p-value up to which segments are presented as possible; above it there are none."""

DIVISIONS = 5
STARTS = 4
LARGEST_SAMPLE = 5_000
FEWEST_IN_TUBE = 10
"""Rows below which a tube is not tested: the dip of fewer says nothing."""

TUBE_SHARE = 0.8
TUBE_ENDS = (0.02, 0.98)
"""The tube holds this share of the pair's rows by distance from the line, and these quantiles along it."""

REPEATED = 0.5
"""A column with fewer distinct values than this share of its rows is spread over its step."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Whether the rows have a valley between segments.

    Attributes
    ----------
    p_value : of the crowd without valleys. rows : rows that were looked at. tested : tubes over all divisions.
    """

    p_value: float
    rows: int
    tested: int

    @property
    def sure(self) -> bool:
        """Whether a valley is proved."""
        return self.p_value <= SURE

    @property
    def possible(self) -> bool:
        """Whether segments may be presented at all."""
        return self.p_value <= POSSIBLE


def structure(Z: np.ndarray, k_values: tuple[int, ...], rng: np.random.Generator) -> Structure:
    """Test for a valley.

    Parameters
    ----------
    Z : (n, q) scaled rows. k_values : numbers of segments whose centres propose tubes (two of them are enough).
    """
    if len(Z) > LARGEST_SAMPLE:
        Z = Z[np.sort(rng.choice(len(Z), LARGEST_SAMPLE, replace=False))]
    Z = _spread(Z, rng)
    found, tested = [], 0
    for _ in range(DIVISIONS):
        p_values = list(_division(Z, k_values, rng))
        tested += len(p_values)
        found.append(min(1.0, len(p_values) * min(p_values)) if p_values else 1.0)
    return Structure(min(1.0, 2.0 * float(np.median(found))), len(Z), tested)


def _division(Z: np.ndarray, k_values: tuple[int, ...], rng: np.random.Generator) -> Iterator[float]:
    """p-values of one division into halves, both ways."""
    order = rng.permutation(len(Z))
    one, other = Z[order[: len(Z) // 2]], Z[order[len(Z) // 2 :]]
    for seen, unseen in ((one, other), (other, one)):
        for k in k_values:
            tube = _divided_tube(seen, k, rng) if k <= len(seen) // FEWEST_IN_TUBE else None
            if tube is not None:
                along = tube.along(unseen)
                if len(along) >= FEWEST_IN_TUBE:
                    yield dip_p_value(dip_statistic(along), len(along))


@dataclass(frozen=True)
class _Tube:
    """Rows within `radius` of the line through `start` along the unit vector `way`, between two ends."""

    start: np.ndarray
    way: np.ndarray
    radius: float
    ends: tuple[float, float]

    def along(self, Z: np.ndarray) -> np.ndarray:
        """Positions along the line of the rows inside."""
        t, away = _positions(Z, self.start, self.way)
        return t[(away <= self.radius) & (t >= self.ends[0]) & (t <= self.ends[1])]


def _positions(Z: np.ndarray, start: np.ndarray, way: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    moved = Z - start
    t = moved @ way
    return t, np.sqrt(np.maximum((moved**2).sum(axis=1) - t**2, 0.0))


def _divided_tube(Z: np.ndarray, k: int, rng: np.random.Generator) -> _Tube | None:
    """The tube between two neighbouring centres along which these rows look most divided."""
    fit = kmeans(Z, k, rng, restarts=STARTS)
    best: tuple[float, _Tube] | None = None
    for i, j in _neighbours(fit.centres):
        start, way = fit.centres[i], fit.centres[j] - fit.centres[i]
        length = float(np.linalg.norm(way))
        if length == 0:
            continue
        t, away = _positions(Z[(fit.labels == i) | (fit.labels == j)], start, way / length)
        low, high = np.quantile(t, TUBE_ENDS)
        tube = _Tube(start, way / length, float(np.quantile(away, TUBE_SHARE)), (float(low), float(high)))
        along = tube.along(Z)
        if len(along) >= FEWEST_IN_TUBE:
            p = dip_p_value(dip_statistic(along), len(along)) - dip_statistic(along)
            best = (p, tube) if best is None or p < best[0] else best
    return None if best is None else best[1]


def _neighbours(centres: np.ndarray) -> Iterator[tuple[int, int]]:
    """Pairs of centres whose midpoint is nearest to one of the two."""
    for i in range(len(centres)):
        for j in range(i):
            nearest = int(np.argmin(((centres - (centres[i] + centres[j]) / 2) ** 2).sum(axis=1)))
            if nearest in (i, j):
                yield i, j


def _spread(Z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The rows with repeated values moved by up to half of their column's usual step, by chance."""
    spread = Z.copy()
    for j, column in enumerate(Z.T):
        values = np.unique(column)
        if 2 < len(values) < REPEATED * len(column):
            step = np.median(np.diff(values))
            spread[:, j] = column + rng.uniform(-0.5, 0.5, len(column)) * step
    return spread
