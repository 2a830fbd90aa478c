"""From one table of two homes, or one table each, to the home that teaches and the home that learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.reading import HomeColumns, assumptions, read_each
from takehome.table import Column, Kind, Role, Table, canonical_order

HOME, TIME = "home", "time"
NAMES = ("House A", "House B")
"""What homes are called that have no name."""


@dataclass(frozen=True, eq=False)
class Pair:
    """The two homes, each with all of its hours, and what was assumed in reading them."""

    source: Homes
    target: Homes
    notes: tuple[str, ...]


def joined(source: Table, target: Table | None) -> Table:
    """One table of the rows of both, with a column that names the home.

    Raises
    ------
    InputError : a table without a home's name and no second table, or columns that are not of one kind in both.
    """
    if target is None:
        if HOME not in source:
            raise InputError(
                f"one table without a column {HOME!r}", "two homes: a column that names them, or a second table",
                "transfer(a, b), or name the homes in a column 'home'",
            )  # fmt: skip
        return source.with_roles({HOME: Role.GROUP})
    first, second = (_named(one, name) for one, name in zip((source, target), NAMES, strict=True))
    second = _told_apart(first, second)
    shared = [name for name in first.names if name in second]
    columns = []
    for name in shared:
        one, other = first[name], second[name]
        if one.kind is not other.kind or one.unit != other.unit:
            saw = f"column {name!r} as {one.kind.value} {one.unit!r} and as {other.kind.value} {other.unit!r}"
            raise InputError(saw, "the same kind and unit in both tables", "correct one of them")
        columns.append(replace(one, values=np.concatenate([one.values, other.values])))
    roles = {name: role for name, role in {**second.roles, **first.roles}.items() if name in shared}
    source_name = f"{source.source} and {target.source}"
    return Table(tuple(columns), roles, (*source.notes, *target.notes), source_name, source.rows + target.rows)


def _named(table: Table, name: str) -> Table:
    """The table with a name of its home in each row."""
    if HOME in table:
        return table.with_roles({HOME: Role.GROUP})
    column = Column(HOME, Kind.CATEGORY, np.array([name] * table.rows, dtype=object))
    return replace(table, columns=(column, *table.columns), roles={**table.roles, HOME: Role.GROUP})


def _told_apart(first: Table, second: Table) -> Table:
    """The second table with other names where both call a home the same."""
    taken = set(first[HOME].values.tolist())
    if first[HOME].kind is not Kind.CATEGORY or second[HOME].kind is not Kind.CATEGORY:
        raise InputError(f"column {HOME!r} holds no names", "the name of a home in every row", "write names as text")
    values = np.array([f"{name} (2)" if name in taken else name for name in second[HOME].values], dtype=object)
    return replace(second, columns=tuple(replace(c, values=values) if c.name == HOME else c for c in second.columns))


def in_order(table: Table) -> Table:
    """Rows by time and then by content, so that the order in which they came decides nothing."""
    if TIME not in table or table[TIME].kind is not Kind.DATE:
        return table
    order = canonical_order(table)
    return table.take(order[np.argsort(table[TIME].values[order], kind="stable")])


def columns_of(table: Table) -> HomeColumns:
    """The columns of a table; where none is called as the load should be, the only other number is the load."""
    usual = HomeColumns(home=HOME, time=TIME)
    if usual.load in table:
        return usual
    named = {getattr(usual, kind) for kind in HomeColumns.__slots__}
    others = [c.name for c in table.with_role(Role.FEATURE) if c.kind is Kind.NUMBER and c.name not in named]
    return replace(usual, load=others[0]) if len(others) == 1 else usual


def pair_of(table: Table, source_home: str | None, battery: Mapping[str, Any] | None) -> Pair:
    """The two homes of a table.

    Raises
    ------
    InputError : not two homes, a name that is none of them, or a home whose rows cannot be used.
    """
    columns = columns_of(table)
    given = dict(battery) if battery else None
    found, aside = read_each(table, columns=columns, battery=given)
    if aside:
        raise InputError(f"home {aside[0].home!r}: {aside[0].reason}", "a number in every hour", "correct the rows")
    names = [home.names[0] for home in found]
    if len(found) != 2:
        raise InputError(
            f"{len(found)} home(s) in the column {HOME!r}: {', '.join(map(repr, names[:5]))}",
            "two: the one that teaches, and the one that comes online",
            "keep the rows of two homes, or give two tables",
        )  # fmt: skip
    if source_home is not None and source_home not in names:
        raise InputError(f"source_home={source_home!r}", f"one of {names}", f"source_home={names[0]!r}")
    one, other = found
    if one.hours == other.hours and np.array_equal(one.net_kwh, other.net_kwh) and np.array_equal(one.buy, other.buy):
        raise InputError(
            f"homes {names[0]!r} and {names[1]!r} with the same loads and prices in every hour", "two different homes",
            "give another table as the home that comes online",
        )  # fmt: skip
    first = names.index(source_home) if source_home is not None else 0
    notes = assumptions(table, columns, given)
    if columns.load != HomeColumns().load:
        notes = (f"the load is {columns.load!r}, the only column of numbers without another use", *notes)
    return Pair(found[first], found[1 - first], notes)
