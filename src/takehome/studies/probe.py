"""Tables and scores as plain JSON values, and the first difference between two sets of scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from takehome.table import Column, Kind, Role, Table
from takehome.units import format_number

RELATIVE_TOLERANCE = 1e-9
"""Scores computed twice differ by the order of summation, which costs a few of the 16 digits."""

NON_FINITE = "non_finite"


def plain(value: Any) -> Any:
    """The value as JSON has it; NumPy numbers become Python's, and a non-finite number ``{"non_finite": "nan"}``."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {NON_FINITE: str(value)}
    return value


def from_plain(value: Any) -> Any:
    """The inverse of :func:`plain`, up to tuples, which come back as lists."""
    if isinstance(value, dict):
        if set(value) == {NON_FINITE}:
            return float(value[NON_FINITE])
        return {key: from_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_plain(item) for item in value]
    return value


def table_to_plain(table: Table) -> list[dict[str, Any]]:
    """One entry a column: name, kind, unit, role, values (dates as ISO text, missing as null)."""
    return [
        {
            "name": column.name,
            "kind": column.kind.value,
            "unit": column.unit,
            "role": table.role(column.name).value,
            "values": [None if gone else _cell(v) for v, gone in zip(column.values, column.missing, strict=True)],
        }
        for column in table.columns
    ]


def _cell(value: Any) -> Any:
    return str(value) if isinstance(value, np.datetime64) else plain(value)


def table_from_plain(columns: Sequence[Mapping[str, Any]]) -> Table:
    """The inverse of :func:`table_to_plain`."""
    built = tuple(_column(entry) for entry in columns)
    roles = {entry["name"]: Role(entry["role"]) for entry in columns if entry["role"] != Role.FEATURE}
    return Table(built, roles, source="probe rows", rows_in_source=len(built[0].values) if built else 0)


def _column(entry: Mapping[str, Any]) -> Column:
    kind, values = Kind(entry["kind"]), entry["values"]
    if kind is Kind.NUMBER:
        array = np.array([math.nan if value is None else float(value) for value in values])
    elif kind is Kind.DATE:
        array = np.array(["NaT" if value is None else value for value in values], dtype="datetime64[us]")
    else:
        array = np.array(values, dtype=object)
    return Column(entry["name"], kind, array, entry["unit"])


def first_difference(expected: Mapping[str, Sequence[Any]], scored: Mapping[str, Sequence[Any]]) -> str:
    """Where two sets of scores first differ, as a sentence with the row and the amount; empty when they agree."""
    if set(expected) != set(scored):
        return f"the columns were {sorted(expected)} and are now {sorted(scored)}"
    for name, values in expected.items():
        if len(values) != len(scored[name]):
            return f"the column {name!r} had {len(values)} rows and has now {len(scored[name])}"
        for row, (was, now) in enumerate(zip(values, scored[name], strict=True), start=1):
            if not _equal(was, plain(now)):
                return f"row {row}, column {name!r}: it was {was} and is now {now}{_by_how_much(was, now)}"
    return ""


def _equal(was: Any, now: Any) -> bool:
    if _is_number(was) and _is_number(now):
        return math.isclose(was, now, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    return bool(plain(was) == now)


def _by_how_much(was: Any, now: Any) -> str:
    return f", which differs by {format_number(float(now) - was)}" if _is_number(was) and _is_number(now) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
