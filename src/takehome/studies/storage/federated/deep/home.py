"""Learning in given homes, compiled: one network in each, or many networks (seeds) in one home."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from takehome.studies.storage.federated.deep.compiling import compiled
from takehome.studies.storage.federated.deep.learning import learn
from takehome.studies.storage.federated.deep.network import ARRAYS, Parameters
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.targets import own_hours
from takehome.studies.storage.homes.homes import Homes


def initial_networks(seeds: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Random networks, arrays with a leading axis of `seeds`; network *i* depends on (seed, i) only."""
    import jax

    from takehome.studies.storage.federated.deep.network import initial

    key = jax.random.key(seed)
    made = [initial(jax.random.fold_in(key, i)) for i in range(seeds)]
    return {name: np.stack([np.asarray(one[name]) for one in made]) for name in ARRAYS}


def learn_seeds(
    parameters: Parameters, home: Homes, settings: DeepSettings, trainable: tuple[str, ...] = ARRAYS, seed: int = 0
) -> dict[str, np.ndarray]:
    """S networks (arrays with a leading axis), each after learning from the same home's own hours.

    Parameters
    ----------
    home : one home. trainable : arrays that learn; the others stay bit-equal. seed : of the hours drawn.
    """
    import jax

    def each(networks: Any, hours: Any, keys: Any) -> Any:
        alone = partial(learn, settings=settings, trainable=trainable)
        return jax.lax.map(lambda pair: alone(pair[0], hours, key=pair[1]), (networks, keys))

    hours = jax.tree.map(lambda column: column[0], own_hours(home))
    networks = {name: np.asarray(array, np.float32) for name, array in parameters.items()}
    # folded in, not split, so that a network draws the same hours whatever their number
    keys = jax.vmap(jax.random.fold_in, (None, 0))(jax.random.key(seed), np.arange(len(networks[ARRAYS[0]])))
    program = compiled(("seeds", settings, trainable), each, networks, hours, keys)
    return {name: np.asarray(array) for name, array in program(networks, hours, keys).items()}
