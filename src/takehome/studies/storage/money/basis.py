r"""From what happened on the valued days to money a year: one basis for every amount that is printed.

What a policy causes is counted in four events, so that its value is :math:`-\sum` counts × prices:

==========  =============================================  ==================================================
``income``  what trading earned before wear, as a loss     price 1: "times as measured", the level of prices
``wear``    kWh delivered to the grid (or money of wear)   money per kWh (or 1, "times as assumed")
``fee``     kWh bought                                     an extra grid fee per kWh, 0 unless a slider moves it
``fixed``   1 where anything is traded at all              money a year
==========  =============================================  ==================================================

The valued days stand for all days: totals are divided by their length and multiplied by a year of 365.25 days. One
single day is taken as one that repeats, and all its money is per day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import value_of
from takehome.protocol import Price
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.economics import StorageEconomics
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.midnight import carried
from takehome.studies.storage.result import PolicyResult, daily
from takehome.studies.wording import plain, significant
from takehome.units import Money

YEAR_DAYS = 365.25
HOURS_A_YEAR = 24 * YEAR_DAYS
EVENTS = ("income", "wear", "fee", "fixed")
INCOME, WEAR, FEE, FIXED = range(4)


@dataclass(frozen=True, eq=False)
class Basis:
    """How amounts of the valued steps become money.

    Attributes
    ----------
    prices : the valued steps. battery : the one that is computed. economics : in which money.
    """

    prices: Prices
    battery: Battery
    economics: StorageEconomics

    @property
    def repeated(self) -> bool:
        """Whether a single day stands for all: then money is per day."""
        return self.prices.days == 1

    @property
    def horizon(self) -> str:
        """``"year"``, or ``"day"`` of a single day that repeats."""
        return "day" if self.repeated else "year"

    @property
    def days_a_horizon(self) -> float:
        """Days that the basis stands for; with one repeated day it is that day."""
        return 1.0 if self.repeated else YEAR_DAYS

    @property
    def currency(self) -> str:
        """Of every amount."""
        return self.economics.currency or self.prices.currency

    @property
    def per(self) -> str:
        """``"year, 1 battery of 2,000 kWh"``."""
        number = self.economics.batteries
        word = "battery" if number == 1 else "batteries"
        return f"{self.horizon}, {plain(number)} {word} of {plain(significant(self.battery.capacity_kwh))} kWh"

    @property
    def rate(self) -> float:
        """Money for one unit of the price file's currency."""
        return self.economics.rate_for(self.prices.currency)

    @property
    def factor(self) -> float:
        """What totals of the valued steps are multiplied by: length and number of batteries, not the rate."""
        share = 1.0 if self.repeated else HOURS_A_YEAR / (len(self.prices) * self.prices.step_hours)
        return share * self.economics.batteries

    @property
    def priced_by_kwh(self) -> bool:
        """Whether wear has a price per kWh; wear by depth has none, unless one is given."""
        return self.economics.wear_price is not None or self.battery.wear.kind is not WearKind.DEPTH

    @property
    def wear_price(self) -> float:
        """Money per kWh delivered; 1 for wear by depth, whose event is money already."""
        if self.economics.wear_price is not None:
            return self.economics.wear_price
        return self.battery.wear_per_kwh * self.rate if self.priced_by_kwh else 1.0

    @property
    def fixed_cost(self) -> float:
        """Per horizon."""
        return self.economics.fixed_cost * self.days_a_horizon / YEAR_DAYS

    def money(self, amount: float) -> Money:
        """An amount on this basis; −0 is 0."""
        return Money(float(amount) + 0.0, self.currency, self.per)

    def prices_of(self, scale: float) -> tuple[Price, ...]:
        """The four prices; `scale` (money per kWh delivered) sets how far the sliders reach."""
        money, reach = self.currency, significant(scale) if scale > 0 else self.rate
        wear = (
            Price("wear", "wear", f"{money} per kWh delivered", self.wear_price, 0.0, max(4 * self.wear_price, reach))
            if self.priced_by_kwh
            else Price("wear", "wear", "times as assumed", 1.0, 0.0, 5.0)
        )
        return (
            Price("income", "level of prices", "times as measured", 1.0, 0.0, 3.0),
            wear,
            Price("fee", "extra grid fee", f"{money} per kWh bought", 0.0, 0.0, reach),
            Price("fixed", "fixed cost of trading", f"{money} per {self.horizon}", self.fixed_cost, 0.0,
                  max(4 * self.fixed_cost, significant(reach * self.battery.capacity_kwh * self.days_a_horizon))),
        )  # fmt: skip

    def counts(self, result: PolicyResult, weights: np.ndarray) -> np.ndarray:
        """How often each event happens per horizon, (1 + replicates, 4); row 0 is the estimate.

        Parameters
        ----------
        weights : (replicates, days) how often each day was drawn.
        """
        account = result.account
        steps = account.income.copy()
        steps[-1] += account.terminal
        wear = account.sold_kwh if self.priced_by_kwh else account.wear * self.rate
        by_day = np.column_stack([daily(self.prices, part) for part in (-self.rate * steps, wear, account.bought_kwh)])
        by_day[:, 0] -= self.rate * carried(self.prices, account.stored_kwh)
        hours = daily(self.prices, np.full(len(self.prices), self.prices.step_hours))
        drawn = np.vstack([np.ones(len(hours)), weights])
        length = (drawn @ hours / hours.sum())[:, None]
        fixed = np.full((len(drawn), 1), float(not result.idle))
        return np.hstack([drawn @ by_day / length * self.factor, fixed])

    @property
    def nothing_drawn(self) -> np.ndarray:
        """Weights of no replicate, (0, days): only the estimate is counted."""
        return np.zeros((0, self.prices.days))

    def value(self, result: PolicyResult) -> float:
        """Money per horizon in the estimate; the same number that the options have."""
        counts = self.counts(result, self.nothing_drawn)
        return float(value_of(counts, np.array([price.default for price in self.prices_of(1.0)]))[0])


def basis_of(prices: Prices, battery: Battery, economics: StorageEconomics | None = None) -> Basis:
    """The basis of the valued steps; without economics money is the price file's and the battery is one.

    Raises
    ------
    InputError
        Where the economics have another currency than the prices, and no rate.
    """
    basis = Basis(prices, battery, economics or StorageEconomics())
    basis.economics.rate_for(prices.currency)
    return basis
