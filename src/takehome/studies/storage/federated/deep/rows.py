"""Learning of many networks at once, each from the hours of its own row of homes."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from takehome.studies.storage.federated.deep.compiling import compiled
from takehome.studies.storage.federated.deep.learning import learn
from takehome.studies.storage.federated.deep.network import Parameters
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.targets import own_hours
from takehome.studies.storage.homes.homes import Homes


def learn_rows(
    networks: Parameters, homes: Homes, begins: np.ndarray, settings: DeepSettings, arrays: tuple[str, ...], seed: int
) -> dict[str, np.ndarray]:
    """N networks (arrays with a leading axis), each after learning in its own row of N homes.

    Parameters
    ----------
    homes : seen as they are, with all hours before the judged ones. begins : (N,) first column that is learned from;
        it may differ between calls without a new compilation. arrays : those that learn. seed : of the hours drawn.
    """
    import jax

    def each(networks: Any, hours: Any, keys: Any) -> Any:
        alone = partial(learn, settings=settings, trainable=arrays)
        return jax.lax.map(lambda row: alone(row[0], row[1], key=row[2]), (networks, hours, keys))

    first = np.clip(begins, 0, homes.judged - 2).astype(np.int32)
    hours = own_hours(homes)._replace(first=first)
    given = {name: np.asarray(array, np.float32) for name, array in networks.items()}
    keys = jax.random.split(jax.random.key(seed), len(homes))
    program = compiled(("rows", settings, arrays), each, given, hours, keys)
    return {name: np.asarray(array) for name, array in program(given, hours, keys).items()}
