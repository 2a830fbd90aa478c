"""In which money, and what learning in a house costs: the economics of a transfer study.

Read from a mapping, a TOML file (``takehome economics transfer`` prints a commented one) or an object. What a policy
saves comes from the homes; nothing here changes a move, so other economics need no new fit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from takehome.errors import InputError
from takehome.studies.economics_source import mapping_of, require_known_keys, require_number
from takehome.studies.storage.economics import SIGNS

VERB = "transfer"


@dataclass(frozen=True, slots=True)
class TransferEconomics:
    """Prices of a transfer study; see ``economics.toml`` for each key in words.

    Attributes
    ----------
    currency : shown after every amount; None is that of the homes' prices. rate : money for one unit of theirs.
    fixed_cost : a year and house of a learned policy. training_day_cost : per day of training from scratch.
    complexity_cost : a year and house that a learned policy must save to be preferred; None is a default share.

    Raises
    ------
    InputError
        For a value that is no number, or an impossible one; the message names it.
    """

    currency: str | None = None
    rate: float | None = None
    fixed_cost: float = 0.0
    training_day_cost: float = 0.0
    complexity_cost: float | None = None

    def __post_init__(self) -> None:
        if self.currency is not None and (not isinstance(self.currency, str) or not self.currency.strip()):
            raise InputError(f"economics: currency = {self.currency!r}", "a sign or code", 'currency = "$"')
        if self.rate is not None:
            require_number("rate", self.rate, "economics", above=0.0)
        for key in ("fixed_cost", "training_day_cost", "complexity_cost"):
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


def parse_economics(source: Any) -> TransferEconomics:
    """Economics from a mapping, a path to a TOML file or an object; None gives the defaults.

    Raises
    ------
    InputError
        Naming the key and value that are unknown, of the wrong type, negative or impossible.
    """
    if source is None:
        return TransferEconomics()
    if isinstance(source, TransferEconomics):
        return source
    given = mapping_of(source, VERB)
    require_known_keys(given, TransferEconomics, "economics", VERB)
    return TransferEconomics(**given)


def to_plain(economics: TransferEconomics) -> dict[str, Any]:
    """Economics as plain values, which :func:`parse_economics` reads back."""
    return {f.name: getattr(economics, f.name) for f in fields(economics) if getattr(economics, f.name) is not None}
