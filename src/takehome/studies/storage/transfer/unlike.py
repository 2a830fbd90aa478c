"""How unlike the two homes are, in the terms in which a policy sees them: the situations that the source never saw.

A situation is a cell of the table (hour of day; classes of surplus, need, highest and lowest price ahead). The distance
of two homes is the total variation of how often they are in each, 0 where they live alike, 1 where they share nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.observing import CELLS, cells


@dataclass(frozen=True, eq=False)
class Unlike:
    """What was compared.

    Attributes
    ----------
    unseen : (days,) share of each day of the target's hours in situations that the source never had. distance : total
    variation. load, surplus, price, spread : mean of source and target: kWh used a day net of generation, kWh over a
    day, price of a kWh, and range of the price within a day.
    """

    unseen: np.ndarray
    distance: float
    load: tuple[float, float]
    surplus: tuple[float, float]
    price: tuple[float, float]
    spread: tuple[float, float]


def unlike(source: Homes, target: Homes) -> Unlike:
    """Compare all hours of both."""
    seen = [cells(replace(home, judged=home.hours, begins=np.zeros(1, np.int64)))[0] for home in (source, target)]
    counts = [np.bincount(one, minlength=CELLS) for one in seen]
    shares = [one / one.sum() for one in counts]
    whole = target.hours // HOURS * HOURS
    new = (counts[0] == 0)[seen[1][:whole]].reshape(-1, HOURS).mean(axis=1)
    return Unlike(
        new, float(np.abs(shares[0] - shares[1]).sum() / 2), *(
            (_of(source, what), _of(target, what)) for what in ("load", "surplus", "price", "spread")
        ),
    )  # fmt: skip


def _of(home: Homes, what: str) -> float:
    net, buy = home.net_kwh[0], home.buy[0]
    if what == "load":
        return float(HOURS * np.maximum(net, 0).mean())
    if what == "surplus":
        return float(HOURS * np.maximum(-net, 0).mean())
    if what == "price":
        return float(buy.mean())
    whole = len(buy) // HOURS * HOURS
    days = buy[:whole].reshape(-1, HOURS)
    return float((days.max(axis=1) - days.min(axis=1)).mean()) if whole else 0.0
