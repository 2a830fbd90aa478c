"""A table of homes, one row a home and hour, read into :class:`Homes`; homes that cannot be used are set aside.

Rows may come in any order, and homes may have recorded different dates: of each, the last hours are judged, and what
stands before is its own data. A home is set aside, with the reason, where a number is missing or infinite, an hour is
missing or stands there twice with different numbers, `sell` exceeds `buy` (buying and selling in one hour would make
money without a battery), or the battery cannot be; only the hours that are used are looked at. Equal copies of a row
count once. Nothing is filled in.

Times are local and even, or UTC with `time_zone`. What the table does not say is assumed (:func:`assumptions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.battery_terms import battery_of
from takehome.studies.storage.homes.home_rows import HOUR, OF_THE_HOME, Rows, fault, without_copies
from takehome.studies.storage.homes.homes import HOURS, TOP, Homes, require_homes
from takehome.studies.storage.homes.semi_synthetic import EFFICIENCY, whole_levels
from takehome.studies.storage.market.clock import in_words
from takehome.studies.storage.market.zones import local_of, zone_of
from takehome.table import Column, Kind, Table

LEAST_OWN_DAYS = 2
_MEGA = re.compile(r"mwh", re.I)
PRICES = ("buy", "sell", "wear")
"""Columns of money per energy."""
_MONEY = re.compile(r"^\s*([^\d\s/]{1,4})\s*/\s*[km]?wh", re.I)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A home that is not used, and why: the column and the row at fault."""

    home: str
    reason: str


@dataclass(frozen=True, slots=True)
class HomeColumns:
    """Names of the columns. `home` may be None for the table of one home; absent optional columns are assumed."""

    home: str | None = "home"
    time: str = "time"
    load: str = "load_kwh"
    generation: str = "generation_kwh"
    buy: str = "buy"
    sell: str = "sell"
    capacity: str = "capacity_kwh"
    power: str = "power_kw"
    charge_efficiency: str = "charge_efficiency"
    discharge_efficiency: str = "discharge_efficiency"
    wear: str = "wear_per_kwh"


DEFAULT_COLUMNS = HomeColumns()


def read_homes(
    table: Table, *, own_days: float | None = None, judged_days: int = 28, columns: HomeColumns = DEFAULT_COLUMNS,
    battery: Battery | Mapping[str, Any] | None = None, time_zone: str | None = None, currency: str | None = None,
) -> tuple[Homes, tuple[SetAside, ...]]:  # fmt: skip
    """Homes that are judged on their last `judged_days`, and those that were set aside, both in order of their names.

    Parameters
    ----------
    table : load and generation in kWh per hour; prices per kWh (or per MWh, where a unit or a name says so).
    own_days : of each home's data before what is judged, at most; None takes all there are.
    columns : their names. battery : of every home, in place of columns; a mapping may leave out what columns give.
    time_zone : of the homes, when the times are UTC. currency : of the prices; None takes it from their unit, or "$".

    Raises
    ------
    InputError
        Where a column is missing or of the wrong kind, the steps are not hours, or no home is left.
    """
    judged = judged_days * HOURS
    longest = None if own_days is None else round(own_days * HOURS) + judged
    kept, aside = [], []
    for name, rows, reason in _each(table, columns, battery, LEAST_OWN_DAYS * HOURS + judged, longest):
        if reason or rows is None:
            aside.append(SetAside(name, reason))
        else:
            kept.append((name, rows))
    if not kept:
        first = f"; the first, {aside[0].home!r}: {aside[0].reason}" if aside else ""
        raise InputError(f"no home with usable data, of {len(aside):,}{first}", "at least one", "correct the rows")
    homes = _homes(kept, judged, time_zone, currency or _currency(table, columns))
    require_homes(homes)
    return homes, tuple(aside)


def read_each(
    table: Table, *, columns: HomeColumns = DEFAULT_COLUMNS, battery: Battery | Mapping[str, Any] | None = None,
    time_zone: str | None = None, currency: str | None = None,
) -> tuple[tuple[Homes, ...], tuple[SetAside, ...]]:  # fmt: skip
    """Each home by itself, with all of its hours (none of them judged), and those set aside; see :func:`read_homes`."""
    found, aside = [], []
    money = currency or _currency(table, columns)
    for name, rows, reason in _each(table, columns, battery, 1, None):
        if reason or rows is None:
            aside.append(SetAside(name, reason))
        else:
            found.append(_homes([(name, rows)], 0, time_zone, money))
    return tuple(found), tuple(aside)


