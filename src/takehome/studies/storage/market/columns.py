"""Which column of a table holds the price, and its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from takehome.errors import InputError
from takehome.table import Column, Kind, Role, Table

_PRICE = re.compile(r"price|lmp|lbmp|spot|\brrp\b|\bmcp\b|\bsmp\b|tariff|prijs|preis|prix", re.I)
_MONEY_PER_ENERGY = re.compile(r"(eur|usd|gbp|aud|cad|[$€£¥]|ct|cents?|pence)[\s_/.]*(per)?[\s_/.]*[kmg]wh", re.I)
_NOT_THE_PRICE = re.compile(r"forecast|predict|pred\b|pred_|_lag|\blag", re.I)
_NUMBER_AND_UNIT = re.compile(r"([^\d+\-−.,]*)([+\-−]?[\d.,]*\d)(.*)")


def price_column(table: Table, price: str | None, known: Collection[str], times: Collection[str]) -> Column:
    """The column that holds the price.

    Parameters
    ----------
    price : its name, where the caller says it. known, times : columns that are something else.

    Raises
    ------
    InputError
        Where no column, or more than one, could be meant; the candidates are listed.
    """
    if price is not None:
        return table[price]
    targets = table.with_role(Role.TARGET)
    if targets:
        return targets[0]
    free = [c for c in table.columns if table.role(c.name) is Role.FEATURE]
    named = [c for c in free if c.kind is not Kind.DATE and c.name not in known and _says_price(c.name)]
    plain = [c for c in named if c.name.strip().casefold() == "price"]
    named = [c for c in named if c.kind is Kind.NUMBER] or named
    numbers = [c for c in free if c.kind is Kind.NUMBER and c.name not in {*known, *times}]
    for candidates in (plain, named, numbers):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise _several(candidates)
    seen = ", ".join(repr(name[:40]) for name in table.names[:20])
    raise InputError(
        f"no column of numbers that could be the price, among {seen}", "a column of prices", "price='NAME'"
    )


def _says_price(name: str) -> bool:
    if _NOT_THE_PRICE.search(name):
        return False
    return bool(_PRICE.search(name.replace("_", " ")) or _MONEY_PER_ENERGY.search(name))


def _several(candidates: Sequence[Column]) -> InputError:
    names = [column.name for column in candidates]
    shown = ", ".join(repr(name[:40]) for name in names[:20]) + f", … ({len(names)} in all)" * (len(names) > 20)
    return InputError(
        f"{len(names)} columns that could be the price: {shown}",
        "one column of prices",
        f"price={names[0]!r}; a column that is known a day before goes to known=[…]",
    )


def numbers_of(column: Column) -> tuple[np.ndarray, str]:
    """(rows,) the numbers of a price column, NaN where missing, and the unit that the values carry.

    Raises
    ------
    InputError
        For text that is no number, more than one unit in the column, or an infinite number.
    """
    values, unit = column.values, column.unit
    if column.kind is Kind.CATEGORY:
        values, unit = _from_text(column)
    elif column.kind is Kind.DATE:
        raise InputError(f"{column.name!r} holds dates", "a column of prices", "name another column with price='NAME'")
    values = np.asarray(values, float)
    wrong = np.flatnonzero(np.isinf(values))
    if wrong.size:
        saw = f"{column.name!r} is infinite in row {wrong[0] + 1:,} ({wrong.size:,} rows in all)"
        raise InputError(saw, "finite prices, or an empty cell where one is missing", "correct or empty those cells")
    return values, unit


def _from_text(column: Column) -> tuple[np.ndarray, str]:
    """Numbers of texts like ``"£10/MWh"``, which the reader keeps as text, if all carry the same unit."""
    read = {text: _NUMBER_AND_UNIT.fullmatch(text.strip()) for text in set(column.values[~column.missing])}
    units = Counter(_unit_of(read[text]) for text in column.values[~column.missing])
    bad = next((text for text in sorted(read) if read[text] is None), None)
    if bad is not None:
        saw = f"{column.name!r} is text, such as {bad[:40]!r}"
        raise InputError(saw, "a column of prices", "correct those cells, or name another column with price='NAME'")
    if len(units) > 1:
        shown = ", ".join(f"{unit or 'no unit'} in {count:,} rows" for unit, count in units.most_common(4))
        saw = f"{column.name!r} mixes units: {shown}"
        raise InputError(saw, "one unit for all prices", "convert the prices to one unit first")
    numbers = {text: _number(match, column.name) for text, match in read.items()}
    values = np.array([np.nan if text is None else numbers[text] for text in column.values], float)
    return values, next(iter(units), "")


def _unit_of(match: re.Match[str] | None) -> str:
    return "" if match is None else f"{match[1].strip()}{match[3].strip()}"


def _number(match: re.Match[str] | None, name: str) -> float:
    text = match[2].replace("−", "-").replace(",", "") if match is not None else ""
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{name!r} holds {text[:40]!r}", "numbers with a decimal point", "correct them") from None


def known_columns(table: Table, names: Collection[str], price: str) -> dict[str, np.ndarray]:
    """Name → (rows,) numbers of the columns known ahead, NaN where missing.

    Raises
    ------
    InputError
        For the price itself, for a column that holds no numbers, or for an infinite number.
    """
    found: dict[str, np.ndarray] = {}
    for name in names:
        column = table[name]
        if name == price or column.kind is not Kind.NUMBER:
            what = "is the price itself" if name == price else f"holds no numbers ({column.kind.value})"
            raise InputError(f"known={name!r} {what}", "columns of numbers that are known a day before", "leave it out")
        values, _ = numbers_of(column)
        if np.isnan(values).all():
            raise InputError(f"known={name!r} holds no number at all", "numbers known a day before", "leave it out")
        found[name] = values
    return found
