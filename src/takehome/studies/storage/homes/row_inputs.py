"""The columns of homes that a row to be scored holds, and one such row."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.studies.row_guide import RowInput
from takehome.studies.storage.homes.reading import HomeColumns
from takehome.table import Kind, Table

NEEDED = ("time", "load", "buy")
USUAL_UNITS = {"load": "kWh", "generation": "kWh", "capacity": "kWh", "power": "kW"}


def row_inputs(names: HomeColumns, kinds: tuple[str, ...], fitted: Table) -> tuple[RowInput, ...]:
    """The inputs of these kinds, fields of `names`, with the units of the table that was fitted."""
    found = []
    for kind in kinds:
        name = getattr(names, kind)
        if name is not None:
            held = Kind.DATE if kind == "time" else Kind.CATEGORY if kind == "home" else Kind.NUMBER
            unit = fitted[name].unit if name in fitted else USUAL_UNITS.get(kind, "")
            found.append(RowInput(name, held, unit, required=kind in NEEDED))
    return tuple(found)


def first_row(inputs: tuple[RowInput, ...], fitted: Table) -> dict[str, Any]:
    """The first row of a table, as far as it is read."""
    return {one.name: _plain(fitted[one.name].values[0]) for one in inputs if one.name in fitted and fitted.rows}


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return str(value)[:16].replace("T", " ")
    return value.item() if isinstance(value, np.generic) else value
