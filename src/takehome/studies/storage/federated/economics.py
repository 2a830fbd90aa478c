"""In which money, for how many homes, and what learning together costs to run: the economics of a fleet study.

Read from a mapping, a TOML file (``takehome economics fleet`` prints a commented one) or an object. What a policy saves
comes from the homes; nothing here changes a move, so other economics need no new fit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number
from takehome.studies.storage.economics import SIGNS

VERB = "fleet"
COSTS = ("traffic_price", "service_cost", "central_cost", "data_cost")


@dataclass(frozen=True, slots=True)
class FleetEconomics:
    """Prices of a fleet study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    currency : shown after every amount; None is that of the homes' prices. rate : money for one unit of theirs.
    homes : homes to value; None is those that were judged.
    traffic_price : money per GB. service_cost : per home and year of learning in the home. central_cost : a year.
    data_cost : per home and year of holding its data centrally; None: they may not be collected, so that pooling is
        only a comparison.
    trainings_a_year : of the shared policy.
    complexity_cost : money a year that each part to be looked after must earn; None is a default share.

    Raises
    ------
    InputError
        For a value that is no number, or an impossible one; the message names it.
    """

    currency: str | None = None
    rate: float | None = None
    homes: float | None = None
    traffic_price: float = 0.0
    service_cost: float = 0.0
    central_cost: float = 0.0
    data_cost: float | None = None
    trainings_a_year: float = 12.0
    complexity_cost: float | None = None

    def __post_init__(self) -> None:
        if self.currency is not None and (not isinstance(self.currency, str) or not self.currency.strip()):
            raise InputError(f"economics: currency = {self.currency!r}", "a sign or code", 'currency = "$"')
        for key in ("rate", "homes", "trainings_a_year"):
            if getattr(self, key) is not None:
                require_number(key, getattr(self, key), "economics", above=0.0)
        for key in (*COSTS, "complexity_cost"):
            if getattr(self, key) is not None:
                require_number(key, getattr(self, key), "economics", least=0.0)

    def rate_for(self, currency: str) -> float:
        """Money for one unit of the homes' currency.

        Raises
        ------
        InputError
            Where the two currencies differ and no rate is given.
        """
        if self.rate is not None:
            return float(self.rate)
        own = currency if self.currency is None else self.currency
        if SIGNS.get(own, own).upper() != SIGNS.get(currency, currency).upper():
            saw = f"economics in {own} for homes that pay in {currency}, without a rate"
            raise InputError(saw, f"rate: how many {own} one {currency} is", "rate = 1.1, or leave currency out")
        return 1.0


def parse_economics(source: Any) -> FleetEconomics:
    """Economics from a mapping, a path to a TOML file or an object; None gives the defaults.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None:
        return FleetEconomics()
    if isinstance(source, FleetEconomics):
        return source
    given = mapping_of(source, VERB)
    require_known_keys(given, FleetEconomics, "economics", VERB)
    return FleetEconomics(**given)


def to_plain(economics: FleetEconomics) -> dict[str, Any]:
    """Economics as plain values, which :func:`parse_economics` reads back."""
    return {f.name: getattr(economics, f.name) for f in fields(economics) if getattr(economics, f.name) is not None}
