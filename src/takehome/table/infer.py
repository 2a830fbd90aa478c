"""From cells as they came to a :class:`Column`: the kind, the values, the unit, and the notes.

Typed cells keep their type: numbers (whole, decimal, durations in seconds) become float64, timestamps datetime64 in
microseconds (UTC where they had a zone), booleans a category of "true" and "false", declared categories (Arrow
dictionaries, pandas categoricals) categories. Text goes to :mod:`text_column`; so do lists of mixed values, written
as text first. A column without any value is a number column of NaN, whatever it was declared as, and a column with
the role *id* is always a label.
"""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.table.columns import Column, Kind, Note, Topic
from takehome.table.numeric_text import decimal_habit
from takehome.table.text_column import EXACT_INTEGER, TextReading, precision_notes, read_text

if TYPE_CHECKING:
    import pyarrow as pa

    from takehome.table.raw import Cells

HABIT_COLUMNS = 200
HABIT_LEVELS = 200
"""How many values of a text column are looked at for the file's decimal mark."""


def understand(name: str, cells: Cells, habit: str, label: bool) -> tuple[Column, tuple[Note, ...]]:
    """One column from its cells.

    Parameters
    ----------
    habit : the decimal mark that the other columns prove (see :func:`habit_of`).
    label : True for an id: its values stay text.
    """
    column, notes = (
        _from_list(name, cells, habit, label) if isinstance(cells, list) else _from_arrow(name, cells, habit, label)
    )
    if column.kind is not Kind.NUMBER and column.missing.all():
        return Column(name, Kind.NUMBER, np.full(len(column.values), np.nan)), notes
    return column, notes


def habit_of(cells: Sequence[Cells]) -> str:
    """The decimal mark of a source's text columns: a comma only where more columns prove it than prove a point."""
    texts = [_first_texts(column) for column in cells]
    with_comma = [column for column in texts if any("," in text for text in column)]
    proofs = [decimal_habit(column) for column in with_comma]
    if "," not in proofs:
        return "."
    others = [column for column in texts if column not in with_comma][:HABIT_COLUMNS]
    proofs += [decimal_habit(column) for column in others]
    return "," if proofs.count(",") > proofs.count(".") else "."


def _first_texts(cells: Cells) -> list[str]:
    import pyarrow as pa

    if not isinstance(cells, pa.ChunkedArray) or not _is_text(cells.type):
        return []
    return [text.strip() for text in cells.slice(0, HABIT_LEVELS).to_pylist() if text]


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return kind in (pa.string(), pa.large_string()) or str(kind) == "string_view"


def _from_arrow(name: str, cells: pa.ChunkedArray, habit: str, label: bool) -> tuple[Column, tuple[Note, ...]]:
    import pyarrow as pa

    kind, types = cells.type, pa.types
    if _is_text(kind):
        return _from_text(name, cells, habit, label)
    if types.is_dictionary(kind):
        return _from_list(name, cells.cast(kind.value_type).to_pylist(), habit, label=True)
    if types.is_boolean(kind) or (label and types.is_integer(kind)):
        return _from_list(name, cells.to_pylist(), habit, label=True)
    if types.is_null(kind):
        return Column(name, Kind.NUMBER, np.full(len(cells), np.nan)), ()
    if types.is_timestamp(kind) or types.is_date(kind):
        return _from_times(name, cells)
    if types.is_duration(kind):
        seconds = cells.cast(pa.duration("us"), safe=False).cast(pa.int64()).cast(pa.float64()).to_numpy() / 1e6
        note = Note(name, f"{name!r} holds durations; read as seconds", Topic.CONVERTED, len(cells))
        return Column(name, Kind.NUMBER, seconds, "s"), (note,)
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        values = np.array(cells.cast(pa.float64(), safe=False).to_numpy(), float)
        return Column(name, Kind.NUMBER, values), () if types.is_floating(kind) else precision_notes(name, values)
    return _from_list(name, cells.to_pylist(), habit, label)


def _from_times(name: str, cells: pa.ChunkedArray) -> tuple[Column, tuple[Note, ...]]:
    import pyarrow as pa

    zone = getattr(cells.type, "tz", None)
    values = cells.cast(pa.timestamp("us", tz=zone), safe=False).cast(pa.timestamp("us")).to_numpy()
    notes = (Note(name, f"times of {name!r} in zone {zone} were moved to UTC", Topic.CONVERTED),) if zone else ()
    return Column(name, Kind.DATE, values.astype("datetime64[us]")), notes


