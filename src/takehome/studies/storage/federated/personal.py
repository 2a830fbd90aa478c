"""From the shared table to a home's own: learning on at home, and whether to keep what was learned.

A home learns on from the shared table, whose rows count for `PRIOR` of its own visits (a shrinkage estimate, as in
empirical Bayes). From a week of own days on it also learns a table alone, and keeps that one where it saved more in
days that neither had seen, each half of the own days judged by the other. Measured on 800 homes: with 14 and 30 own
days that takes the share of homes worse off than alone (by half a point of their optimum) from 2.9 and 3.0 % to 1.6 and
1.4 %, and costs .15 and .04 points; with 3 own days two halves are noise, and choosing would cost .3 points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.engine import Fleet
from takehome.studies.storage.federated.personal_kernels import ALONE, LEARNED_ON, WAYS, own_ways, walks
from takehome.studies.storage.federated.seeing import seen
from takehome.studies.storage.homes.homes import HOURS, Homes

PRIOR = 15.0
"""Own visits that a row of the shared table counts for."""
OWN_PRIOR = 8.0
"""Own visits that the bare plan counts for, where a home learns alone."""
PASSES = 3
"""Over the own hours."""
CHUNK = 500
"""Homes whose judged hours are planned at a time: what bounds the memory."""
FEWEST_DAYS = 7
"""Own days below which a home does not choose between ways by its own days."""


@dataclass(frozen=True, eq=False)
class Ways:
    """What each way saves each home.

    Attributes
    ----------
    saved : (N, WAYS) money over the judged hours. held_out : (N, WAYS) money in own hours not learned from, or zeros.
    Columns are those of :mod:`~takehome.studies.storage.federated.personal_kernels`.
    others : (N, K) money over the judged hours with other tables, as they are.
    """

    saved: np.ndarray
    held_out: np.ndarray
    others: np.ndarray


def ways(
    homes: Homes, shared: np.ndarray, fleet: Fleet | None = None, *, discount: float = 0.999, prior: float = PRIOR,
    own_prior: float = OWN_PRIOR, passes: int = PASSES, tried: bool = False, others: Sequence[np.ndarray] = (),
) -> Ways:  # fmt: skip
    """Each way in each home.

    Parameters
    ----------
    shared : (CELLS, KNOTS) the fleet's table. fleet : of the same homes. tried : also replay own days (`held_out`).
    others : more tables (CELLS, KNOTS), to be used as they are.
    """
    fleet = Fleet.of(homes) if fleet is None else fleet
    tables = np.array(others).reshape(len(others), *shared.shape)
    saved, held_out = np.empty((len(homes), WAYS)), np.empty((len(homes), WAYS))
    with_others = np.empty((len(homes), len(others)))
    for first in range(0, len(homes), CHUNK):
        rows = np.arange(first, min(first + CHUNK, len(homes)))
        part, own = homes.take(rows), tuple(one[rows] for one in fleet.arrays)
        later = seen(part, part.judged)
        columns = [np.ascontiguousarray(one[:, part.judged :]) for one in (part.net_kwh, part.buy, part.sell)]
        judged, step = (later.cell, later.outset, *columns), (discount, prior, own_prior, passes)
        found = own_ways(*(shared, tried, *own[:6], *judged, *own[6:], *step))
        saved[rows], held_out[rows] = (one * own[-1][:, None] for one in found)
        as_they_are = walks(*(tables, *judged, *own[6:], discount))
        with_others[rows] = as_they_are * own[-1][:, None]
    return Ways(saved, held_out, with_others)


def kept(found: Ways, days: np.ndarray) -> np.ndarray:
    """(N,) the way that each home keeps: learned on, or alone where that saved more in hours held out.

    days : (N,) that each home has of its own; below `FEWEST_DAYS` nobody chooses.
    """
    better = found.held_out[:, ALONE] > found.held_out[:, LEARNED_ON]
    return np.where(better & (days >= FEWEST_DAYS), ALONE, LEARNED_ON)


def own_days(homes: Homes) -> np.ndarray:
    """(N,) days that each home has of its own."""
    return (homes.judged - homes.begins) / HOURS
