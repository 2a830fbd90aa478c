"""The most that a home can save, and what it saves without learning anything: the bound and the floors.

`optimum` knows every hour beforehand (Bellman 1957); no policy can save more, since all move by whole levels. The
floors need no data of other homes and no training. `hold` never moves. `self_consumption` stores what is over and
covers what is needed, which is what home batteries do as delivered. `plan` is model-predictive control (Morstyn,
Hredzak, Agelidis & Demetriades 2018 call it receding horizon): in each hour the exact plan for 24 hours on the prices
that are known and yesterday's net load, of which the first move is made. In `plan_on_past_days` each of the last
days may come again: a dynamic program over the coming day, which earns more and still learns and sends nothing.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.homes import expected_plan_kernels, money_kernels, rule_kernels
from takehome.studies.storage.homes.expected_plan_kernels import EVERY, PAST
from takehome.studies.storage.homes.homes import AHEAD, Homes


def optimum(homes: Homes) -> np.ndarray:
    """(N,) the most that each home can save over the judged hours, starting empty, in its currency."""
    first = homes.judged
    return money_kernels.optimum(
        homes.net_kwh[:, first:], homes.buy[:, first:], homes.sell[:, first:], *battery_arrays(homes)
    )


def hold(homes: Homes) -> np.ndarray:
    """(N,) zeros: a battery that never moves saves nothing."""
    return np.zeros(len(homes))


def self_consumption(homes: Homes) -> np.ndarray:
    """(N,) money that storing the surplus and covering the need saves over the judged hours."""
    return rule_kernels.self_consumption(homes.judged, homes.net_kwh, homes.buy, homes.sell, *battery_arrays(homes))


def plan(homes: Homes) -> np.ndarray:
    """(N,) money that a plan made anew in every hour saves over the judged hours; needs a day before them."""
    return rule_kernels.plan(homes.judged, AHEAD, homes.net_kwh, homes.buy, homes.sell, *battery_arrays(homes))


def plan_on_past_days(homes: Homes, past: int = PAST, every: int = EVERY) -> np.ndarray:
    """(N,) money that planning on the last days saves over the judged hours; needs a day before them.

    Parameters
    ----------
    past : days of each home's own data that are averaged, at most. every : hours for which a plan is kept, counted from
        midnight.
    """
    return expected_plan_kernels.plan_on_past_days(
        homes.judged, every, homes.hour[:, 0].astype(np.int64), AHEAD, homes.begins, past, homes.net_kwh, homes.buy,
        homes.sell, *battery_arrays(homes),
    )  # fmt: skip


def battery_arrays(homes: Homes) -> tuple[np.ndarray, ...]:
    """(N,) each: pitch, up, down, efficiencies of charging and discharging, wear; the order that kernels take."""
    return (
        homes.pitch_kwh, homes.up, homes.down, homes.charge_efficiency, homes.discharge_efficiency, homes.wear,
    )  # fmt: skip
