"""Which column is which: as named, by the usual name, or the only number column that is left for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from takehome.errors import InputError
from takehome.studies.storage.homes.reading import HomeColumns
from takehome.table import Kind, Role, Table

NEEDED = ("load", "buy")
"""Without these there is no home; the others have defaults."""
OF_THE_BATTERY = ("capacity", "power")
NUMBERS = (
    "load", "generation", "buy", "sell", "capacity", "power", "charge_efficiency", "discharge_efficiency", "wear",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The columns, and what was guessed, as sentences."""

    columns: HomeColumns
    notes: tuple[str, ...]


def find_columns(table: Table, columns: HomeColumns, battery_given: bool) -> Found:
    """The columns of a table of homes.

    A column with the role of a group is the home and one with that of an order the time, whatever they are called.
    Where one needed number is absent and one number column is left over, it is taken, and said.

    Raises
    ------
    InputError
        Naming the needed columns that are absent.
    """
    found = replace(columns, **_by_role(table, columns))
    if found.home is not None and found.home not in table:
        found = replace(found, home=None)
    needed = (*NEEDED, *(() if battery_given else OF_THE_BATTERY))
    absent = [kind for kind in needed if getattr(found, kind) not in table]
    taken = {getattr(found, kind) for kind in (*NUMBERS, "home", "time")}
    left = [
        one.name for one in table.columns
        if one.kind is Kind.NUMBER and one.name not in taken and table.role(one.name) is Role.FEATURE
    ]  # fmt: skip
    notes = []
    if len(absent) == 1 and len(left) == 1:
        notes.append(f"{left[0]!r} is taken for {getattr(found, absent[0])!r}: it is the only number column left")
        found = replace(found, **{absent[0]: left[0]})
        absent = []
    if found.time not in table:
        absent.append("time")
    if absent:
        names = ", ".join(repr(getattr(found, kind)) for kind in absent)
        raise InputError(
            f"no column {names} among {', '.join(repr(name[:40]) for name in table.names[:12])}",
            "home, time, load_kwh, buy, capacity_kwh and power_kw for each hour (generation_kwh and sell where there "
            "are)",
            "name the columns so, or give the battery with battery={'capacity_kwh': 10, 'power_kw': 5}",
        )
    if found.home is None:
        notes.append(f"no column {columns.home!r}: all {table.rows:,} rows are of one home")
    return Found(found, tuple(notes))


def _by_role(table: Table, columns: HomeColumns) -> dict[str, str]:
    roles = {}
    for kind, role in (("home", Role.GROUP), ("time", Role.ORDER)):
        declared = table.with_role(role)
        name = getattr(columns, kind)
        if len(declared) == 1 and (name is None or name not in table):
            roles[kind] = declared[0].name
    return roles
