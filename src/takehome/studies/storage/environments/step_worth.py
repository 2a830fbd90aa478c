"""What moving one kWh into or out of the store is worth in each step: the ledger's formula, taken apart by step.

:func:`~takehome.studies.storage.settlement.settle` values a schedule that is finished. An environment must answer step
by step, thousands of times a second, so what depends on the step alone is computed before. The sum of an episode's
rewards is the ledger's profit (tested to 1e-9 for every kind of wear). Wear by depth has no worth per kWh: it is
counted by :class:`~takehome.studies.storage.rainflow.Rainflow` as cycles close, as in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.battery import Battery
from takehome.studies.storage.market.prices import MWH, Prices


@dataclass(frozen=True, eq=False)
class StepWorth:
    """Money by step.

    Attributes
    ----------
    pay : (T,) money for each kWh that enters the store. earn : (T,) for each that leaves it, wear in use taken off.
    may_sell : (T,) bool, whether discharging is allowed.
    """

    pay: np.ndarray
    earn: np.ndarray
    may_sell: np.ndarray


def step_worth(battery: Battery, prices: Prices) -> StepWorth:
    """The worth of one kWh in the store, up and down."""
    pay = prices.buy / battery.charge_efficiency / MWH
    earn = (prices.sell / MWH - battery.wear_per_kwh) * battery.discharge_efficiency
    return StepWorth(pay, earn, battery.sell_below_zero | (prices.values >= 0))
