"""The scale of the segments, chosen by evidence, beside those that people try; the silhouette only shows the trap.

Choosing a scale by the silhouette is a trap: dividing by quartiles makes the few largest rows lie so far out that two
groups, they and everybody else, have a silhouette near 1 and mean nothing (.903 at an agreement of −.002 with the known
channels of the UCI wholesale customers, where logarithms have .290 at .514).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.kmeans import kmeans
from takehome.stats.clustering.silhouette import silhouette_squared
from takehome.studies.segmentation.scaling.design import Design
from takehome.studies.segmentation.scaling.evidence import (
    ColumnEvidence,
    column_evidence,
    robust_scale,
    standard_scale,
)
from takehome.studies.segmentation.scaling.transform import LINEAR, LOG, PRESENCE, CategoryScale, ColumnScale, Scaling
from takehome.units import format_probability

CATEGORY_WEIGHT = 0.5
"""Variance of all indicators of a category together; a standardised number has 1. A category that splits the rows
cleanly would otherwise make the segments alone."""

ONE_SIZE = 10.0
"""Factor between the 99 % quantile and the median of a column's positive values up to which they are of one size."""

TRIED_ROWS = 5_000
DIVISIONS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One scale, and what it does to the distance.

    Attributes
    ----------
    dominant, dominance : the column with the largest share of the total variance, and that share.
    largest : share of rows in the larger of two groups (near 1: a few far rows against everybody).
    silhouettes : at 2, 3 and 4 groups, in squared distances: shown, never chosen by.
    """

    name: str
    dominant: str
    dominance: float
    largest: float
    silhouettes: tuple[float, ...]

    @property
    def said(self) -> str:
        """What the scale does to the distance, in words."""
        return (
            f"the largest share of the spread in one column is {format_probability(self.dominance)}, and the larger "
            f"of two groups holds {format_probability(self.largest)} of the rows"
        )


@dataclass(frozen=True)
class ScalingChoice:
    """The chosen scale, the others side by side, and the evidence by column."""

    chosen: Scaling
    candidates: tuple[Candidate, ...]
    evidence: tuple[ColumnEvidence, ...]

    @property
    def sentence(self) -> str:
        """Why this scale, with the numbers of the others."""
        by_name = {candidate.name: candidate for candidate in self.candidates}
        chosen = by_name[self.chosen.name]
        said = f"The scale is {chosen.name}, by the evidence on each column: {chosen.said}. In raw units "
        said += f"{by_name['raw'].dominant} has {format_probability(by_name['raw'].dominance)} of the spread"
        shown = [candidate for candidate in self.candidates if candidate.silhouettes]
        best = max(shown, key=lambda candidate: candidate.silhouettes[0], default=chosen)
        if best is chosen:
            return said + "."
        return (
            f"{said}. The silhouette of two groups is highest for {best.name} ({best.silhouettes[0]:.3f}), where "
            f"{best.said}; it does not choose the scale, because it is high wherever one column or a few far rows "
            "decide alone."
        )


def advise(design: Design, rows: np.ndarray, seed: int) -> ScalingChoice:
    """Choose the scale on the rows of a mask (n,)."""
    evidence = column_evidence(design, rows)
    chosen = standard_scaling(design, evidence, rows)
    tried = {
        "raw": _scaling("raw", design, rows, lambda name, x: ColumnScale(name, LINEAR, 0.0, 1.0)),
        "standard": _scaling("standard", design, rows, lambda name, x: standard_scale(name, LINEAR, x)),
        "robust": _scaling("robust", design, rows, lambda name, x: robust_quartiles(name, x)),
    }
    tried.setdefault(chosen.name, chosen)
    candidates = tuple(_candidate(scaling, design, rows, seed) for scaling in tried.values())
    return ScalingChoice(chosen, candidates, evidence)


def standard_scaling(design: Design, evidence: tuple[ColumnEvidence, ...], rows: np.ndarray) -> Scaling:
    """Every column as the evidence says, mean 0 and spread 1."""
    kinds = {column.name: column.kind for column in evidence}
    special = [kind for kind in ("log", "presence") if kind in kinds.values()]
    return _scaling(
        " + ".join([*special, "standard"]), design, rows, lambda name, x: standard_scale(name, kinds[name], x)
    )


def robust_scaling(design: Design) -> Scaling:
    """The scale in which strangers are looked for: medians and quartiles, which strangers cannot move.

    A column that is mostly zero enters as presence only where its other values are of one size: where a few are many
    times the others, how much there is matters, and its logarithm enters.
    """
    every = np.ones(len(design.values), bool)
    found = column_evidence(design, every)
    kinds = {c.name: c.kind for c in found}
    for j, name in enumerate(design.names):
        if kinds[name] == PRESENCE:
            positive = design.values[design.values[:, j] > 0, j]
            if np.quantile(positive, 0.99) > ONE_SIZE * np.median(positive):
                kinds[name] = LOG
    mostly_zero = {c.name for c in found if c.kind == PRESENCE}
    return _scaling(
        "robust by evidence", design, every,
        # quartiles that are both 0 say nothing of the others: there the standard deviation is the usual spread
        lambda name, x: (standard_scale if name in mostly_zero else robust_scale)(name, kinds[name], x),
    )  # fmt: skip


def robust_quartiles(name: str, x: np.ndarray) -> ColumnScale:
    """Median and quartiles as scikit-learn's RobustScaler has them: a spread of 1 where the quartiles are equal."""
    first, median, third = np.quantile(x, [0.25, 0.5, 0.75])
    return ColumnScale(name, LINEAR, float(median), float(third - first) or 1.0)


def _scaling(name: str, design: Design, rows: np.ndarray, make: Callable[[str, np.ndarray], ColumnScale]) -> Scaling:
    columns = tuple(make(column, design.values[rows, j]) for j, column in enumerate(design.names))
    return Scaling(name, columns, tuple(_category(c.name, c.levels, c.codes[rows]) for c in design.categories))


def _category(name: str, levels: tuple[str, ...], codes: np.ndarray) -> CategoryScale:
    known = codes[codes >= 0]
    shares = np.bincount(known, minlength=len(levels)) / max(len(known), 1)
    shares = np.clip(shares, 1e-6, 1 - 1e-6)
    return CategoryScale(name, levels, tuple(shares.tolist()), CATEGORY_WEIGHT)


def _candidate(scaling: Scaling, design: Design, rows: np.ndarray, seed: int) -> Candidate:
    rng = np.random.default_rng([seed, 19])
    Z = scaling.transform(design.values[rows], tuple(code[rows] for code in design.codes))
    variance = Z.var(axis=0)
    total = float(variance.sum())
    largest = int(np.argmax(variance >= (1 - 1e-9) * variance.max()))  # the first of equals, whatever the unit
    if len(Z) > TRIED_ROWS:
        Z = Z[np.sort(rng.choice(len(Z), TRIED_ROWS, replace=False))]
    fits = {k: kmeans(Z, k, rng, restarts=4) for k in DIVISIONS if k < len(Z)}
    if not fits or total <= 0:
        return Candidate(scaling.name, scaling.labels[largest], 1.0, 1.0, ())
    return Candidate(
        scaling.name, scaling.labels[largest], float(variance[largest] / total),
        float(np.bincount(fits[2].labels, minlength=2).max() / len(Z)),
        tuple(float(silhouette_squared(Z, fit.labels).mean()) for fit in fits.values()),
    )  # fmt: skip