def assumptions(
    table: Table, columns: HomeColumns = DEFAULT_COLUMNS, battery: Battery | Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """What is assumed because the table does not say it, as sentences."""
    given = _given(battery)
    said = []
    if columns.generation not in table:
        said.append(f"no column {columns.generation!r}: homes make nothing, or their load is net of it")
    if columns.sell not in table:
        said.append(f"no column {columns.sell!r}: nothing is paid for what a home gives to the grid")
    said += [
        f"no {kind.replace('_', ' ')}: {EFFICIENCY:g}, as of common lithium batteries"
        for kind in ("charge_efficiency", "discharge_efficiency")
        if getattr(columns, kind) not in table and kind not in given
    ]
    if columns.wear not in table and "wear" not in given:
        said.append("no price of wear: using the battery costs nothing")
    said += [
        f"{name!r} is per MWh: divided by 1,000"
        for name in (columns.buy, columns.sell)
        if name in table and _MEGA.search(f"{name} {table[name].unit}")
    ]
    return tuple(said)


def _each(
    table: Table, columns: HomeColumns, battery: Battery | Mapping[str, Any] | None, fewest: int, longest: int | None
) -> Iterator[tuple[str, Rows | None, str]]:
    """Name, rows and fault of each home, in order of names."""
    names, code = _codes(table, columns.home)
    time = _dates(table[columns.time])
    rows = _all_rows(table, columns, _given(battery), time)
    order = np.lexsort((*rows.own[::-1], *rows.hourly[::-1], time, code))
    ends = np.searchsorted(code[order], np.arange(len(names) + 1))
    _require_hours(time[order], code[order])
    called = {kind: _called(columns, kind) for kind in HomeColumns.__slots__}
    net_metered = columns.generation not in table
    for i, name in enumerate(names):
        mine = rows.take(order[ends[i] : ends[i + 1]])
        if np.isnat(mine.time).any():
            yield name, None, f"no time in {columns.time} at row {mine.position[np.argmax(np.isnat(mine.time))]:,}"
            continue
        mine = without_copies(mine)
        used = mine if longest is None else mine.take(slice(max(len(mine.time) - longest, 0), None))
        yield name, used, fault(used, called, fewest, net_metered)


def _homes(kept: list[tuple[str, Rows]], judged: int, time_zone: str | None, currency: str) -> Homes:
    """Homes aligned at their last hour; before a home's first hour stand its first prices and no load."""
    longest = max(len(rows.time) for _, rows in kept)
    clock = np.empty((len(kept), longest), "datetime64[us]")
    net, buy, sell = (np.zeros(clock.shape) for _ in range(3))
    own, begins = np.empty((len(kept), len(OF_THE_HOME))), np.empty(len(kept), np.int64)
    zone = None if time_zone is None else zone_of(time_zone)
    for i, (_, rows) in enumerate(kept):
        begins[i] = first = longest - len(rows.time)
        clock[i] = rows.time[-1] + np.arange(1 - longest, 1) * HOUR
        load, generation, buy[i, first:], sell[i, first:] = rows.hourly
        net[i, first:] = load - generation
        buy[i, :first], sell[i, :first] = rows.hourly[2, 0], rows.hourly[3, 0]
        own[i] = rows.own[:, 0]
    if zone is not None:
        clock = local_of(clock.ravel(), zone).reshape(clock.shape)
    hours = clock.astype("datetime64[h]").astype(np.int64)
    capacity, power, charging, discharging, wear = own.T.copy()
    pitch = capacity / TOP
    return Homes(
        names=tuple(name for name, _ in kept), hour=hours % HOURS, day=hours // HOURS, net_kwh=net, buy=buy,
        sell=sell, pitch_kwh=pitch, up=whole_levels(power * charging / pitch),
        down=whole_levels(power / discharging / pitch), charge_efficiency=charging, discharge_efficiency=discharging,
        wear=wear, judged=longest - judged, begins=np.minimum(begins, longest - judged), currency=currency,
    )  # fmt: skip


def _codes(table: Table, home: str | None) -> tuple[list[str], np.ndarray]:
    """Names of the homes in order, and (rows,) the position of each row's."""
    if home is None:
        return [table.source], np.zeros(table.rows, np.int64)
    column = table[home]
    if column.missing.any():
        row = int(np.argmax(column.missing))
        raise InputError(
            f"no name in column {home!r} at row {row + 1:,}", "the home of every row", "name it, or drop it"
        )
    index: dict[Any, int] = {}
    seen = np.fromiter((index.setdefault(name, len(index)) for name in column.values.tolist()), np.int64, table.rows)
    names = [_text(name) for name in index]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    return [names[i] for i in order], place[seen]


def _text(name: Any) -> str:
    """A name as a person writes it: 102188.0 is 102188."""
    return f"{name:.0f}" if isinstance(name, float) and name.is_integer() else str(name)


def _dates(column: Column) -> np.ndarray:
    if column.kind is not Kind.DATE:
        raise InputError(
            f"column {column.name!r} holds no dates", "the start of each hour, as dates", "name the column"
        )
    return column.values


def _all_rows(table: Table, columns: HomeColumns, given: Mapping[str, float], time: np.ndarray) -> Rows:
    """All rows of the table, as they stand."""
    assumed = {
        "generation": 0.0, "sell": 0.0, "charge_efficiency": EFFICIENCY, "discharge_efficiency": EFFICIENCY,
        "wear": 0.0, **given,
    }  # fmt: skip
    read = {}
    for kind in HomeColumns.__slots__:
        name = getattr(columns, kind)
        if kind in ("home", "time"):
            continue
        if kind in given or (kind in assumed and name not in table):
            read[kind] = np.full(table.rows, assumed[kind])
        else:
            read[kind] = numbers_of(table[name], price=kind in PRICES)
    least = np.minimum(read["sell"], read["buy"]) if columns.sell not in table else read["sell"]
    hourly = np.stack([read["load"], read["generation"], read["buy"], least])
    return Rows(time, time, np.arange(1, table.rows + 1), hourly, np.stack([read[kind] for kind in OF_THE_HOME]))


def numbers_of(column: Column, price: bool) -> np.ndarray:
    """The values of a column per kWh (prices) or in kWh; a price per MWh is divided by 1,000.

    Raises
    ------
    InputError
        Where they are no numbers, or energy is in MWh, which would be a home a thousand times its size.
    """
    if column.kind is not Kind.NUMBER:
        raise InputError(f"column {column.name!r} holds no numbers", "one number an hour", "correct or name the column")
    if not _MEGA.search(f"{column.name} {column.unit}"):
        return column.values
    if price:
        return column.values / 1000
    raise InputError(f"column {column.name!r} in MWh", "a home's energy in kWh", "multiply it by 1,000, name it in kWh")


def _given(battery: Battery | Mapping[str, Any] | None) -> dict[str, float]:
    """What the caller says of the battery of every home, by the names of `OF_THE_HOME`."""
    if battery is None:
        return {}
    if isinstance(battery, Mapping) and "wear_per_cycle" in battery and "capacity_kwh" not in battery:
        raise InputError("wear_per_cycle without capacity_kwh", "both, or wear_per_kwh", "say wear_per_kwh")
    sizes = {"capacity_kwh": 1.0, "power_kw": 1.0}
    whole = battery_of({**sizes, **battery} if isinstance(battery, Mapping) else battery)
    assert whole is not None
    if whole.wear.kind is WearKind.DEPTH:
        raise InputError("wear by depth of cycles", "wear per kWh or per cycle, which homes know", "wear_per_kwh=…")
    said = {
        "capacity": whole.capacity_kwh, "power": whole.power_kw, "charge_efficiency": whole.charge_efficiency,
        "discharge_efficiency": whole.discharge_efficiency, "wear": whole.wear_per_kwh,
    }  # fmt: skip
    if isinstance(battery, Battery):
        return said
    keys = {
        "capacity": {"capacity_kwh"}, "power": {"power_kw"}, "wear": {"wear_per_kwh", "wear_per_cycle"},
        "charge_efficiency": {"charge_efficiency", "efficiency"},
        "discharge_efficiency": {"discharge_efficiency", "efficiency"},
    }  # fmt: skip
    return {kind: said[kind] for kind in said if keys[kind] & set(battery)}


def _called(columns: HomeColumns, kind: str) -> str:
    return str(getattr(columns, kind))


def _require_hours(time: np.ndarray, code: np.ndarray) -> None:
    """Raise where the usual spacing within homes is not an hour."""
    apart = np.diff(time)[np.diff(code) == 0]
    apart = apart[~np.isnat(apart) & (apart > np.timedelta64(0))]
    if len(apart) == 0:
        return
    spacings, counts = np.unique(apart, return_counts=True)
    usual = spacings[np.argmax(counts)]
    if usual != HOUR:
        raise InputError(f"steps of {in_words(usual)}", "steps of 1 hour", "sum energy and average prices by the hour")


def _currency(table: Table, columns: HomeColumns) -> str:
    """The currency that the unit of the price begins with, or "$"."""
    found = _MONEY.match(table[columns.buy].unit) if columns.buy in table else None
    return found.group(1) if found else "$"
