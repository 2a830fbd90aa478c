"""What kind of home each is, read from its own hours: has it power to spare, and what is its tariff?"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.federated.seeing import own_hours
from takehome.studies.storage.homes.homes import Homes

MOST_LOOKED_AT = 200
"""Homes whose cells are counted."""
BY_THE_CLOCK = 4
"""Up to so many different prices a tariff goes by the clock; with more it follows the market."""
SPARE = ("no surplus", "surplus")
TARIFFS = ("one price", "clock prices", "market prices")


def kinds(homes: Homes) -> np.ndarray:
    """(N,) texts: ``"surplus, clock prices"``."""
    spare = (homes.net_kwh < 0).any(axis=1).astype(int)
    ordered = np.sort(homes.buy, axis=1)
    different = 1 + (np.diff(ordered, axis=1) > 0).sum(axis=1)
    tariff = np.where(different == 1, 0, np.where(different <= BY_THE_CLOCK, 1, 2))
    return np.array([f"{SPARE[s]}, {TARIFFS[t]}" for s, t in zip(spare, tariff, strict=True)], dtype=object)


def cells_touched(homes: Homes) -> float:
    """How many different cells of a table a home's own hours fall into, the median over homes.

    An update of a table changes these cells and no others, so that which ones they are can be read from it.
    """
    own, seen = own_hours(homes.take(np.arange(min(len(homes), MOST_LOOKED_AT))))
    return float(np.median([len(np.unique(row[first:])) for row, first in zip(seen.cell, own.begins, strict=True)]))
