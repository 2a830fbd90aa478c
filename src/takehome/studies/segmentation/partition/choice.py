r"""How many segments, of which family, and whether there are any: votes, a veto by stability, a test for structure.

Theory
------
The order of the decisions: the indices vote on K-means; the number with most votes that is *stable* wins (stability is
a veto, never a vote, for two groups are nearly always stable); the structure test may say that there are none; the
families are compared at the number that won. A number that the user gave is taken, and the findings say what the data
think of it.

A small segment has no veto (``stability.py`` says why): it would throw out the number that four indices name, and then
a number that one index alone names, often the information criterion with nine or ten slices of skewed kinds, wins
because slices are found again. With the excuse, a number of fewer votes wins only over one whose *large* segments are
not found again. On 180 fresh tables of segments-and-bots (three or four kinds and 5 to 9 heavy browsers) a right
number is chosen 178 times, without the excuse 166 times.

The neighbours K − 1 and K + 1 of a vetoed number are not looked at: nobody voted for them. On the 261 tables of the
comment on ``EXCUSED`` they lose, on balance, three or four of those with few rows, and they change no other count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.partition.assigners import Assigner, Centres
from takehome.studies.segmentation.partition.families import Candidate, compared, preferred
from takehome.studies.segmentation.partition.stability import STABLE, drawn_weights, held, replicate
from takehome.studies.segmentation.partition.structure import Structure, structure
from takehome.studies.segmentation.partition.sweep import Progress, Sweep, sweep
from takehome.studies.segmentation.partition.votes import tally, votes

VETO_REPLICATES = 20
FEWEST_ROWS = 20
"""Rows below which no segments are looked for."""


@dataclass(frozen=True)
class Choice:
    """What was decided, and on what evidence.

    Attributes
    ----------
    k : number of segments; 1 where there are none. wanted : the number that the user asked for, or None.
    cast : index → the number that it votes for. winner : the number that the votes and the veto give.
    stability : K → (K,) mean Jaccard index of each segment, of every K that the veto looked at.
    structure : whether there is a valley between segments at all.
    families : every family at `k`; `assigner` is the preferred one's rule, numbered by falling size.
    """

    k: int
    wanted: int | None
    sweep: Sweep
    cast: Mapping[str, int]
    winner: int
    stability: Mapping[int, np.ndarray]
    structure: Structure
    families: tuple[Candidate, ...]
    assigner: Assigner

    @property
    def stable(self) -> bool:
        """Whether the chosen number passed the veto."""
        return self.k == 1 or self.held(self.k) >= STABLE

    def held(self, k: int) -> float:
        """What the veto compares with its limit, of a number that it looked at."""
        return _held(self.sweep, k, self.stability[k])


def choose(Z: np.ndarray, seed: int, wanted: int | None, progress: Progress) -> Choice:
    """Choose the number of segments and the family.

    Parameters
    ----------
    Z : (n, q) scaled rows, strangers left out.
    """
    rng = np.random.default_rng([seed, 17])
    tried = sweep(Z, rng, wanted, progress)
    if not tried.table:
        return _none(Z, tried, wanted)
    progress("the votes for a number of segments")
    cast = votes(Z, tried.table, tried.total, rng)
    order = tally(cast, tried.k_values) if wanted is None else [wanted]
    stability, winner = _vetted(Z, tried, order, rng, progress)
    progress("the test for structure")
    valley = structure(Z, tuple(sorted({2, winner})), rng)
    k = winner if wanted is not None or valley.possible else 1
    if k == 1:
        return Choice(1, wanted, tried, cast, winner, stability, valley, (), _one(Z))
    progress("the families of methods")
    families = compared(Z, tried.fits[k].centres, rng)
    made = families[preferred(families)].assigner
    return Choice(k, wanted, tried, cast, winner, stability, valley, families, by_size(made, Z))


def by_size(made: Assigner, Z: np.ndarray) -> Assigner:
    """The rule with its segments numbered by falling size."""
    sizes = np.bincount(made.labels(Z), minlength=made.k)
    return made.renumbered(np.argsort(-sizes, kind="stable"))


def _vetted(
    Z: np.ndarray, tried: Sweep, order: list[int], rng: np.random.Generator, progress: Progress
) -> tuple[dict[int, np.ndarray], int]:
    """Stability of the numbers in order, down to the first that is stable; without one the most stable wins.

    Small segments are excused in both: see :func:`~takehome.studies.segmentation.partition.stability.held`.
    """
    found: dict[int, np.ndarray] = {}
    weights = drawn_weights(len(Z), VETO_REPLICATES, rng)
    for k in order:
        progress(f"the stability of {k} segments")
        fit = tried.fits[k]
        found[k] = replicate(Z, fit.labels, Centres(fit.centres), weights, rng).stability
        if _held(tried, k, found[k]) >= STABLE:
            return found, k
    return found, max(found, key=lambda k: _held(tried, k, found[k]))


def _held(tried: Sweep, k: int, stability: np.ndarray) -> float:
    return held(np.bincount(tried.fits[k].labels, minlength=k), stability)


def _one(Z: np.ndarray) -> Centres:
    return Centres(Z.mean(axis=0)[None, :])


def _none(Z: np.ndarray, tried: Sweep, wanted: int | None) -> Choice:
    """Too few rows, or too few different ones, for two segments."""
    return Choice(1, wanted, tried, {}, 1, {}, Structure(1.0, len(Z), 0), (), _one(Z))
