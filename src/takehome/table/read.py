"""The one door for data: ``read(source)`` gives a :class:`Table`, whatever the source is.

What is decided here once for every study: two columns of one name are both kept, the second as ``name_2``; true and
false become a category of two levels; a file that does not fit the memory cap is read as a uniform random sample,
stated and seeded; text that reads as numbers becomes numbers with a note; nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from takehome.errors import InputError
from takehome.table.columns import Column, Note, Role, Table, Topic
from takehome.table.files import read_file
from takehome.table.frames import read_frame
from takehome.table.infer import habit_of, understand
from takehome.table.memory import memory_cap
from takehome.table.names import is_generated
from takehome.table.raw import Raw


def read(
    source: Any,
    *,
    roles: Mapping[str, Role | str] | None = None,
    units: Mapping[str, str] | None = None,
    memory_cap_bytes: int | None = None,
    seed: int = 0,
) -> Table:
    """Read a table.

    Parameters
    ----------
    source : a path (CSV and its relatives, Parquet, JSON lines; gzip is fine), a pandas, polars, Arrow or DuckDB
        frame, a dict of sequences, a list of dicts, or a :class:`Table`.
    roles : column name → role; the others are features.
    units : column name → unit, taken over the units that the values carry ("$1,200").
    memory_cap_bytes : a file whose table would be larger is read as a random sample; by default a fortieth of the
        memory that is free.
    seed : seed of that sample.

    Raises
    ------
    InputError
        If the source cannot be read, holds no columns or no rows, or a role or unit names no column.
    """
    is_table = isinstance(source, Table)
    table = source if is_table else _understand(_raw(source, memory_cap_bytes, seed), roles or {})
    return table.with_roles(_as_roles(roles or {})).with_units(units or {})


def _raw(source: Any, memory_cap_bytes: int | None, seed: int) -> Raw:
    if not isinstance(source, str | PathLike):
        return read_frame(source)
    cap = memory_cap() if memory_cap_bytes is None else memory_cap_bytes
    raw = read_file(Path(source).expanduser(), cap, seed)
    rows = len(raw.cells[0]) if raw.cells else 0
    if rows == raw.rows_in_source:
        return raw
    text = (
        f"a random sample of {rows:,} of {raw.rows_in_source:,} rows (seed {seed}): "
        f"the whole file does not fit into {cap / 1e6:,.4g} MB"
    )
    return replace(raw, notes=(*raw.notes, Note(None, text, Topic.SAMPLE, rows)))


def _understand(raw: Raw, roles: Mapping[str, Role | str]) -> Table:
    if not raw.names:
        raise InputError(f"{raw.origin} has no columns", "a target and at least one feature", "check the source")
    if not len(raw.cells[0]):
        raise InputError(f"{raw.origin} has no rows", "at least two rows of data", "check the source")
    habit = habit_of(raw.cells)
    columns: list[Column] = []
    notes = list(raw.notes)
    for name, cells in zip(raw.names, raw.cells, strict=True):
        column, column_notes = understand(name, cells, habit, label=roles.get(name) == Role.ID)
        if is_generated(name, raw.names) and column.missing.all():
            notes.append(Note(None, f"{name!r}, which has neither a name nor a value, was left out", Topic.NAMES, 1))
            continue
        columns.append(column)
        notes.extend(column_notes)
    return Table(tuple(columns), {}, tuple(notes), raw.origin, raw.rows_in_source)


def _as_roles(roles: Mapping[str, Role | str]) -> dict[str, Role]:
    allowed = [role.value for role in Role]
    for name, role in roles.items():
        if role not in allowed:
            raise InputError(f"the role {role!r} for column {name!r}", f"one of {', '.join(allowed)}", "correct it")
    return {name: Role(role) for name, role in roles.items()}
