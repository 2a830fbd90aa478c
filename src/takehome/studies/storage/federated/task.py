"""What one home learns from its own hours in one round: the only local-step code.

Both engines call it: the in-process engine runs the same kernels for the whole fleet, and Flower's client runs
:func:`local_step` beside the meter. What comes back is a change of the shared arrays, and with tables, the visits of
each cell. The home's loads, prices and hours are arguments only; nothing else of them is in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.correction_kernels import correct, move_money
from takehome.studies.storage.federated.seeing import TABLE_CELLS, own_hours
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import HOURS, Homes

Arrays = dict[str, np.ndarray]

LEARNERS = ("tables", "deep")
SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"tables": ("value",), "deep": ("market", "bias", "deep", "deep_bias", "heads", "heads_bias")}
)
"""Arrays that may leave a home, by learner."""
PERSONAL: Mapping[str, tuple[str, ...]] = MappingProxyType({"tables": (), "deep": ("heads", "heads_bias")})
"""Arrays that never leave a home when `personal` is set (FedPer, Arivazhagan et al. 2019)."""


@dataclass(frozen=True)
class LocalSettings:
    """How a home learns.

    Attributes
    ----------
    learner : "tables" or "deep". discount : per hour. passes : over the home's own hours in a round.
    prior : visits that the given table counts for. proximity : pull back to what was given (FedProx), 0 is none.
    personal : the arrays in `PERSONAL` stay at home. send_visits : whether visits of cells may leave.
    steps, batch, rate, trace : deep learner only; gradient steps a round, hours a step, step size, and lambda.
    """

    learner: str = "tables"
    discount: float = 0.999
    passes: int = 1
    prior: float = 2.0
    proximity: float = 0.0
    personal: bool = False
    send_visits: bool = True
    steps: int = 16
    batch: int = 96
    rate: float = 0.1
    trace: float = 0.9

    def __post_init__(self) -> None:
        if self.learner not in LEARNERS:
            raise InputError(f"learner={self.learner!r}", f"one of {', '.join(LEARNERS)}", "learner='tables'")
        if not 0 < self.discount < 1:
            raise InputError(f"discount={self.discount}", "a discount per hour between 0 and 1", "discount=0.999")
        if self.passes < 1 or self.prior < 0 or self.proximity < 0:
            raise InputError(
                f"passes={self.passes}, prior={self.prior}, proximity={self.proximity}",
                "at least one pass, and no negative prior or proximity",
                "passes=1, prior=2, proximity=0",
            )


@dataclass(frozen=True, eq=False)
class LocalResult:
    """What a home sends back.

    Attributes
    ----------
    update : new minus given, of the shared arrays. visits : (TABLE_CELLS,) hours in each cell, or None where they may
    not leave. hours : the home's own hours that were learned from.
    """

    update: Arrays
    visits: np.ndarray | None
    hours: int


def shared_names(settings: LocalSettings) -> tuple[str, ...]:
    """Names of the arrays that leave a home under these settings, in the order in which they travel."""
    kept = PERSONAL[settings.learner] if settings.personal else ()
    return tuple(name for name in SHARED[settings.learner] if name not in kept)


def initial(settings: LocalSettings, seed: int = 0) -> Arrays:
    """What the fleet starts from: a table of zeros (`value` (TABLE_CELLS, KNOTS)), or a seeded network."""
    if settings.learner == "deep":
        network: Arrays = _deep("initial")(settings, seed)
        return network
    return {"value": np.zeros((TABLE_CELLS, KNOTS))}


def local_step(home: Homes, given: Arrays, settings: LocalSettings, seed: int = 0, round_: int = 0) -> LocalResult:
    """One round at one home.

    Parameters
    ----------
    home : one home; what stands before `judged` is learned from. given : the shared arrays of this round.
    seed, round_ : what the deep learner draws its hours by; a table draws nothing.

    Raises
    ------
    InputError : not exactly one home, or fewer than two own hours.
    """
    if len(home) != 1:
        raise InputError(f"{len(home)} homes in a local step", "one home", "homes.take([i])")
    if settings.learner == "deep":
        result: LocalResult = _deep("deep_local_step")(home, given, settings, seed, round_)
        return result
    own, hours = own_hours(home)
    first, last = int(own.begins[0]), own.judged
    if last - first < 2:
        raise InputError(f"{last - first} own hours of {home.names[0]}", "at least two", f"{HOURS} or more")
    table, visits = given["value"].copy(), np.zeros(TABLE_CELLS)
    battery = tuple(one[0] for one in battery_arrays(home))
    columns = (one[0, first:last] for one in (own.net_kwh, own.buy, own.sell))
    money = move_money(*(*columns, *battery, home.scale[0]))
    correct(
        table, visits, given["value"], hours.cell[0, first:], hours.outset[0, first:], money, battery[1], battery[2],
        settings.discount, settings.prior, settings.proximity, settings.passes,
    )  # fmt: skip
    update = {"value": table - given["value"]}
    return LocalResult(update, visits if settings.send_visits else None, last - first)


def _deep(name: str) -> Callable[..., Any]:
    """A function of the deep learner; JAX is imported only when it is wanted."""
    found: Callable[..., Any] = getattr(import_module("takehome.studies.storage.federated.deep.task"), name)
    return found
