"""What the policy of a network saves: its word on all hours at once, then each home's battery hour by hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from takehome.studies.storage.federated.deep.compiling import blocks, compiled, side_by_side
from takehome.studies.storage.federated.deep.network import Parameters, values
from takehome.studies.storage.federated.deep.sight import judged
from takehome.studies.storage.federated.deep.walking_kernels import walk_homes
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.observing import features

DISCOUNT = 0.999
PLANNED_BLOCK = 512
"""Homes whose plans are made at a time, by all threads."""


def savings(parameters: Parameters, homes: Homes, discount: float = DISCOUNT, threads: int | None = None) -> np.ndarray:
    """(N,) currency that a network saves each home over its judged hours, each battery empty at first.

    Parameters
    ----------
    parameters : one network for all homes.
    """

    def block(part: np.ndarray) -> np.ndarray:
        some = homes.take(part)
        return walked(worth(parameters, features(some)[:, some.judged :]), some, discount)

    return gathered(block, len(homes), threads)


def planned_savings(
    parameters: Parameters, homes: Homes, discount: float = DISCOUNT, threads: int | None = None
) -> np.ndarray:
    """(N,) as :func:`savings`, for a network that corrects each home's own plan."""
    found = []
    for some in (homes.take(part) for part in blocks(len(homes), PLANNED_BLOCK)):
        seen, base = judged(some)

        def block(part: np.ndarray, some: Homes = some, seen: np.ndarray = seen, base: np.ndarray = base) -> np.ndarray:
            return walked(worth(parameters, seen[part]) + base[part], some.take(part), discount)

        found.append(gathered(block, len(some), threads))
    return np.concatenate(found)[: len(homes)]


def savings_of_each(
    parameters: Parameters, homes: Homes, discount: float = DISCOUNT, threads: int | None = None
) -> np.ndarray:
    """(N,) as :func:`savings`, where each home has a network of its own (arrays with a leading axis of homes)."""

    def block(part: np.ndarray) -> np.ndarray:
        some = homes.take(part)
        own = {name: np.asarray(array)[part] for name, array in parameters.items()}
        return walked(worth_of_each(own, features(some)[:, some.judged :]), some, discount)

    return gathered(block, len(homes), threads)


def savings_of_many(parameters: Parameters, home: Homes, discount: float = DISCOUNT) -> np.ndarray:
    """(S,) what each of S networks (arrays with a leading axis) saves one and the same home."""
    many = len(next(iter(parameters.values())))
    return savings_of_each(parameters, home.take(np.zeros(many, int)), discount)


def gathered(block: Callable[[np.ndarray], np.ndarray], homes: int, threads: int | None = None) -> np.ndarray:
    """Results (homes, …) of a function of positions, block by block."""
    return np.concatenate(list(side_by_side(block, blocks(homes), threads)))[:homes]


def worth(parameters: Parameters, seen: np.ndarray) -> np.ndarray:
    """(N, T, KNOTS) float64 worth that one network sees in features (N, T, FEATURES)."""
    flat = np.ascontiguousarray(seen.reshape(-1, seen.shape[-1]))
    program = compiled("worth", values, dict(parameters), flat)
    return np.asarray(program(dict(parameters), flat), float).reshape(*seen.shape[:-1], -1)


def worth_of_each(parameters: Parameters, seen: np.ndarray) -> np.ndarray:
    """(N, T, KNOTS) float64 worth that N networks see, each in the features of its own home."""
    import jax

    def each(networks: Any, seen: Any) -> Any:
        return jax.lax.map(lambda pair: values(*pair), (networks, seen))

    program = compiled("worth of each", each, dict(parameters), np.ascontiguousarray(seen))
    return np.asarray(program(dict(parameters), np.ascontiguousarray(seen)), float)


def walked(worth: np.ndarray, homes: Homes, discount: float = DISCOUNT) -> np.ndarray:
    """(N,) saved over the judged hours by the moves that worth (N, judged hours, KNOTS) makes best."""
    net, buy, sell = (
        np.ascontiguousarray(column[:, homes.judged :], float) for column in (homes.net_kwh, homes.buy, homes.sell)
    )
    return walk_homes(
        worth, net, buy, sell, homes.pitch_kwh, homes.up, homes.down, homes.charge_efficiency,
        homes.discharge_efficiency, homes.wear, homes.scale, discount, np.zeros(len(homes), np.int64),
    )  # fmt: skip
