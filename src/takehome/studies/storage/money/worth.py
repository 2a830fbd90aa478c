"""Which size is worth buying: what one unit more earns a year, against what it costs a year of its life.

Sizes are compared with all prices known; what a policy reaches of that is taken to be the same share at every size.
"""

from __future__ import annotations

from dataclasses import dataclass

from takehome.studies.storage.money.payback import cash_a_year, payback_of
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.sizing import Size, Sizing
from takehome.studies.wording import capital
from takehome.units import format_number


@dataclass(frozen=True, slots=True)
class Worth:
    """One unit more of capacity or power.

    Attributes
    ----------
    what : ``"capacity"`` or ``"power"``. unit : ``"kWh"`` or ``"kW"``. earned : money a year that the recommended
        policy would earn with one unit more, wear taken off. bound : the same with all prices known.
    cost : money a year that the unit costs over the battery's life; None without a price.
    """

    what: str
    unit: str
    earned: float
    bound: float
    cost: float | None

    @property
    def pays(self) -> bool | None:
        """Whether it is worth buying; None without a price."""
        return None if self.cost is None else self.earned >= self.cost


def share_of_bound(made: Priced) -> float:
    """What the recommended policy earns of what all prices known would earn; 0 where that is nothing."""
    bound = made.source.bound.profit
    return max(made.chosen.profit / bound, 0.0) if bound > 0 else 0.0


def worth_of(made: Priced, sizing: Sizing) -> tuple[Worth, ...]:
    """What one more kWh and one more kW are worth, where it was computed."""
    economics, payback = made.basis.economics, payback_of(made.basis, made.chosen)
    share, rate = share_of_bound(made), made.basis.rate
    found = []
    for what, unit, marginal in (("capacity", "kWh", sizing.per_kwh), ("power", "kW", sizing.per_kw)):
        price = economics.battery_price if what == "capacity" else economics.inverter_price
        cost = None if payback is None or not price else price / payback.life
        if marginal is not None:
            found.append(Worth(what, unit, share * marginal * rate, marginal * rate, cost))
    return tuple(found)


def worth_sentences(made: Priced, sizing: Sizing) -> tuple[str, ...]:
    """The same as sentences, each with its price and verdict where there is a price."""
    money, said = made.basis.currency, []
    for worth in worth_of(made, sizing):
        sentence = (
            f"{capital(worth.what)}: one {worth.unit} more would earn {format_number(worth.earned)} {money} a year "
            f"({format_number(worth.bound)} {money} with all prices known)"
        )
        if worth.cost is not None:
            verdict = "it is worth buying" if worth.pays else "it is not worth buying"
            sentence += f"; over its life it costs {format_number(worth.cost)} {money} a year, so {verdict}"
        said.append(f"{sentence}.")
    return tuple(said)


def payback_years(made: Priced, sizing: Sizing, size: Size) -> float | None:
    """Years until a size has earned its price before wear, at the recommended policy's share; None without a price."""
    economics = made.basis.economics
    if economics.battery_price is None:
        return None
    base = sizing.sizes[0].profit * share_of_bound(made) * made.basis.rate * economics.batteries
    cash = cash_a_year(made.basis, made.chosen)
    before_wear = cash / base if base > 0 else 0.0
    price = economics.battery_price * size.capacity_kwh + economics.inverter_price * size.power_kw
    yearly = size.profit * share_of_bound(made) * made.basis.rate * before_wear
    return price / yearly if yearly > 0 else float("inf")
