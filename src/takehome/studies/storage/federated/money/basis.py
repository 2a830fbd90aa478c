r"""From what the judged homes saved to money a year for a fleet: one basis for every amount that is printed.

What an alternative causes is counted in five events, so that its value is :math:`-\sum` counts × prices:

===========  =================================================  ==================================================
``saving``   what the homes save a year, as a loss              price 1: "times as measured"
``service``  homes that learn, for a year                       per home and year
``centre``   1 where a server trains the policy                 a year
``traffic``  GB sent and received by all homes in a year        per GB
``data``     homes whose data are held centrally, for a year    per home and year
===========  =================================================  ==================================================

The judged days stand for a year of 365.25 days, and the judged homes for all homes of the fleet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Price
from takehome.studies.storage.federated import draws, traffic
from takehome.studies.storage.federated.economics import FleetEconomics
from takehome.studies.storage.federated.outcome import DATA, NOTHING, Alternative, Outcome
from takehome.studies.storage.federated.traffic import YEAR_DAYS
from takehome.studies.wording import plain, significant
from takehome.units import Money, format_number

EVENTS = ("saving", "service", "centre", "traffic", "data")
SAVING, SERVICE, CENTRE, TRAFFIC, HELD = range(len(EVENTS))
SMALLEST_REACH = 1.0


@dataclass(frozen=True, eq=False)
class Basis:
    """How savings of the judged hours become money a year."""

    outcome: Outcome
    economics: FleetEconomics

    @property
    def currency(self) -> str:
        """Of every amount."""
        return self.economics.currency or self.outcome.homes.currency

    @property
    def rate(self) -> float:
        """Money for one unit of the homes' currency."""
        return self.economics.rate_for(self.outcome.homes.currency)

    @property
    def homes(self) -> float:
        """Homes that are valued."""
        return self.economics.homes or float(self.outcome.size)

    @property
    def per(self) -> str:
        """``"year, 10,000 homes"``."""
        return f"year, {plain(self.homes)} home{'s' * (self.homes != 1)}"

    @property
    def factor(self) -> float:
        """What the savings of all judged homes together are multiplied by, rate included."""
        outcome = self.outcome
        return self.rate * self.homes / len(outcome.homes) * YEAR_DAYS / outcome.homes.judged_days

    def money(self, amount: float) -> Money:
        """An amount on this basis; −0 is 0."""
        return Money(float(amount) + 0.0, self.currency, self.per)

    def a_home(self, amount: float) -> str:
        """``"123 $ per home and year"`` of an amount on this basis."""
        return f"{format_number(float(amount) / self.homes + 0.0)} {self.currency} per home and year"

    def prices(self) -> tuple[Price, ...]:
        """The five prices."""
        money, costs = self.currency, self.economics
        most = significant(self.factor * float(self.outcome.optimum.sum()))
        each = max(significant(most / self.homes), SMALLEST_REACH * self.rate)
        return (
            Price("saving", "what homes save", "times as measured", 1.0, 0.0, 3.0),
            Price("service", "learning in the home", f"{money} per home and year", costs.service_cost, 0.0,
                  max(each, 2 * costs.service_cost)),
            Price("centre", "server", f"{money} per year", costs.central_cost, 0.0,
                  max(most, 2 * costs.central_cost, SMALLEST_REACH * self.rate)),
            Price("traffic", "data traffic", f"{money} per GB", costs.traffic_price, 0.0,
                  max(10 * self.rate, 2 * costs.traffic_price)),
            Price("data", "homes' data held centrally", f"{money} per home and year", costs.data_cost or 0.0, 0.0,
                  max(each, 2 * (costs.data_cost or 0.0))),
        )  # fmt: skip

    def counts(self, alternatives: tuple[Alternative, ...]) -> np.ndarray:
        """(alternatives, 1 + replicates, events) how often each event happens in a year."""
        saved = draws.sums(np.stack([one.saved for one in alternatives]), self.outcome.asked.seed)
        found = np.zeros((*saved.shape, len(EVENTS)))
        found[:, :, SAVING] = -self.factor * saved
        for i, one in enumerate(alternatives):
            gigabytes = traffic.per_year(self.outcome, one, self.economics.trainings_a_year) / traffic.GIGA
            found[i, :, SERVICE] = self.homes * one.learns
            found[i, :, CENTRE] = float(one.leaves != NOTHING)
            found[i, :, TRAFFIC] = self.homes * gigabytes
            found[i, :, HELD] = self.homes * (one.leaves == DATA)
        return found
