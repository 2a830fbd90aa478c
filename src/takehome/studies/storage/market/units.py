"""What a price is counted in: the currency, and the energy that it pays for.

A price may be written per MWh (wholesale) or per kWh (bills), in whole units or in cents. Everything behind this module
is currency per MWh, so a price is multiplied by :attr:`PriceUnit.factor` once, here, and that is said in a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from takehome.units import format_number

DEFAULT_CURRENCY = "$"

_SIGNS = "$€£¥₹"
_CODES = "USD|EUR|GBP|AUD|CAD|NZD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|JPY|INR|CNY|BRL|MXN|ZAR|TRY|SGD|KRW|PHP|CLP|ISK"
"""ISO 4217 codes of the countries that have a power exchange or a regulated spot price."""
_CENTS = {
    "p": "£", "pence": "£", "ct": "€", "cts": "€", "eurocent": "€", "¢": "$", "c": "$", "cent": "$", "cents": "$",
}  # fmt: skip
"""Words for a hundredth, and the currency that each most often belongs to."""
_PER_MWH = {"k": 1000.0, "m": 1.0, "g": 0.001}
"""What a price per kWh, MWh or GWh is multiplied by to be per MWh."""

_MONEY = (
    rf"(?P<money>(?:US|A|C|NZ)?\$|[{re.escape(_SIGNS)}]|{_CODES})?\s*(?P<cents>{'|'.join(map(re.escape, _CENTS))})?"
)
_ENERGY = r"(?:[\s/_.·]|per)*(?P<energy>[kmg])w-?he?"
_WHOLE = re.compile(rf"\s*{_MONEY}\s*(?:{_ENERGY})?\s*", re.IGNORECASE)
_WITHIN = re.compile(rf"(?<![A-Za-z]){_MONEY}{_ENERGY}(?![A-Za-z])", re.IGNORECASE)
_CODE_WITHIN = re.compile(rf"(?<![A-Za-z])(?P<money>{_CODES}|[{re.escape(_SIGNS)}])(?![A-Za-z])", re.IGNORECASE)

LIKE_PER_KWH = 2.0
"""A series that never reaches this per MWh is probably per kWh: retail tariffs lie below 1 per kWh in €, $ or £, and no
wholesale market has stayed below 2 per MWh for a day's whole course."""
LIKE_PER_MWH = 5_000.0
"""Half of the prices above this per MWh: more than nearly every market's cap (EU day-ahead 4,000 €/MWh since 2022)."""


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """The unit of a price column.

    Attributes
    ----------
    currency : sign or code as it was written; the whole text where it could not be read.
    factor : what the numbers are multiplied by to be currency per MWh.
    notes : what was found and what was assumed.
    """

    currency: str
    factor: float
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The unit after the conversion."""
        return f"{self.currency}/MWh"


@dataclass(frozen=True, slots=True)
class _Found:
    """What one text says: each part may be empty."""

    money: str = ""
    cents: str = ""
    energy: str = ""


def price_unit(name: str, column_unit: str, unit: str | None = None, currency: str | None = None) -> PriceUnit:
    """The unit of a price column from what was said, the unit of its values, and its name, in this order.

    Parameters
    ----------
    name, column_unit : of the column. unit : said by the caller (``"EUR/kWh"``). currency : likewise, wins over all.
    """
    written = (unit or column_unit or "").strip()
    match = _WHOLE.fullmatch(written)
    if match is None:
        money = currency or written
        note = f"the unit {written!r} of {name!r} is none that is known; its numbers are taken as {money} per MWh"
        return PriceUnit(money, 1.0, (note,))
    found = _merge(_parts(match), _in_name(name))
    money, cents_note = _currency(found, currency)
    factor = _PER_MWH[_energy(found)] / (100 if found.cents else 1)
    return PriceUnit(money, factor, (*cents_note, _sentence(name, found, money, factor)))


def _in_name(name: str) -> _Found:
    """What a column's name says, such as ``"Price (EUR/MWhe)"`` or ``"price_usd_kwh"``."""
    spaced = name.replace("_", " ")
    match = _WITHIN.search(spaced)
    if match is not None:
        return _parts(match)
    code = _CODE_WITHIN.search(spaced)
    return _Found(code["money"].upper()) if code is not None else _Found()


def _parts(match: re.Match[str]) -> _Found:
    return _Found((match["money"] or "").upper(), (match["cents"] or "").lower(), (match["energy"] or "").lower())


def _merge(first: _Found, second: _Found) -> _Found:
    """What the first says, and of the second only what the first leaves open."""
    said = bool(first.money or first.cents)
    return _Found(
        first.money if said else second.money,
        first.cents if said else second.cents,
        first.energy or second.energy,
    )


def _currency(found: _Found, said: str | None) -> tuple[str, tuple[str, ...]]:
    """The currency, and sentences on what was assumed about it."""
    if said:
        other = found.money and found.money != said.upper()
        return said, (f"the currency is {said}, as you said, not {found.money}, as the table says",) if other else ()
    if found.money:
        return found.money, ()
    if found.cents:
        guess = _CENTS[found.cents]
        return guess, (f"{found.cents!r} is taken as a hundredth of {guess}; say currency=… if it is another's",)
    return DEFAULT_CURRENCY, (f"no currency is named; {DEFAULT_CURRENCY} is assumed (say currency=… to change it)",)


def _energy(found: _Found) -> str:
    """What the price is per; where nothing says it, MWh, or kWh for a price in cents, which no wholesale price is."""
    return found.energy or ("k" if found.cents else "m")


def _sentence(name: str, found: _Found, money: str, factor: float) -> str:
    if not found.energy and not found.cents:
        return f"{name!r} is taken as {money} per MWh, since nothing says per how much energy it is"
    before = f"{found.cents or money}/{'k' if _energy(found) == 'k' else _energy(found).upper()}Wh"
    if factor == 1:
        return f"{name!r} is in {money}/MWh"
    return f"{name!r} is in {before}; its numbers were multiplied by {format_number(factor)} to be {money}/MWh"


def doubts(values: np.ndarray, unit: PriceUnit) -> tuple[str, ...]:
    """A sentence where the size of the prices, per MWh, speaks against the unit."""
    size = np.abs(values[np.isfinite(values)])
    if not size.size or size.max() == 0:
        return ()
    if unit.factor == 1 and size.max() < LIKE_PER_KWH:
        most = f"{format_number(size.max())} {unit.text}"
        return (f"the largest price is {most}, which looks like a price per kWh: say unit='{unit.currency}/kWh' if so",)
    if float(np.median(size)) > LIKE_PER_MWH:
        middle = f"{format_number(float(np.median(size)))} {unit.text}"
        return (f"half of the prices are above {middle}, which is more than markets pay: check the unit",)
    return ()
