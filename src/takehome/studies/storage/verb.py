"""The public call: ``takehome.trade(prices, …)``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from takehome.checks import check_table, constant_columns, sample_size
from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.calling import declared_roles, python_call, require_level
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.battery_terms import battery_of
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.reading import columns_of, time_key
from takehome.studies.storage.sections import BATTERY, INFORMATION, divide
from takehome.studies.storage.settings import REFERENCE, Progress, Reading, Settings, silent
from takehome.studies.storage.study import Trade
from takehome.table import Role, Table, Topic, canonical_order, read, require_rows


def trade(
    prices: Any,
    *,
    battery: Battery | Mapping[str, Any] | None = None,
    information: str | None = None,
    train: float | str | None = None,
    price: str | None = None,
    time: str | None = None,
    unit: str | None = None,
    currency: str | None = None,
    known: Sequence[str] | None = None,
    buy_fee: float = 0.0,
    sell_fee: float = 0.0,
    schedule: str | None = None,
    schedule_positive: str | None = None,
    deep: bool = False,
    economics: Any = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Trade:
    """Find when to buy, hold and sell energy; check, explain and price the answer.

    Parameters
    ----------
    prices : a path (CSV, Parquet, JSON lines) or a pandas, polars, Arrow or DuckDB frame with times and prices.
    battery : a :class:`Battery`, or a mapping of its terms (``{"capacity_kwh": 2000, "power_kw": 1000, "efficiency":
        0.85, "wear_per_kwh": 0.01}``); None gives figures for 2,000 kWh and 1,000 kW without losses or wear.
    information : what is known when acting: ``"forecast"`` (past days), ``"current_price"`` (and the price of the
        step), ``"known_day"`` (all prices of the day). None means ``"known_day"`` for steps of an hour and more, and
        is an error below.
    train : share of the days, or the first date that is judged; policies learn before it.
    price, time : their columns, where the names do not tell. unit : of the price, for instance ``"EUR/MWh"``.
    currency : where the unit does not say it.
    known : columns that are known for a whole day before it begins, for instance a day-ahead price.
    buy_fee, sell_fee : per MWh.
    schedule : a column with the power of a dispatch that somebody else made, to be judged.
    schedule_positive : what its positive numbers do, ``"charge"`` or ``"discharge"``; None: the one way in which the
        battery can follow it, and an error where it can follow both and they earn different money.
    deep : also train a deep Q-network (extra ``deep``).
    economics : a TOML file or a mapping: the battery's price and life, what a model must earn; None: profit alone.
    fast : fewer seeds, and no policy that takes long to train.

    Raises
    ------
    InputError
        When the input cannot be used; the message names the column and what to try.
    """
    require_level(confidence_level)
    sections, priced = divide(economics)
    held = battery_of(battery if battery is not None else sections.get(BATTERY))
    knows = _information(information if information is not None else sections.get(INFORMATION))
    reading = Reading(price, time, unit, currency, tuple(known or ()), buy_fee, sell_fee, schedule, schedule_positive)
    settings = Settings(
        held or REFERENCE, held is None, knows, train, reading, deep, seed, confidence_level, fast
    )  # fmt: skip
    progress("reading the prices")
    data = _in_time_order(_table(prices, reading, seed), reading)
    found = _shared_checks(data, reading, confidence_level)
    options = {"battery": battery, "information": information, "train": train, "price": price, "time": time,
               "unit": unit, "currency": currency, "known": tuple(known or ()), "buy_fee": buy_fee or None,
               "sell_fee": sell_fee or None, "schedule": schedule, "schedule_positive": schedule_positive, "deep": deep,
               "economics": economics, "fast": fast, "seed": seed, "confidence_level": confidence_level}  # fmt: skip
    call = command or python_call("trade", prices, None, options)
    return Trade(settings, priced, call, progress).fit(data, found)


def _table(prices: Any, reading: Reading, seed: int) -> Table:
    """The table with its roles; a random sample of a series is none."""
    data = read(prices, seed=seed)
    if any(note.topic is Topic.SAMPLE for note in data.notes):
        saw = f"{data.rows_in_source:,} rows, more than the memory holds"
        raise InputError(saw, "a series that can be read whole", "cut the file to the years that matter")
    data = data.with_roles(declared_roles((reading.time, Role.ORDER), (reading.schedule, Role.PREDICTION)))
    require_rows(data, 2)
    return data


def _in_time_order(data: Table, reading: Reading) -> Table:
    """The rows by time, equal ones by content; a table that is in order, or has no times, stays as it is."""
    key = time_key(data, reading.price, reading.time, _ahead(reading))
    if key is None or (np.diff(key) >= 0).all():
        return data
    order = canonical_order(data)
    return data.take(order[np.argsort(key[order], kind="stable")])


def _shared_checks(data: Table, reading: Reading, confidence_level: float) -> tuple[Finding, ...]:
    """The checks of every table, told what is known here: prices may be negative, and rows go by their times.

    Rows per coefficient mean nothing here, and a constant price is STO001's.
    """
    price, times = columns_of(data, reading.price, reading.time, _ahead(reading))
    free = [name for name in times.names[:1] if data.role(name) is Role.FEATURE]
    ordered = data.with_roles(dict.fromkeys(free, Role.ORDER))
    ranges = {price.name: (-math.inf, math.inf)}
    found = check_table(ordered, None, ranges=ranges, confidence_level=confidence_level)
    return tuple(one for one in found if one.code != sample_size.CODE and not _of_constant(one, price.name))


def _of_constant(finding: Finding, price: str) -> bool:
    return finding.code == constant_columns.CODE and finding.subject == price


def _ahead(reading: Reading) -> tuple[str, ...]:
    """Columns that are no price."""
    return (*reading.known, *((reading.schedule,) if reading.schedule else ()))


def _information(given: Any) -> Information | None:
    if given is None:
        return None
    if given not in tuple(Information):
        words = ", ".join(one.value for one in Information)
        raise InputError(f"information = {given!r}", f"one of {words}", "information='known_day'")
    return Information(given)
