"""A battery: what it can hold, how fast it moves energy, what it loses, and what using it costs.

Power is in kW, energy in kWh, both as users quote them. The grid side and the store differ by the efficiencies: to
store one kWh, ``1 / charge_efficiency`` kWh are bought; of one kWh taken from the store, ``discharge_efficiency`` kWh
are sold. Prices are per MWh (:class:`~takehome.studies.storage.market.prices.Prices`), wear is per kWh.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from takehome.errors import InputError


class WearKind(StrEnum):
    """In which unit use is charged. A battery has one of them, so no use can be charged twice."""

    NONE = "none"
    PER_KWH = "per_kwh"
    PER_CYCLE = "per_cycle"
    DEPTH = "depth"


@dataclass(frozen=True, slots=True)
class Wear:
    """What use costs.

    Attributes
    ----------
    kind : the unit. cost : money per kWh delivered to the grid (``per_kwh``); per full equivalent cycle, which is one
        capacity taken from the store (``per_cycle``); of one cycle of full depth (``depth``), where a cycle of depth
        d (a share of the capacity, counted by rainflow) costs ``cost · d ** exponent``.
    exponent : of the depth; above 1, deep cycles wear more than shallow ones of the same energy.
    """

    kind: WearKind = WearKind.NONE
    cost: float = 0.0
    exponent: float = 1.5

    def __post_init__(self) -> None:
        _require("wear", self.cost, low=0.0)
        _require("the depth exponent of wear", self.exponent, low=1.0)


@dataclass(frozen=True, slots=True)
class Battery:
    """One battery.

    Attributes
    ----------
    capacity_kwh, power_kw : limits of the store and, on the grid side, of charging and discharging alike.
    charge_efficiency, discharge_efficiency : one way, in (0, 1].
    wear : what use costs.
    start_kwh : stored at the start. end_kwh : at least this must be stored at the end; None asks nothing.
    terminal_price : money per MWh that is in the store at the end.
    sell_below_zero : whether it may discharge while the price is negative.

    Raises
    ------
    InputError
        For a value that no battery can have; the message names it.
    """

    capacity_kwh: float
    power_kw: float
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    wear: Wear = field(default_factory=Wear)
    start_kwh: float = 0.0
    end_kwh: float | None = None
    terminal_price: float = 0.0
    sell_below_zero: bool = True

    def __post_init__(self) -> None:
        _require("capacity_kwh", self.capacity_kwh, above=0.0)
        _require("power_kw", self.power_kw, above=0.0)
        _require("charge_efficiency", self.charge_efficiency, above=0.0, high=1.0)
        _require("discharge_efficiency", self.discharge_efficiency, above=0.0, high=1.0)
        _require("start_kwh", self.start_kwh, low=0.0, high=self.capacity_kwh)
        if self.end_kwh is not None:
            _require("end_kwh", self.end_kwh, low=0.0, high=self.capacity_kwh)
        _require("terminal_price", self.terminal_price)

    @property
    def round_trip(self) -> float:
        """Share of the energy bought that is sold again."""
        return self.charge_efficiency * self.discharge_efficiency

    @property
    def wear_per_kwh(self) -> float:
        """Money per kWh delivered, for wear that is proportional to use; 0 for wear by depth, which no price a kWh has.

        One full equivalent cycle takes `capacity_kwh` from the store and delivers `discharge_efficiency` of it.
        """
        if self.wear.kind is WearKind.PER_KWH:
            return self.wear.cost
        if self.wear.kind is WearKind.PER_CYCLE:
            return self.wear.cost / (self.capacity_kwh * self.discharge_efficiency)
        return 0.0


def _require(
    name: str, value: float, *, low: float = -math.inf, high: float = math.inf, above: float = -math.inf
) -> None:
    """Raise :class:`InputError` unless `value` is a finite number in the range."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if number and low <= value <= high and value > above:
        return
    least = f" above {above:g}" if above > -math.inf else f" of at least {low:g}" if low > -math.inf else ""
    most = f" and at most {high:g}" if high < math.inf else ""
    raise InputError(f"{name} = {value!r}", f"a finite number{least}{most}", f"correct {name}")
