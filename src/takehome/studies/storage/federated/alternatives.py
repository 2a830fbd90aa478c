"""What each home saves if the fleet learns together, if all data are collected, and if each home learns alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.federated.engine import Fleet, train
from takehome.studies.storage.federated.personal import Ways, kept, own_days, ways
from takehome.studies.storage.federated.personal_kernels import ALONE, LEARNED_ON, PLANNED, SHARED, hour_tables
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.homes.homes import Homes

POOLED_ROUNDS = 5
"""Passes over all data in one place; 5 more changed the share of the optimum by .1 point at most (1,000 homes)."""
SMALL_PASSES = 4


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Money that each home saves over the judged hours, against no battery; (N,) each.

    Attributes
    ----------
    planned : the home's plan at the knots, uncorrected. federated : corrected by the shared table as it is.
    personalised : learned on at home. pooled : corrected by a table from all data in one place.
    local : corrected by what each home learns alone. local_small : a table of the hour of the day, learned at home from
    nothing, without a plan. shared, pooled_table : (CELLS, KNOTS) the tables. way : (N,) what `personalised` uses.
    """

    planned: np.ndarray
    federated: np.ndarray
    personalised: np.ndarray
    pooled: np.ndarray
    local: np.ndarray
    local_small: np.ndarray
    shared: np.ndarray
    pooled_table: np.ndarray
    way: np.ndarray


def alternatives(
    homes: Homes, shared: np.ndarray, settings: FleetSettings, fleet: Fleet | None = None, *, choose: bool = True
) -> Alternatives:
    """Every way in which a table can be learned.

    Parameters
    ----------
    shared : (CELLS, KNOTS) the trained fleet's table. fleet : of the same homes, where it is at hand.
    choose : let homes with a week of own data choose by replaying them (see :func:`~.personal.kept`).
    """
    fleet = Fleet.of(homes) if fleet is None else fleet
    pooled_table = pooled(homes, settings, fleet)
    found: Ways = ways(homes, shared, fleet, discount=settings.discount, tried=choose, others=(pooled_table,))
    way = kept(found, own_days(homes)) if choose else np.full(len(homes), LEARNED_ON)
    return Alternatives(
        planned=found.saved[:, PLANNED],
        federated=found.saved[:, SHARED],
        personalised=np.take_along_axis(found.saved, way[:, None], axis=1)[:, 0],
        pooled=found.others[:, 0],
        local=found.saved[:, ALONE],
        local_small=local_small(homes, fleet, settings.discount),
        shared=shared,
        pooled_table=pooled_table,
        way=way,
    )


def pooled(homes: Homes, settings: FleetSettings, fleet: Fleet | None = None) -> np.ndarray:
    """(CELLS, KNOTS) the table that all data in one place teach: every home in every round, nothing clipped or lost."""
    together = replace(
        settings, rounds=POOLED_ROUNDS, cohort=1.0, dropout=0.0, stragglers=0.0, server_rate=1.0, strategy="fedavg",
        proximity=0.0, privacy=None,
    )  # fmt: skip
    table: np.ndarray = train(homes, together, None, fleet).shared["value"]
    return table


def local_small(homes: Homes, fleet: Fleet | None = None, discount: float = 0.999) -> np.ndarray:
    """(N,) money that a table of the hour of the day saves, learned in each home from nothing."""
    fleet = Fleet.of(homes) if fleet is None else fleet
    own, judged = fleet.arrays, homes.judged
    hours = np.ascontiguousarray(homes.hour[:, judged - own[0].shape[1] : judged]).astype(np.int64)
    later = (np.ascontiguousarray(one[:, judged:]) for one in (homes.net_kwh, homes.buy, homes.sell))
    later_hours = np.ascontiguousarray(homes.hour[:, judged:]).astype(np.int64)
    saved = hour_tables(*(hours, *own[2:6], later_hours, *later, *own[6:], discount, SMALL_PASSES))
    found: np.ndarray = saved * homes.scale
    return found
