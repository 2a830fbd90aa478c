"""A table as JSON-able data and plain arrays, and back: what a saved study keeps of the rows it was fitted on."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from takehome.studies.rebuild import rebuild
from takehome.table import Column, Kind, Note, Role, Table

Arrays = dict[str, np.ndarray]


def put_table(table: Table, document: dict[str, Any], arrays: Arrays) -> None:
    """Describe the table in `document`, and put its columns into `arrays`."""
    described = []
    for j, column in enumerate(table.columns):
        entry: dict[str, Any] = {"name": column.name, "kind": column.kind.value, "unit": column.unit}
        if column.kind is Kind.CATEGORY:
            levels = sorted({v for v in column.values if v is not None})
            codes = {level: i for i, level in enumerate(levels)}
            entry["levels"] = levels
            arrays[f"column_{j}"] = np.array([codes.get(v, -1) for v in column.values])
        else:
            arrays[f"column_{j}"] = column.values.view("int64") if column.kind is Kind.DATE else column.values
        described.append(entry)
    document["table"] = {
        "columns": described, "roles": {k: v.value for k, v in table.roles.items()},
        "notes": [dataclasses.asdict(n) for n in table.notes], "source": table.source,
        "rows_in_source": table.rows_in_source,
    }  # fmt: skip


def get_table(document: dict[str, Any], arrays: Arrays) -> Table:
    """The inverse of :func:`put_table`."""
    saved = document["table"]
    columns = []
    for j, entry in enumerate(saved["columns"]):
        kind, values = Kind(entry["kind"]), arrays[f"column_{j}"]
        if kind is Kind.CATEGORY:
            values = np.array([*entry["levels"], None], dtype=object)[values]
        elif kind is Kind.DATE:
            values = values.view("datetime64[us]")
        columns.append(Column(entry["name"], kind, values, entry["unit"]))
    roles = {name: Role(role) for name, role in saved["roles"].items()}
    notes = rebuild(tuple[Note, ...], saved["notes"])
    return Table(tuple(columns), roles, notes, saved["source"], saved["rows_in_source"])
