"""A home that joins late: how many days of its own data it needs until its battery is well used.

The fleet is trained without the newcomers. With no own data a newcomer has its plan, which needs a day of its meter,
and the shared table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.alternatives import local_small
from takehome.studies.storage.federated.engine import Fleet
from takehome.studies.storage.federated.personal import ways
from takehome.studies.storage.federated.personal_kernels import ALONE, LEARNED_ON, PLANNED, SHARED
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.homes import HOURS, Homes

DAYS = (0.0, 1.0, 2.0, 3.0, 7.0, 14.0, 30.0)
USEFUL = 0.9
"""Share of what is reached with most days that counts as a useful policy."""


@dataclass(frozen=True)
class Joined:
    """Share of all newcomers' optimum by days of own data.

    Attributes
    ----------
    homes : newcomers. days : of own data. shared : the fleet's table as it is. personal : learned on at home.
    alone : the plan corrected by what the home learns alone. small : a table of the hour, from nothing, without a plan.
    planned : the bare plan. expected : the plan on up to a week of past days; those that come
    while it is judged count too, as yesterday does for every plan.
    """

    homes: int
    days: tuple[float, ...]
    shared: tuple[float, ...]
    personal: tuple[float, ...]
    alone: tuple[float, ...]
    small: tuple[float, ...]
    planned: tuple[float, ...]
    expected: tuple[float, ...]

    def days_to_useful(self, way: str) -> float:
        """First days from which on a way (a field's name) earns `USEFUL` of the most that any earns; inf if never."""
        curve = getattr(self, way)
        every = (self.shared, self.personal, self.alone, self.small, self.planned, self.expected)
        wanted = USEFUL * max(max(one) for one in every)
        enough = [all(later >= wanted for later in curve[i:]) for i in range(len(curve))]
        return self.days[enough.index(True)] if any(enough) else float("inf")


def newcomers(homes: Homes, shared: np.ndarray, days: Sequence[float] = DAYS, discount: float = 0.999) -> Joined:
    """Newcomers by days of own data; days that the homes do not have are left out.

    Parameters
    ----------
    homes : that the fleet was not trained on. shared : (CELLS, KNOTS) the fleet's table.

    Raises
    ------
    InputError : there is nothing to save in any of them.
    """
    most = np.maximum(bound.optimum(homes), 0.0)
    if not most.sum() > 0:
        raise InputError("newcomers that have nothing to save", "homes with an optimum above 0", "other homes")
    had = tuple(one for one in days if one * HOURS <= homes.judged - homes.begins.max())
    rows = []
    for one in had:
        few = homes.with_own_days(one)
        fleet = Fleet.of(few)
        found = ways(few, shared, fleet, discount=discount).saved.sum(axis=0)
        small = local_small(few, fleet, discount).sum()
        rows.append(
            [found[SHARED], found[LEARNED_ON], found[ALONE], small, found[PLANNED], bound.plan_on_past_days(few).sum()]
        )
    curves = (tuple(float(value / most.sum()) for value in curve) for curve in zip(*rows, strict=True))
    return Joined(len(homes), had, *curves)
