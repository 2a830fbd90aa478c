"""The public call: ``takehome.fleet(homes, …)``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from takehome.checks import check_table, constant_columns, duplicates, sample_size
from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.calling import declared_roles, python_call, require_level
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.battery_terms import battery_of
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.columns import find_columns
from takehome.studies.storage.federated.study import Fleet
from takehome.studies.storage.homes.reading import DEFAULT_COLUMNS, HomeColumns
from takehome.studies.storage.settings import Progress, silent
from takehome.table import Kind, Role, Table, Topic, canonical_order, read, require_rows


def fleet(
    homes: Any,
    *,
    own_days: float = 14,
    judged_days: int = 28,
    rounds: int = 40,
    cohort: float = 0.1,
    dropout: float = 0.0,
    stragglers: float = 0.0,
    strategy: str = "fedavg",
    proximity: float = 0.0,
    personal: bool = True,
    deep: bool = False,
    epsilon: float | None = None,
    delta: float = 1e-5,
    battery: Battery | Mapping[str, Any] | None = None,
    columns: HomeColumns = DEFAULT_COLUMNS,
    economics: Any = None,
    confidence_level: float = 0.95,
    seed: int = 0,
    fast: bool = False,
    command: str = "",
    progress: Progress = silent,
) -> Fleet:
    """Find how the batteries of many homes are run well, without their data leaving them, and what it is worth.

    Parameters
    ----------
    homes : a number (so many semi-synthetic homes), or a path or frame with one row a home and hour: ``home``,
        ``time``, ``load_kwh``, ``generation_kwh``, ``buy`` and ``sell`` per kWh, ``capacity_kwh``, ``power_kw``.
    own_days : days of data that each home has of its own. judged_days : later days on which policies are valued.
    rounds : of training. cohort : share of the homes in a round, or their number where it is above 1.
    dropout, stragglers : share of a cohort that is lost, or comes too late.
    strategy : ``"fedavg"``, or ``"fedprox"`` with its `proximity`.
    personal : homes learn on from the shared policy. deep : also train a network (extra ``deep``).
    epsilon, delta : of differential privacy for whole homes; None promises nothing. The noise is simulated.
    battery : the same for every home, in place of their own: a :class:`Battery` or a mapping of its terms.
    columns : names of the table's columns.
    economics : a TOML file or a mapping: homes to value, costs of traffic, services and data; None: savings alone.
    fast : without the price of privacy and the attack.

    Raises
    ------
    InputError
        When the input cannot be used; the message names the column, the home or the number.
    """
    require_level(confidence_level)
    asked = Asked(
        own_days, judged_days, rounds, cohort, dropout, stragglers, strategy, proximity, personal, deep, epsilon,
        delta, battery_of(battery), seed, confidence_level, fast,
    )  # fmt: skip
    options = {
        "own_days": _unless(own_days, 14), "judged_days": _unless(judged_days, 28), "rounds": _unless(rounds, 40),
        "cohort": _unless(cohort, 0.1), "dropout": dropout or None, "stragglers": stragglers or None,
        "strategy": _unless(strategy, "fedavg"), "proximity": proximity or None, "deep": deep, "epsilon": epsilon,
        "delta": _unless(delta, 1e-5), "battery": battery, "economics": economics, "fast": fast, "seed": seed,
        "confidence_level": confidence_level,
    }  # fmt: skip
    if isinstance(homes, int | float | np.number):
        said = ", ".join(f"{name}={value!r}" for name, value in options.items() if value not in (None, False))
        return Fleet(asked, columns, economics, command or f"takehome.fleet({homes}, {said})", progress).fit(
            _whole(homes)
        )
    progress("reading the homes")
    data = _in_order(_table(homes, columns, seed), columns)
    found = _shared_checks(data, columns, asked)
    call = command or python_call("fleet", homes, None, options)
    return Fleet(asked, columns, economics, call, progress).fit(data, found)


def _unless(value: Any, default: Any) -> Any:
    return None if value == default else value


def _whole(homes: Any) -> int:
    if isinstance(homes, bool) or not math.isfinite(homes) or homes != int(homes):
        raise InputError(f"{homes!r} homes", "a whole number of homes, or a table", "homes=10000")
    return int(homes)


def _table(homes: Any, columns: HomeColumns, seed: int) -> Table:
    """The table with its roles; a random sample of series is none."""
    data = read(homes, seed=seed)
    if any(note.topic is Topic.SAMPLE for note in data.notes):
        saw = f"{data.rows_in_source:,} rows, more than the memory holds"
        raise InputError(saw, "homes that can be read whole", "give fewer homes or days, or draw them: homes=10000")
    named = [(columns.home, Role.GROUP), (columns.time, Role.ORDER)]
    data = data.with_roles(declared_roles(*((name, role) for name, role in named if name is not None and name in data)))
    require_rows(data, 2)
    return data


def _in_order(data: Table, columns: HomeColumns) -> Table:
    """The rows by home and time, equal ones by content, so that the order in which they came does not matter."""
    home = [one.name for one in data.with_role(Role.GROUP)]
    order = canonical_order(data)
    if not home:
        return data.take(order)
    names = np.array([str(name) for name in data[home[0]].values])[order]
    return data.take(order[np.argsort(names, kind="stable")])


def _shared_checks(data: Table, columns: HomeColumns, asked: Asked) -> tuple[Finding, ...]:
    """The checks of every table, told what is known here: prices may be negative, and most columns hold in all rows.

    Rows per coefficient mean nothing here, and a battery that never changes is as it should be.
    """
    found = find_columns(data, columns, asked.battery is not None).columns
    ranges = {name: (-math.inf, math.inf) for name in (found.buy, found.sell, found.load) if _is_number(data, name)}
    own = {getattr(found, kind) for kind in HomeColumns.__slots__}
    made = check_table(data, None, ranges=ranges, confidence_level=asked.confidence_level)
    return tuple(
        one for one in made
        if one.code != sample_size.CODE
        and not (one.code == constant_columns.CODE and one.subject in own)
        and not (one.code == duplicates.CODE and one.subject in own)
    )  # fmt: skip


def _is_number(data: Table, name: str) -> bool:
    return name in data and data[name].kind is Kind.NUMBER
