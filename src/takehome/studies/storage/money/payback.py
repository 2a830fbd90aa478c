"""Whether a battery earns its price before it is worn out.

Wear is not paid to anybody: it is the battery itself being used up. So what pays the battery back is its income before
wear, and how long it may take is the shorter of its years and of its cycles.
"""

from __future__ import annotations

from dataclasses import dataclass

from takehome.studies.storage.money.basis import FIXED, INCOME, YEAR_DAYS, Basis
from takehome.studies.storage.result import PolicyResult


@dataclass(frozen=True, slots=True)
class Payback:
    """All batteries together.

    Attributes
    ----------
    investment : money. cash : money a year before wear. years : until it is earned; infinite where nothing is.
    life : years until it is worn out. cycles : full cycles a year of one battery.
    """

    investment: float
    cash: float
    years: float
    life: float
    cycles: float

    @property
    def pays(self) -> bool:
        """Whether it earns its price within its life."""
        return self.years <= self.life


def payback_of(basis: Basis, result: PolicyResult) -> Payback | None:
    """What buying the battery and running this policy comes to; None without a price of the battery."""
    economics, battery = basis.economics, basis.battery
    if economics.battery_price is None:
        return None
    each = economics.battery_price * battery.capacity_kwh + economics.inverter_price * battery.power_kw
    investment = each * economics.batteries
    cash = cash_a_year(basis, result)
    cycles = result.account.cycles * horizons_a_year(basis) * basis.factor / economics.batteries
    life = min(economics.life_years, economics.life_cycles / cycles if cycles > 0 else float("inf"))
    years = investment / cash if cash > 0 else (0.0 if investment == 0 else float("inf"))
    return Payback(investment, cash, years, life, cycles)


def cash_a_year(basis: Basis, result: PolicyResult) -> float:
    """Money a year before wear, fixed costs taken off."""
    counts = basis.counts(result, basis.nothing_drawn)[0]
    return float(-counts[INCOME] - counts[FIXED] * basis.fixed_cost) * horizons_a_year(basis)


def horizons_a_year(basis: Basis) -> float:
    """How often the horizon of the basis comes in a year."""
    return YEAR_DAYS / basis.days_a_horizon
