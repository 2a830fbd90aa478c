"""What the strangers would have done, had they been left in: to K, to the scale, and to the means that people quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.partition.sweep import Progress, sweep
from takehome.studies.segmentation.partition.votes import tally, votes
from takehome.studies.segmentation.scaling.advice import standard_scaling
from takehome.studies.segmentation.scaling.design import Design
from takehome.studies.segmentation.scaling.evidence import column_evidence

REPLICATES = 2_000


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the strangers move the mean of a column.

    Attributes
    ----------
    shift : mean of all rows less the mean of the people, in the column's unit; `low`, `high` its interval.
    spread_ratio : standard deviation of all rows over that of the people.
    """

    column: str
    unit: str
    people: float
    everybody: float
    shift: float
    low: float
    high: float
    spread_ratio: float


@dataclass(frozen=True)
class StrangersLeftIn:
    """The study's first steps, strangers left in.

    Attributes
    ----------
    k : the number of groups that most indices vote for. cast : index → its vote.
    silhouettes : K → mean silhouette (squared distances). scale : name of the scale that the evidence would give.
    """

    k: int
    cast: Mapping[str, int]
    silhouettes: Mapping[int, float]
    scale: str
    shifts: tuple[Shift, ...]


def strangers_left_in(
    design: Design, member: np.ndarray, seed: int, confidence_level: float, progress: Progress
) -> StrangersLeftIn | None:
    """Take the first steps on all rows; None where there are no micro-clusters.

    Parameters
    ----------
    member : (n,) micro-cluster of each row, −1 for people.
    """
    if not (member >= 0).any():
        return None
    every = np.ones(len(member), bool)
    scaling = standard_scaling(design, column_evidence(design, every), every)
    Z = scaling.transform(design.values, design.codes)
    rng = np.random.default_rng([seed, 31])
    tried = sweep(Z, rng, None, progress)
    cast = votes(Z, tried.table, tried.total, rng)
    order = tally(cast, tried.k_values)
    return StrangersLeftIn(
        order[0] if order else 1, cast, {at.k: at.silhouette for at in tried.table}, scaling.name,
        shifts(design, member < 0, confidence_level, seed),
    )  # fmt: skip


def shifts(design: Design, people: np.ndarray, confidence_level: float, seed: int) -> tuple[Shift, ...]:
    """The shift of every column's mean, with a bootstrap interval over rows."""
    rng = np.random.default_rng([seed, 37])
    n, tail = len(people), (1 - confidence_level) / 2
    share = rng.binomial(n, (~people).mean(), REPLICATES) / n
    found = []
    for j, name in enumerate(design.names):
        own, odd = design.values[people, j], design.values[~people, j]
        # the difference of two independent means is normal enough; the share is drawn exactly
        gap = odd.mean() - own.mean()
        error = np.sqrt(odd.var() / len(odd) + own.var() / len(own))
        drawn = share * (gap + error * rng.standard_normal(REPLICATES))
        shift = float((~people).mean() * gap)
        low, high = np.quantile(drawn, [tail, 1 - tail])
        spread = float(design.values[:, j].std() / own.std()) if own.std() > 0 else float("inf")
        found.append(
            Shift(
                name, design.units[j], float(own.mean()), float(design.values[:, j].mean()), shift,
                float(min(low, shift)), float(max(high, shift)), spread,
            )
        )  # fmt: skip
    return tuple(found)
