"""One row as a service has it, a mapping from column to value, as the design row that the model was fitted on.

It follows :func:`takehome.table.encoding.encode` value by value: fills, flags, levels and what is pooled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from takehome.errors import InputError
from takehome.table import OTHER
from takehome.table.encoding import LARGEST_NUMBER, MISSING, SMALLEST_NUMBER, DesignColumn, known_levels
from takehome.table.levels import level_of
from takehome.table.text_column import NO_VALUE

Row = Mapping[str, Any]
Fill = Callable[[Row, list[float]], None]
"""Writes what one feature of a row gives into the design row."""

ABSENT = ("NAType", "NaTType")
"""Types of pandas' missing values, by name: pandas need not be imported to know them."""
SHOWN = 40


def row_encoder(columns: tuple[DesignColumn, ...]) -> Callable[[Row], list[float]]:
    """A function from a mapping to the design row, as a list of numbers."""
    groups: dict[str, list[int]] = {}
    for j, column in enumerate(columns):
        groups.setdefault(column.feature, []).append(j)
    known = known_levels(columns)
    fills = [
        _category(name, own, columns, known[name]) if name in known else _number_feature(name, own, columns)
        for name, own in groups.items()
    ]
    blank = [0.0] * len(columns)

    def encoded(row: Row) -> list[float]:
        made = blank.copy()
        for fill in fills:
            fill(row, made)
        return made

    return encoded


def _number_feature(name: str, own: list[int], columns: tuple[DesignColumn, ...]) -> Fill:
    """The value itself, filled where it is missing, and the flag that says so; either may have been left out."""
    places = [(j, columns[j].fill) for j in own if columns[j].numeric]
    flags = [j for j in own if not columns[j].numeric]

    def fill(row: Row, made: list[float]) -> None:
        value = number(name, row[name])
        usable = abs(value) <= LARGEST_NUMBER
        for j, filled in places:
            if not usable:
                made[j] = math.nan if filled is None else filled
            elif abs(value) >= SMALLEST_NUMBER:
                made[j] = value
        if not usable:
            for j in flags:
                made[j] = 1.0

    return fill


def _category(name: str, own: list[int], columns: tuple[DesignColumn, ...], known: set[str]) -> Fill:
    """The indicator of the value's level; of the pooled ones where training did not know it."""
    at = {columns[j].level: j for j in own}
    pooled = at.get(OTHER)

    def fill(row: Row, made: list[float]) -> None:
        value = row[name]
        text = MISSING if is_absent(value) else level_of(_stripped(value), known)
        j = at.get(text) if text in known else pooled
        if j is not None:
            made[j] = 1.0

    return fill


def number(name: str, value: Any) -> float:
    """A value as a number; NaN where it is missing.

    Raises
    ------
    InputError
        If it is no number; the message names the column.
    """
    if type(value) is float:
        return value
    if is_absent(value):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        saw = f"{name!r} is {str(value)[:SHOWN]!r} in this row"
        raise InputError(saw, "a number, as in training, or None where it is missing", "mend the value") from None


def is_absent(value: Any) -> bool:
    """Whether a value stands for "missing"."""
    if value is None or type(value).__name__ in ABSENT:
        return True
    if isinstance(value, str):
        text = value.strip()
        return not text or text in NO_VALUE
    return bool(isinstance(value, float) and math.isnan(value))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
