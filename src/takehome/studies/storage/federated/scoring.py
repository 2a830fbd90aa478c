"""What the recommended way to run a battery does in each row: energy moved, and what is stored afterwards."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError
from takehome.studies.scores import Scores
from takehome.studies.storage.federated.columns import find_columns
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.federated.policies import Mover, mover
from takehome.studies.storage.federated.timeline import Observed, timeline
from takehome.studies.storage.homes.home_rows import HOUR
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.money_kernels import saved
from takehome.studies.storage.homes.reading import HomeColumns, numbers_of, read_each
from takehome.table import Column, Kind, Role, Table

ANSWERS = ("action", "move_kwh", "stored_kwh", "saved")
STORE, LEAVE, USE = "store", "leave", "use"
PROBE_HOURS = 36
"""Rows of a saved study's probe: enough for one charge and one discharge."""


def score_rows(outcome: Outcome, key: str, rows: Table) -> Scores:
    """What an alternative does in each row, home by home, each starting empty before its first row.

    A home that was fitted keeps its record, its battery and its own policy; another gets the shared policy and needs
    the columns of its battery. ``move_kwh`` is what goes into the store (negative: what is taken out of it).

    Raises
    ------
    InputError
        Where a column is absent, a number is missing, or a home has two rows for an hour.
    """
    if not rows.rows:
        return Scores(dict.fromkeys(ANSWERS, ()))
    columns = find_columns(rows, outcome.columns, battery_given=True).columns
    place = {name: i for i, name in enumerate(outcome.everyone.names)}
    answers: list[tuple[str, float, float, float] | None] = [None] * rows.rows
    strangers = []
    for name, positions in _by_home(rows, columns).items():
        seen, order = _observed(rows, columns, positions)
        fitted = name in place
        home = (
            outcome.everyone.take(np.array([place[name]])) if fitted else _stranger(rows, columns, positions, outcome)
        )
        strangers += [] if fitted else [name]
        laid = timeline(seen, home, fitted)
        made = _walked(laid.home, laid.columns, mover(outcome, key, laid.home, fitted))
        for position, answer in zip(order.tolist(), made, strict=True):
            answers[position] = answer
    number = len(strangers)
    was = "home was" if number == 1 else "homes were"
    notes = [f"{number:,} {was} not in the fleet and can use only what is shared"] if strangers else []
    told = [one for one in answers if one is not None]
    return Scores({name: tuple(one[i] for one in told) for i, name in enumerate(ANSWERS)}, tuple(notes))


def probe_rows(outcome: Outcome) -> Table:
    """The first judged hours of the first home, as a table: what a saved study must answer as before."""
    home = outcome.homes.take(np.array([0]))
    cut = slice(home.judged, min(home.judged + PROBE_HOURS, home.hours))
    names = outcome.columns
    net = home.net_kwh[0, cut]
    clock = (home.day[0, cut] * HOURS + home.hour[0, cut]).astype("datetime64[h]").astype("datetime64[us]")
    columns = (
        Column(names.home or "home", Kind.CATEGORY, np.array([home.names[0]] * len(net), dtype=object)),
        Column(names.time, Kind.DATE, clock),
        Column(names.load, Kind.NUMBER, np.maximum(net, 0.0), "kWh"),
        Column(names.generation, Kind.NUMBER, np.maximum(-net, 0.0), "kWh"),
        Column(names.buy, Kind.NUMBER, home.buy[0, cut] * _per_named_unit(names.buy)),
        Column(names.sell, Kind.NUMBER, home.sell[0, cut] * _per_named_unit(names.sell)),
    )
    roles = {columns[0].name: Role.GROUP, names.time: Role.ORDER}
    return Table(columns, roles, source="probe rows", rows_in_source=len(net))


def _per_named_unit(name: str) -> float:
    """What a price per kWh is multiplied by where its column is called per MWh."""
    return float(1 / numbers_of(Column(name, Kind.NUMBER, np.ones(1)), price=True)[0])


def _walked(home: Homes, columns: np.ndarray, move_at: Mover) -> list[tuple[str, float, float, float]]:
    """Action, energy, level and money in each of the columns, in order; between them the battery rests."""
    level, made = 0, []
    pitch = float(home.pitch_kwh[0])
    for t in columns.tolist():
        move = move_at(t, level)
        level += move
        money = saved(
            move, home.net_kwh[0, t], home.buy[0, t], home.sell[0, t], pitch, home.charge_efficiency[0],
            home.discharge_efficiency[0], home.wear[0],
        )  # fmt: skip
        action = STORE if move > 0 else USE if move < 0 else LEAVE
        made.append((action, move * pitch + 0.0, level * pitch, float(money) + 0.0))
    return made


def _by_home(rows: Table, columns: HomeColumns) -> dict[str, np.ndarray]:
    """Name → positions of its rows; a table without homes is one home, that of the study where it has one."""
    if columns.home is None:
        return {rows.source: np.arange(rows.rows)}
    names = [_text(name) for name in rows[columns.home].values.tolist()]
    found: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        found.setdefault(name, []).append(position)
    return {name: np.array(positions) for name, positions in found.items()}


def _text(name: object) -> str:
    """As homes are called when they are read: 102188.0 is 102188."""
    return f"{name:.0f}" if isinstance(name, float) and name.is_integer() else str(name)


def _observed(rows: Table, columns: HomeColumns, positions: np.ndarray) -> tuple[Observed, np.ndarray]:
    """The rows of one home in order of time, and their positions."""
    times = rows[columns.time].values[positions]
    order = positions[np.argsort(times, kind="stable")]
    numbers = {kind: _number(rows, getattr(columns, kind), order, kind == "buy") for kind in ("load", "buy")}
    made = _number(rows, columns.generation, order, False) if columns.generation in rows else np.zeros(len(order))
    sell = _number(rows, columns.sell, order, True) if columns.sell in rows else np.minimum(numbers["buy"], 0.0)
    clock = ((np.sort(times) - np.datetime64(0, "us")) / HOUR).astype(np.int64)
    if np.isnat(times).any() or (np.diff(clock) == 0).any():
        raise InputError(
            f"rows of one home with no time, or with one hour twice, in column {columns.time!r}",
            "one row an hour for each home", "drop the rows that repeat",
        )  # fmt: skip
    return Observed(clock, numbers["load"] - made, numbers["buy"], sell), order


def _number(rows: Table, name: str, order: np.ndarray, price: bool) -> np.ndarray:
    column = rows[name]
    if column.kind is not Kind.NUMBER or not np.isfinite(column.values[order]).all():
        raise InputError(
            f"column {name!r} with a value that is no number", "a finite number in every row", "complete the rows"
        )
    found: np.ndarray = numbers_of(column, price)[order]
    return found


def _stranger(rows: Table, columns: HomeColumns, positions: np.ndarray, outcome: Outcome) -> Homes:
    """The battery of a home that was not fitted, from its rows."""
    found, aside = read_each(rows.take(positions), columns=columns, battery=outcome.asked.battery)
    if not found:
        raise InputError(
            f"a home that was not fitted: {aside[0].home}: {aside[0].reason}",
            "consecutive hours with the columns of its battery", "give capacity_kwh and power_kw, one row an hour",
        )  # fmt: skip
    return found[0]
