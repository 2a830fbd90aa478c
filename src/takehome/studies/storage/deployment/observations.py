"""Which columns an observation needs, and rows of them read from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.deployment.row_clock import RowClock, Way, hours_of, row_clock
from takehome.studies.storage.market.clock import fill
from takehome.studies.storage.market.columns import numbers_of
from takehome.studies.storage.market.units import price_unit
from takehome.studies.storage.outcome import Outcome
from takehome.table import Column, Kind, Table

CHARGE = "charge_kwh"
"""Column of what is stored now."""


@dataclass(frozen=True)
class Inputs:
    """What is read: `price` is the column, `factor` brings its numbers to money per MWh, `clock` reads the time."""

    price: str
    unit: str
    factor: float
    clock: RowClock


@dataclass(frozen=True, eq=False)
class Observations:
    """Rows in order of time.

    Attributes
    ----------
    order : (n,) positions in the table that was given. prices : (n,) per MWh. moments : (n,) datetime64[us], local
        times; None where there are none. charge : (n,) kWh, NaN where it is not said. known : name → (n,).
    filled : rows without a price, which took that of the row before.
    """

    order: np.ndarray
    prices: np.ndarray
    moments: np.ndarray | None
    charge: np.ndarray
    known: Mapping[str, np.ndarray]
    filled: int


def inputs_of(outcome: Outcome) -> Inputs:
    """What the study reads of an observation."""
    asked, name = outcome.settings.reading, outcome.reading.price_column
    unit = numbers_of(outcome.table[name])[1]
    clock = row_clock(outcome.table, asked.time, name, outcome.task.prices.step_hours)
    return Inputs(name, unit, price_unit(name, unit, asked.unit, asked.currency).factor, clock)


def read_rows(outcome: Outcome, rows: Table, known: tuple[str, ...]) -> Observations:
    """Read observations; `known` are the columns known a day ahead that the policy needs.

    Raises
    ------
    InputError
        Where a column is absent, a price is infinite, or a charge is none that the battery can have.
    """
    inputs, asked = inputs_of(outcome), outcome.settings.reading
    numbers, unit = numbers_of(_column(rows, inputs.price))
    values = numbers * price_unit(inputs.price, unit or inputs.unit, asked.unit, asked.currency).factor
    if rows.rows and np.isnan(values).all():
        raise InputError(f"{inputs.price!r} holds no price", "the price of each step", "give the prices")
    moments, order = _moments(rows, inputs.clock)
    charge = _charge(rows, outcome.task.lattice.battery.capacity_kwh)[order]
    ahead = {name: fill(numbers_of(_column(rows, name))[0][order]) for name in known}
    return Observations(
        order, fill(values[order]), None if moments is None else moments[order], charge, ahead,
        int(np.isnan(values).sum()),
    )  # fmt: skip


def _moments(rows: Table, clock: RowClock) -> tuple[np.ndarray | None, np.ndarray]:
    """Local times in the order given, and positions in order of time."""
    if clock.way is Way.NOT:
        return None, np.arange(rows.rows)
    if not clock.utc and any(note.column == clock.names[0] and "to UTC" in note.text for note in rows.notes):
        saw = f"{clock.names[0]!r} has times with an offset, which were brought to UTC"
        raise InputError(saw, "local times without an offset, as in the fit", "give them as the fitted file does")
    columns = {name: _times(_column(rows, name), place, clock.way) for place, name in enumerate(clock.names)}
    moments = clock.local(columns)
    even = clock.order in rows and rows[clock.order].kind is Kind.DATE
    return moments, np.argsort(rows[clock.order].values if even else moments, kind="stable")


def _times(column: Column, place: int, way: Way) -> np.ndarray:
    dates = way in (Way.DATE, Way.DATE_AND_HOUR) and place == 0
    if dates and column.kind is not Kind.DATE:
        raise InputError(f"{column.name!r} holds no dates", "times such as 2024-03-31 14:00", "correct the column")
    if dates or column.kind is Kind.NUMBER:
        return column.values
    if way is Way.DATE_AND_HOUR:
        return hours_of(column.values)
    raise InputError(f"{column.name!r} holds no numbers", "numbers, as in the fit", "correct the column")


def _charge(rows: Table, capacity: float) -> np.ndarray:
    if CHARGE not in rows:
        return np.full(rows.rows, np.nan)
    column = rows[CHARGE]
    if column.kind is not Kind.NUMBER:
        if column.missing.all():
            return np.full(rows.rows, np.nan)
        raise InputError(f"{CHARGE!r} holds no numbers", f"kWh from 0 to {capacity:g}", "correct the column")
    wrong = np.flatnonzero((column.values < 0) | (column.values > capacity))
    if wrong.size:
        saw = f"{CHARGE!r} is {column.values[wrong[0]]:g} in row {wrong[0] + 1:,}"
        raise InputError(saw, f"0 to {capacity:g} kWh, what the battery holds", "correct the cell")
    return column.values


def _column(rows: Table, name: str) -> Column:
    if name not in rows:
        raise InputError(f"rows without the column {name!r}", "every column that the study reads", f"add {name!r}")
    return rows[name]
