r"""One round at one home with a network: what `federated/task.py` calls when the learner is "deep".

Of the home's hours, only the change of the shared arrays comes back. With a personal head (FedPer, Arivazhagan et al.
2019) the head is no part of it. It is learned anew in every round, from the same start in all homes: first alone, as a
home that has just come has none (FedRep, Collins et al. 2021), then together with the feature layers. So a home keeps
nothing between rounds, and both engines do the same.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from zlib import crc32

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.deep import network
from takehome.studies.storage.federated.deep.compiling import compiled
from takehome.studies.storage.federated.deep.learning import learn
from takehome.studies.storage.federated.deep.network import ARRAYS, HEAD, Parameters
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.sight import Sight
from takehome.studies.storage.federated.deep.targets import OwnHours
from takehome.studies.storage.federated.task import Arrays, LocalResult, LocalSettings, shared_names
from takehome.studies.storage.homes.homes import HOURS, Homes

SEEDS = 2**31
"""Seeds of JAX's keys are below it."""


def initial(settings: LocalSettings, seed: int = 0) -> Arrays:
    """A seeded network: all arrays, also those that are personal under these settings."""
    import jax

    return network.as_numpy(network.initial(jax.random.key(seed % SEEDS)))


def deep_local_step(home: Homes, given: Arrays, settings: LocalSettings, seed: int, round_: int) -> LocalResult:
    """One round at one home, see :func:`~takehome.studies.storage.federated.task.local_step`.

    Raises
    ------
    InputError
        Where the home has fewer than two own hours.
    MissingExtra
        Where JAX or optax is absent.
    """
    own = home.judged - int(home.begins[0])
    if own < 2:
        raise InputError(f"{own} own hours of {home.names[0]}", "at least two", f"{HOURS} or more")
    hours = Sight.of(home).hours(np.zeros(1, int))
    start = initial(settings, seed)
    wanted = shared_names(settings)
    shared = {name: np.asarray(given[name], np.float32) for name in wanted}
    found = updates(shared, start, hours, home.names, settings, seed, round_)
    return LocalResult({name: found[name][0] for name in wanted}, None, own)


def deep_settings(local: LocalSettings) -> DeepSettings:
    """The network's settings in those of a local step."""
    return DeepSettings(
        discount=local.discount, lam=local.trace, steps=local.steps, batch=local.batch, rate=local.rate,
        optimiser="sgd", proximity=local.proximity,
    )  # fmt: skip


def updates(
    shared: Arrays, start: Arrays, hours: OwnHours, names: tuple[str, ...], settings: LocalSettings, seed: int,
    round_: int,
) -> Arrays:  # fmt: skip
    """Each array (N, …): what N homes change in the arrays that are shared, one home after the other.

    Parameters
    ----------
    start : arrays that the personal ones begin from. names : what draws a home's hours, with seed and round.
    """
    import jax

    personal = {name: start[name] for name in ARRAYS if name not in shared}
    key = jax.random.fold_in(jax.random.key(seed % SEEDS), round_)
    numbers = np.array([crc32(name.encode()) for name in names], np.uint32)
    deep = deep_settings(settings)
    program = compiled(("updates", deep), partial(_updates, deep), shared, personal, hours, numbers, key)
    return {name: np.asarray(array) for name, array in program(shared, personal, hours, numbers, key).items()}


def _updates(
    settings: DeepSettings, shared: Parameters, personal: Parameters, hours: Any, numbers: Any, key: Any
) -> Any:
    import jax

    def one(home: tuple[Any, Any]) -> Any:
        hours, number = home
        alone, together = jax.random.split(jax.random.fold_in(key, number))
        network = {**shared, **personal}
        if personal:
            network = learn(network, hours, settings, HEAD, alone)
        network = learn(network, hours, settings, ARRAYS, together)
        return {name: network[name] - shared[name] for name in shared}

    return jax.lax.map(one, (hours, numbers))