def _from_text(name: str, cells: pa.ChunkedArray, habit: str, label: bool) -> tuple[Column, tuple[Note, ...]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not label and habit == "." and (values := _plain_numbers(cells)) is not None:
        return Column(name, Kind.NUMBER, values), precision_notes(name, values)
    text = pc.utf8_trim_whitespace(cells.cast(pa.large_string()))
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)
    if not label and habit == "." and (values := _plain_numbers(text)) is not None:
        return Column(name, Kind.NUMBER, values), precision_notes(name, values)
    coded = text.combine_chunks().dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return _from_levels(name, coded.dictionary.to_pylist(), codes, habit, label)


def _plain_numbers(text: pa.ChunkedArray) -> np.ndarray | None:
    """The texts as float64 where every one is a plain number without leading zeros, else None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        values = np.array(pc.cast(text, pa.float64()).to_numpy(), float)
    except pa.ArrowInvalid:
        return None
    odd = pc.any(pc.match_substring_regex(text, r"^[+-]?0[0-9]|[nN]")).as_py()
    return None if odd else values


def _from_levels(
    name: str, levels: list[str], codes: np.ndarray, habit: str, label: bool
) -> tuple[Column, tuple[Note, ...]]:
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    reading = _as_labels(levels) if label else read_text(name, levels, counts, habit)
    values = np.empty(len(codes), reading.values.dtype)
    values[:] = {Kind.NUMBER: np.nan, Kind.DATE: np.datetime64("NaT"), Kind.CATEGORY: None}[reading.kind]
    values[codes >= 0] = reading.values[codes[codes >= 0]]
    return Column(name, reading.kind, values, reading.unit), reading.notes


def _as_labels(levels: list[str]) -> TextReading:
    values = np.empty(len(levels), object)
    values[:] = levels
    return TextReading(Kind.CATEGORY, values)


def _from_list(name: str, cells: list[Any], habit: str, label: bool) -> tuple[Column, tuple[Note, ...]]:
    present = [None if _is_missing(cell) else cell for cell in cells]
    kinds = {_kind_of(cell) for cell in present if cell is not None}
    if kinds == {"number"} and not label:
        values = np.array([math.nan if cell is None else _as_float(cell) for cell in present], float)
        whole = any(isinstance(cell, int) and abs(int(cell)) >= EXACT_INTEGER for cell in present)
        return Column(name, Kind.NUMBER, values), precision_notes(name, values) if whole else ()
    if kinds == {"date"} and not label:
        import pyarrow as pa

        return _from_times(name, pa.chunked_array([pa.array(present, from_pandas=True)]))
    texts = [None if cell is None else _as_text(cell) for cell in present]
    levels = list(dict.fromkeys(text for text in texts if text))
    place = {text: position for position, text in enumerate(levels)}
    codes = np.array([place.get(text, -1) if text else -1 for text in texts], np.int64)
    column, notes = _from_levels(name, levels, codes, habit, label)
    if len(kinds) > 1 and column.kind is Kind.CATEGORY and not any(note.topic is Topic.MIXED for note in notes):
        text = f"{name!r} holds values of several kinds ({', '.join(sorted(kinds))}); kept as text"
        notes += (Note(name, text, Topic.MIXED, len(levels)),)
    return column, notes


def _kind_of(cell: object) -> str:
    if isinstance(cell, bool | np.bool_):
        return "true/false"
    if isinstance(cell, numbers.Real | Decimal):
        return "number"
    if isinstance(cell, date | np.datetime64):
        return "date"
    return "text" if isinstance(cell, str) else "nested value"


def _is_missing(cell: object) -> bool:
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return (isinstance(cell, float | np.floating) and math.isnan(cell)) or (
        isinstance(cell, np.datetime64) and bool(np.isnat(cell))
    )


def _as_float(cell: Any) -> float:
    try:
        return float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, float | np.floating) and float(cell).is_integer() and abs(float(cell)) < EXACT_INTEGER:
        return str(int(cell))
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace").strip()
    if isinstance(cell, dict | list | tuple | set):
        return json.dumps(cell, default=str, ensure_ascii=False, sort_keys=True)
    return str(cell).strip()
