"""Rows of homes to be scored: what is needed of each, with the column named where it is not there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.homes.reading import HomeColumns, numbers_of
from takehome.studies.storage.transfer.reading import HOME, TIME
from takehome.table import Kind, Table

CHARGE = "charge_kwh"
"""Column of what is stored before the hour, where it is known."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Rows as they stood: home (n,) names; time (n,) hours since 1970; net, buy, sell (n,); charge (n,) kWh or NaN."""

    home: np.ndarray
    time: np.ndarray
    net: np.ndarray
    buy: np.ndarray
    sell: np.ndarray
    charge: np.ndarray


def read_rows(rows: Table, names: HomeColumns) -> Asked:
    """Read rows to be scored, whose columns are called as those of the table that was fitted.

    Raises
    ------
    InputError
        Where a column is absent, holds no numbers or dates, or a number is missing or infinite.
    """
    time = rows[TIME]
    if time.kind is not Kind.DATE or time.missing.any():
        raise InputError(f"column {TIME!r} without a date in every row", "the start of each hour", "correct the rows")
    load, buy = _numbers(rows, names.load, False), _numbers(rows, names.buy, True)
    made = _numbers(rows, names.generation, False) if names.generation in rows else np.zeros(rows.rows)
    sell = _numbers(rows, names.sell, True) if names.sell in rows else np.minimum(buy, 0.0)
    charge = rows[CHARGE].values.astype(float) if _has_numbers(rows, CHARGE) else np.full(rows.rows, np.nan)
    homes = np.array([str(name) for name in rows[HOME].values] if HOME in rows else [""] * rows.rows, dtype=object)
    return Asked(homes, time.values.astype("datetime64[h]").astype(np.int64), load - made, buy, sell, charge)


def _has_numbers(rows: Table, name: str) -> bool:
    return name in rows and rows[name].kind is Kind.NUMBER


def _numbers(rows: Table, name: str, price: bool) -> np.ndarray:
    column = rows[name]
    if column.kind is not Kind.NUMBER or not np.isfinite(column.values).all():
        raise InputError(f"column {name!r} without a number in every row", "numbers", "correct the rows")
    return numbers_of(column, price)
