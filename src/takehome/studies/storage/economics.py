"""In which money, for how many batteries, and what a battery costs: the economics of a storage study.

Read from a mapping, a TOML file (``takehome economics trade`` prints a commented one) or an object. What trading earns
comes from the prices; nothing here changes a move, so other economics need no new fit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number

VERB = "trade"
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
"""Signs of currencies and their codes (ISO 4217), which mean the same."""


@dataclass(frozen=True, slots=True)
class StorageEconomics:
    """Prices of a storage study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    currency : shown after every amount; None is that of the price file.
    rate : money for one unit of the price file's currency; None is 1, where the currency is the file's.
    batteries : how many equal batteries; they are assumed not to move the price.
    battery_price : money per kWh of capacity; None computes no payback. inverter_price : money per kW.
    life_years, life_cycles : what ends first ends the battery's life.
    fixed_cost : money a year that trading costs whatever is traded.
    complexity_cost : money a year that a policy with a model must earn before it is preferred; None is a default share.
    wear_price : money per kWh delivered, in place of the battery's own wear; the moves stay as they are.

    Raises
    ------
    InputError
        For a value that is no number, or an impossible one; the message names it.
    """

    currency: str | None = None
    rate: float | None = None
    batteries: float = 1.0
    battery_price: float | None = None
    inverter_price: float = 0.0
    life_years: float = 15.0
    life_cycles: float = 6_000.0
    fixed_cost: float = 0.0
    complexity_cost: float | None = None
    wear_price: float | None = None

    def __post_init__(self) -> None:
        if self.currency is not None and (not isinstance(self.currency, str) or not self.currency.strip()):
            raise InputError(f"economics: currency = {self.currency!r}", "a sign or code", 'currency = "$"')
        for key in ("rate", "batteries", "life_years", "life_cycles"):
            if getattr(self, key) is not None or key != "rate":
                require_number(key, getattr(self, key), "economics", above=0.0)
        for key in ("battery_price", "inverter_price", "fixed_cost", "complexity_cost", "wear_price"):
            if getattr(self, key) is not None or key in ("inverter_price", "fixed_cost"):
                require_number(key, getattr(self, key), "economics", least=0.0)

    def rate_for(self, currency: str) -> float:
        """Money for one unit of a price file's currency.

        Raises
        ------
        InputError
            Where the two currencies differ and no rate is given.
        """
        if self.rate is not None:
            return float(self.rate)
        own = currency if self.currency is None else self.currency
        if SIGNS.get(own, own).upper() != SIGNS.get(currency, currency).upper():
            saw = f"economics in {own} for prices in {currency}, without a rate"
            raise InputError(saw, f"rate: how many {own} one {currency} is", "rate = 1.1, or leave currency out")
        return 1.0


def parse_economics(source: Any) -> StorageEconomics | None:
    """Economics from a mapping, a path to a TOML file or an object; None stays None.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None or isinstance(source, StorageEconomics):
        return source
    given = mapping_of(source, VERB)
    require_known_keys(given, StorageEconomics, "economics", VERB)
    return StorageEconomics(**given)


def to_plain(economics: StorageEconomics | None) -> dict[str, Any] | None:
    """Economics as plain values, which :func:`parse_economics` reads back."""
    if economics is None:
        return None
    return {f.name: getattr(economics, f.name) for f in fields(economics) if getattr(economics, f.name) is not None}
