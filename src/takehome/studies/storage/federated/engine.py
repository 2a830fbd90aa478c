"""The in-process engine: a whole fleet in one process, in the rounds that Flower would make of it.

Every home's step is the compiled code behind :func:`~takehome.studies.storage.federated.task.local_step`. Cohorts and
noise are keyed by seed and round, and sums are taken in fixed blocks of homes, so that a run is the same bit for bit
whatever the number of threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.cohort import Cohort, gathered
from takehome.studies.storage.federated.correction_kernels import cohort_sums
from takehome.studies.storage.federated.ledger import VISITS, Ledger, Sent, declared, sent
from takehome.studies.storage.federated.privacy.accounting import promise
from takehome.studies.storage.federated.privacy.noise import add_noise
from takehome.studies.storage.federated.privacy.randomness import draws
from takehome.studies.storage.federated.seeing import own_hours
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.strategies import by_expected, by_visits
from takehome.studies.storage.federated.task import Arrays, initial
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import Homes

Progress = Callable[[int, int, Arrays], None]
"""Told after each round: rounds done, rounds in all, shared arrays."""


@dataclass(frozen=True)
class RoundRecord:
    """What happened in a round.

    Attributes
    ----------
    round : from 0. asked, answered, dropped, late : homes. change : norm of the change of the shared arrays.
    """

    round: int
    asked: int
    answered: int
    dropped: int
    late: int
    change: float


@dataclass(frozen=True, eq=False)
class Trained:
    """The shared arrays, what happened in each round, and what left the homes.

    Attributes
    ----------
    noise_multiplier : noise over clip bound; 0 without privacy. seconds : of training; not part of the result.
    """

    shared: Arrays
    rounds: tuple[RoundRecord, ...]
    ledger: Ledger
    noise_multiplier: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Fleet:
    """Own hours of N homes as the kernels take them: cell, outset, net, buy, sell, begins, battery …, scale."""

    arrays: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, homes: Homes) -> Fleet:
        """Everything that a round needs of the homes; computed once."""
        own, hours = own_hours(homes)
        columns = (np.ascontiguousarray(one[:, : own.judged]) for one in (own.net_kwh, own.buy, own.sell))
        return cls((hours.cell, hours.outset, *columns, own.begins, *battery_arrays(own), own.scale))

    def __len__(self) -> int:
        return len(self.arrays[0])


def train(
    homes: Homes, settings: FleetSettings, progress: Progress | None = None, fleet: Fleet | None = None
) -> Trained:
    """Train the fleet.

    Parameters
    ----------
    progress : told after each round. fleet : of :meth:`Fleet.of`, where it is at hand.

    Raises
    ------
    InputError : no home; a cohort larger than the fleet; terms of privacy that do not hold.
    """
    if settings.learner == "deep":
        deep = import_module("takehome.studies.storage.federated.deep.engine")
        found: Trained = deep.train(homes, settings, progress)
        return found
    if len(homes) == 0:
        raise InputError("a fleet of no homes", "at least one home", "look at the homes that were set aside, and why")
    begun = time.perf_counter()
    fleet = Fleet.of(homes) if fleet is None else fleet
    share = settings.share_of(len(fleet))
    noise = noise_of(settings, share)
    shared, ledger, records = initial(settings.local, settings.seed), Ledger(), []
    for number in range(settings.rounds):
        cohort = gathered(settings.seed, number, len(fleet), share, settings.dropout, settings.stragglers)
        after, rows = one_round(shared, fleet, cohort.answered, settings, number, noise)
        ledger = ledger.plus(rows)
        records.append(_record(number, cohort, shared, after))
        shared = after
        if progress is not None:
            progress(number + 1, settings.rounds, shared)
    return Trained(shared, tuple(records), ledger, noise, time.perf_counter() - begun)


def noise_of(settings: FleetSettings, share: float) -> float:
    """The noise multiplier that the promise needs; 0 without privacy.

    Raises
    ------
    InputError : a condition of the promise does not hold.
    """
    if settings.privacy is None:
        return 0.0
    return promise(settings.privacy, share, settings.rounds).noise_multiplier


def one_round(
    shared: Arrays, fleet: Fleet, answered: np.ndarray, settings: FleetSettings, number: int, noise: float
) -> tuple[Arrays, tuple[Sent, ...]]:
    """The shared arrays after the updates of the homes that answered, and the ledger's rows."""
    terms, local = settings.privacy, settings.local
    clip = np.inf if terms is None else terms.clip
    step = (local.discount, local.prior, local.proximity, local.passes, terms is None, clip)
    total, visits, norms = cohort_sums(*(answered, shared["value"], *fleet.arrays, *step))
    leaving: Arrays = {"value": total}
    if terms is None:
        leaving[VISITS] = visits
        after = {"value": by_visits(shared["value"], total, visits, settings.server_rate)}
    else:
        source = draws(terms.simulation, settings.seed if terms.simulation else None, number)
        noisy = add_noise({"value": total}, noise * clip, source)
        after = by_expected(shared, noisy, settings.share_of(len(fleet)) * len(fleet), settings.server_rate)
    allowed = declared(settings.learner, visits=terms is None)
    rows = sent(
        number, leaving, allowed, len(answered), norms_before=norms[:, 0], norms_after=norms[:, 1],
        noise_sd=noise * clip if terms is not None else 0.0,
    )  # fmt: skip
    return after, rows


def _record(number: int, cohort: Cohort, before: Arrays, after: Arrays) -> RoundRecord:
    change = float(np.sqrt(sum(np.sum((after[name] - before[name]) ** 2) for name in after)))
    return RoundRecord(number, len(cohort.asked), len(cohort.answered), len(cohort.dropped), len(cohort.late), change)
