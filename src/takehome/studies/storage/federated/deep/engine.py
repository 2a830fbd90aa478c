"""Rounds over a fleet with a network, in one process.

A round's homes are worked off in fixed blocks, each by one thread, and sums are taken in the order of the blocks: the
result is the same bit for bit whatever the number of threads. Features exist for the blocks at work only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated import engine
from takehome.studies.storage.federated.cohort import Cohort, gathered
from takehome.studies.storage.federated.deep import server
from takehome.studies.storage.federated.deep.compiling import blocks, side_by_side
from takehome.studies.storage.federated.deep.network import SHAPES
from takehome.studies.storage.federated.deep.sight import Sight
from takehome.studies.storage.federated.deep.task import updates
from takehome.studies.storage.federated.ledger import Ledger, Sent, declared, sent
from takehome.studies.storage.federated.privacy.clipping import factors, norms
from takehome.studies.storage.federated.privacy.noise import add_noise
from takehome.studies.storage.federated.privacy.randomness import draws
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import Arrays, initial, shared_names
from takehome.studies.storage.homes.homes import Homes

ROUND_BLOCK = 32
"""Homes that one thread works off before the next thread may get some."""


@dataclass(frozen=True, eq=False)
class CohortSum:
    """Sums over homes of their updates (float64), and the homes' norms before and after clipping.

    Homes whose update has a number that is not finite are left out: their norm after clipping is 0.
    """

    total: Arrays
    before: np.ndarray
    after: np.ndarray

    @property
    def homes(self) -> int:
        """How many were summed."""
        return int(np.isfinite(self.before).sum())


def train(
    homes: Homes, settings: FleetSettings, progress: engine.Progress | None = None, threads: int | None = None
) -> engine.Trained:
    """Train the fleet's network; see :func:`takehome.studies.storage.federated.engine.train`.

    Parameters
    ----------
    threads : at work at a time; None: as many as there are cores.

    Raises
    ------
    InputError : no home; a cohort larger than the fleet; terms of privacy that do not hold.
    MissingExtra : JAX or optax is absent.
    """
    if len(homes) == 0:
        raise InputError("a fleet of no homes", "at least one home", "look at the homes that were set aside, and why")
    begun = time.perf_counter()
    share = settings.share_of(len(homes))
    noise = engine.noise_of(settings, share)
    sight, start = Sight.of(homes), initial(settings.local, settings.seed)
    shared = {name: start[name] for name in shared_names(settings.local)}
    ledger, records, memory, passed = Ledger(), [], server.blank(shared), []
    for number in range(settings.rounds):
        cohort = gathered(settings.seed, number, len(homes), share, settings.dropout, settings.stragglers)
        summed = cohort_sum(shared, start, sight, cohort.answered, settings, number, threads)
        mean = _mean(summed, settings, share * len(homes), noise, number)
        after, memory = server.moved(shared, mean, memory, settings.server_rate)
        ledger = ledger.plus(_rows(shared, summed, settings, noise, number))
        records.append(_record(number, cohort, shared, after))
        shared = after
        passed.append(after)
        if progress is not None:
            progress(number + 1, settings.rounds, shared)
    return engine.Trained(server.steady(passed), tuple(records), ledger, noise, time.perf_counter() - begun)


def cohort_sum(
    shared: Arrays, start: Arrays, sight: Sight, answered: np.ndarray, settings: FleetSettings, number: int,
    threads: int | None = None,
) -> CohortSum:  # fmt: skip
    """What the homes that answered change, clipped where privacy is promised."""
    bound = None if settings.privacy is None else settings.privacy.clip

    def block(places: np.ndarray) -> CohortSum:
        part = answered[places]
        names = tuple(sight.own.names[i] for i in part)
        found = updates(shared, start, sight.hours(part), names, settings.local, settings.seed, number)
        # a block is filled up with its last home, which counts once
        return summed({name: array[: len(np.unique(places))] for name, array in found.items()}, bound)

    parts = list(side_by_side(block, blocks(len(answered), ROUND_BLOCK, fill=True), threads))
    total = {name: np.zeros(SHAPES[name]) for name in shared}
    for part in parts:
        for name in total:
            total[name] = total[name] + part.total[name]
    before, after = (np.array([x for one in parts for x in getattr(one, name)]) for name in ("before", "after"))
    return CohortSum(total, before, after)


def summed(found: Arrays, bound: float | None) -> CohortSum:
    """Sum of updates (homes, …), each of a norm of at most `bound`."""
    before = norms(found)
    usable = np.isfinite(before)
    factor = usable.astype(float) if bound is None else factors(before, bound)
    after = np.where(usable, before, 0.0) * factor
    total = {
        name: np.tensordot(factor, np.where(usable.reshape(-1, *[1] * (array.ndim - 1)), array, 0).astype(float), 1)
        for name, array in found.items()
    }
    return CohortSum(total, before, after)


def _mean(summed: CohortSum, settings: FleetSettings, expected: float, noise: float, number: int) -> Arrays:
    """The mean update of a round; with privacy, the noisy sum over the homes expected."""
    terms = settings.privacy
    if terms is None:
        return {name: one / max(summed.homes, 1) for name, one in summed.total.items()}
    source = draws(terms.simulation, settings.seed if terms.simulation else None, number)
    noisy = add_noise(summed.total, noise * terms.clip, source)
    return {name: one / expected for name, one in noisy.items()}


def _rows(shared: Arrays, summed: CohortSum, settings: FleetSettings, noise: float, number: int) -> tuple[Sent, ...]:
    """The ledger's rows of a round."""
    kept = [name for name in SHAPES if name not in shared]
    deviation = 0.0 if settings.privacy is None else noise * settings.privacy.clip
    return sent(
        number, shared, declared("deep", personal=kept), len(summed.before), norms_before=summed.before,
        norms_after=summed.after, noise_sd=deviation,
    )  # fmt: skip


def _record(number: int, cohort: Cohort, before: Arrays, after: Arrays) -> engine.RoundRecord:
    change = float(np.sqrt(sum(np.sum((after[name] - before[name]).astype(float) ** 2) for name in after)))
    return engine.RoundRecord(
        number, len(cohort.asked), len(cohort.answered), len(cohort.dropped), len(cohort.late), change
    )
