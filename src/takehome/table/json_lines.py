"""JSON lines (one object a line) and a JSON array of objects; a key that a line lacks is a missing value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

from takehome.errors import InputError
from takehome.table.names import usable_names
from takehome.table.raw import Raw
from takehome.table.reservoir import Reservoir

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_LINES = 1 << 14
_EXPECTED = 'one JSON object a line, such as {"age": 3, "cost": 120.5}'


def read_json(open_bytes: Callable[[], IO[bytes]], origin: str, cap_bytes: int, seed: int) -> Raw:
    """Read JSON lines or a JSON array of objects.

    Raises
    ------
    InputError
        If a line is not a JSON object; the message names the line.
    """
    with open_bytes() as stream:
        array = stream.read(1 << 12).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if array:
        records = _array(open_bytes, origin)
        return records_to_raw(records, origin, len(records))
    reservoir = Reservoir(cap_bytes, seed)
    for batch in _line_batches(open_bytes):
        reservoir.add(batch)
    table = reservoir.table()
    lines, numbers = table.column("line").to_pylist(), table.column("number").to_pylist()
    records = [_record(line, f"line {number:,} of {origin}") for line, number in zip(lines, numbers, strict=True)]
    return records_to_raw(records, origin, reservoir.rows_seen)


def records_to_raw(records: list[dict[str, Any]], origin: str, rows_in_source: int) -> Raw:
    """Columns from records, in the order in which the keys first appear."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    names, notes = usable_names(keys)
    cells = tuple([record.get(key) for record in records] for key in keys)
    return Raw(names, cells, origin, rows_in_source, notes)


def _line_batches(open_bytes: Callable[[], IO[bytes]]) -> Iterator[pa.Table]:
    import pyarrow as pa

    lines: list[bytes] = []
    numbers: list[int] = []
    with open_bytes() as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                lines.append(line)
                numbers.append(number)
            if len(lines) == BATCH_LINES:
                yield pa.table({"line": pa.array(lines, pa.large_binary()), "number": numbers})
                lines, numbers = [], []
    yield pa.table({"line": pa.array(lines, pa.large_binary()), "number": pa.array(numbers, pa.int64())})


def _record(line: bytes, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{place} is not JSON: {error}", _EXPECTED, "repair the line") from error
    if not isinstance(record, dict):
        raise InputError(f"{place} holds {type(record).__name__}, not an object", _EXPECTED, "name the values")
    return record


def _array(open_bytes: Callable[[], IO[bytes]], origin: str) -> list[dict[str, Any]]:
    with open_bytes() as stream:
        text = stream.read()
    try:
        records = json.loads(text.decode("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{origin} is not JSON: {error}", _EXPECTED, "repair the file") from error
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            saw = f"element {number:,} of {origin} is {type(record).__name__}, not an object"
            raise InputError(saw, _EXPECTED, "name the values")
    return list(records)
