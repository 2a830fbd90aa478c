"""Numbers with units, and the one way in which they are printed.

A :class:`Quantity` is a number and its unit. :class:`Money` is an amount, a currency and the *basis* without which
an amount means nothing ("per year, 200 servers").
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

SIGNIFICANT_DIGITS = 3


def format_number(value: float, digits: int = SIGNIFICANT_DIGITS) -> str:
    """Write a number for reading: `digits` significant digits, thousands separated, no exponent below 1e15.

    >>> format_number(1234567.0), format_number(4.9876), format_number(0.00012345), format_number(-0.0)
    ('1,230,000', '4.99', '0.000123', '0')
    """
    if value is None or math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude > 300:  # rounding up could leave the doubles
        return f"{value:.{digits - 1}e}"
    rounded = round(value, digits - 1 - magnitude)
    if rounded == 0:
        return "0"
    if not 1e-6 <= abs(rounded) < 1e15:
        return f"{value:.{digits - 1}e}"
    magnitude = math.floor(math.log10(abs(rounded)))
    text = f"{rounded:,.{max(digits - 1 - magnitude, 0)}f}"
    return text.replace("-", "−")


def format_probability(share: float) -> str:
    """A probability as a percentage that never reads as certain.

    >>> [format_probability(p) for p in (0.5, 0.9975, 1.0, 0.0)]
    ['50 %', '99.7 %', 'more than 99.9 %', 'less than 0.1 %']
    """
    if math.isnan(share):
        return "not computed"
    if share > 0.999:
        return "more than 99.9 %"
    if share < 0.001:
        return "less than 0.1 %"
    near_an_end = share > 0.99 or share < 0.01
    return f"{math.floor(1000 * share) / 10 if near_an_end else round(100 * share):g} %"


COUNTED = ("rows", "columns", "levels", "cells", "decisions", "states")
"""Units of counts: a whole number of these is written in full, "1,338 rows"."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit; an empty unit is a pure number.

    >>> str(Quantity(4.9876, "$/h")), str(Quantity(0.123, "")), str(Quantity(12.0, "%")), str(Quantity(1338, "rows"))
    ('4.99 $/h', '0.123', '12.0 %', '1,338 rows')
    """

    value: float
    unit: str = ""

    def __str__(self) -> str:
        if self.unit in COUNTED and float(self.value).is_integer():
            return f"{self.value:,.0f} {self.unit}"
        return f"{format_number(self.value)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency, never without its basis.

    Parameters
    ----------
    amount : the amount, in units of `currency`.
    currency : the sign or code shown after the amount, for instance ``"$"``.
    per : the basis, for instance ``"year, 200 servers"``.

    >>> str(Money(1234.5, "$", "year, 200 servers"))
    '1,230 $ per year, 200 servers'
    """

    amount: float
    currency: str
    per: str

    def __post_init__(self) -> None:
        if not self.per:
            raise ValueError("Money needs its basis: pass per='month, 40,000 customers'")

    @property
    def unit(self) -> str:
        """Currency and basis, as the unit of a :class:`Quantity` has it."""
        return f"{self.currency} per {self.per}"

    def __str__(self) -> str:
        return f"{format_number(self.amount)} {self.unit}"

    def __sub__(self, other: Money) -> Money:
        self._same_basis(other)
        return replace(self, amount=self.amount - other.amount)

    def __add__(self, other: Money) -> Money:
        self._same_basis(other)
        return replace(self, amount=self.amount + other.amount)

    def _same_basis(self, other: Money) -> None:
        if (self.currency, self.per) != (other.currency, other.per):
            raise ValueError(f"cannot combine {self.unit} with {other.unit}")
