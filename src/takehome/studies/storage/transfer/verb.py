"""The public call: ``takehome.transfer(source, target, …)``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from os import PathLike
from typing import Any

from takehome.checks import check_table, constant_columns, sample_size
from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.calling import python_call, require_level
from takehome.studies.storage.homes.reading import HomeColumns
from takehome.studies.storage.transfer.economics import parse_economics
from takehome.studies.storage.transfer.reading import TIME, columns_of, in_order, joined
from takehome.studies.storage.transfer.settings import SEEDS, Progress, Settings, silent
from takehome.studies.storage.transfer.study import Transfer
from takehome.table import Kind, Role, Table, Topic, read, require_rows

DEEP_SEEDS, FAST_DEEP_SEEDS = 20, 6


def transfer(
    source: Any,
    target: Any = None,
    *,
    source_home: str | None = None,
    scratch_days: float = 14.0,
    homes: int = 10_000,
    battery: Mapping[str, Any] | None = None,
    deep: bool = False,
    economics: Any = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Transfer:
    """Find out what one home can teach another that comes online, in days and in money.

    Parameters
    ----------
    source : a path (CSV, Parquet, JSON lines) or a pandas, polars, Arrow or DuckDB frame, one row a home and hour, with
        columns ``home, time, load_kwh, generation_kwh, buy, sell, capacity_kwh, power_kw``; both homes, or the one
        that teaches.
    target : the home that comes online, where it has a table of its own.
    source_home : which home teaches; None takes the first name in sorted order.
    scratch_days : days of training from scratch that a house needs today, its battery idle.
    homes : houses that the answer is multiplied by.
    battery : ``{"capacity_kwh": 10, "power_kw": 5, "efficiency": 0.9, "wear_per_kwh": 0.01}``, in place of columns.
    deep : learn with deep Q-networks, and compare which layers are frozen (extra ``deep``); tables otherwise.
    economics : a TOML file or a mapping: the currency, and what keeping a learned policy costs.
    fast : fewer drawn stretches where networks learn.

    Raises
    ------
    InputError
        When the input cannot be used; the message names the column and what to try.
    """
    require_level(confidence_level)
    priced = parse_economics(economics)
    seeds = (FAST_DEEP_SEEDS if fast else DEEP_SEEDS) if deep else SEEDS
    if battery is not None and not isinstance(battery, Mapping):
        raise InputError(f"a battery of type {type(battery).__name__}", "a mapping", "battery={'capacity_kwh': 10, …}")
    settings = Settings(source_home, scratch_days, homes, battery or {}, deep, seed, confidence_level, fast, seeds)
    progress("reading the homes")
    tables = [None if one is None else _table(one, seed) for one in (source, target)]
    data = in_order(_joined(tables[0], tables[1]))
    found = _shared_checks(data, confidence_level)
    options = {"source_home": source_home, "scratch_days": scratch_days, "homes": homes, "battery": battery,
               "deep": deep, "economics": economics, "fast": fast, "seed": seed,
               "confidence_level": confidence_level}  # fmt: skip
    call = command or python_call("transfer", source, _shown(target), options)
    return Transfer(settings, priced, call, progress).fit(data, found)


def _shown(target: Any) -> str | None:
    """The second table, as the call that repeats the run shows it."""
    if target is None or isinstance(target, str | PathLike):
        return None if target is None else str(target)
    return f"<{type(target).__name__}>"


def _table(given: Any, seed: int) -> Table:
    """A table whose rows are all there; a random sample of a series is none."""
    data = read(given, seed=seed)
    if any(note.topic is Topic.SAMPLE for note in data.notes):
        saw = f"{data.rows_in_source:,} rows, more than the memory holds"
        raise InputError(saw, "series that can be read whole", "cut the file to the two homes, or to fewer days")
    require_rows(data, 2)
    return data


def _joined(source: Table | None, target: Table | None) -> Table:
    if source is None:
        raise InputError("no source", "a table of the home that teaches", "transfer(table) or transfer(a, b)")
    made = joined(source, target)
    return made.with_roles({TIME: Role.ORDER}) if TIME in made and made[TIME].kind is Kind.DATE else made


def _shared_checks(data: Table, confidence_level: float) -> tuple[Finding, ...]:
    """The checks of every table, told what is known here: prices may be negative, and a battery's size is constant.

    Rows per coefficient mean nothing here, and a price that never moves is STO159's.
    """
    names = columns_of(data)
    signed = {name: (-math.inf, math.inf) for name in (names.buy, names.sell, names.load) if name in data}
    numbers = {name: limits for name, limits in signed.items() if data[name].kind is Kind.NUMBER}
    constant = {getattr(names, kind) for kind in HomeColumns.__slots__}
    found = check_table(data, None, ranges=numbers, confidence_level=confidence_level)
    return tuple(
        one for one in found
        if one.code != sample_size.CODE and not (one.code == constant_columns.CODE and one.subject in constant)
    )  # fmt: skip
