"""Delimited text (CSV, TSV, …), gzipped or not, read as text cells in one pass and bounded memory."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from takehome.errors import InputError
from takehome.table.columns import Note, Topic
from takehome.table.names import usable_names
from takehome.table.raw import Raw
from takehome.table.reservoir import Reservoir
from takehome.table.sniff import Dialect, sniff_dialect, sniff_encoding

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

BLOCK_BYTES = 1 << 22
FIELD_BYTES = 1 << 24


def opener(path: Path, gzipped: bool) -> Callable[[], IO[bytes]]:
    """A function that opens the file for reading its (decompressed) bytes."""

    def open_bytes() -> IO[bytes]:
        return cast(IO[bytes], gzip.open(path, "rb")) if gzipped else path.open("rb")

    return open_bytes


def read_delimited(path: Path, gzipped: bool, cap_bytes: int, seed: int) -> Raw:
    """Read a delimited text file.

    Raises
    ------
    InputError
        If it is empty or binary, if its rows differ in length, or if its separator is not one that is read.
    """
    open_bytes = opener(path, gzipped)
    dialect = sniff_dialect(open_bytes, sniff_encoding(open_bytes, path.name), path.name)
    names, notes = usable_names(dialect.header[: len(dialect.header) - dialect.trailing])
    fields = (*names, "\0") if dialect.trailing else names
    reservoir = Reservoir(cap_bytes, seed)
    for batch in _batches(open_bytes, dialect, fields, path.name):
        reservoir.add(batch)
    if not reservoir.rows_seen:
        raise InputError(f"{path.name} has no rows below its header", "at least two rows of data", "check the file")
    table = reservoir.table()
    cells = tuple(table.column(position) for position in range(len(names)))
    if dialect.row_names:
        text = "every row has one field more than the header; the first was taken for the row's name"
        notes += (Note(None, text, Topic.NAMES, 1),)
    if dialect.encoding not in ("utf-8", "utf-8-sig"):
        notes += (Note(None, f"{path.name} is not UTF-8; read as {dialect.encoding}", Topic.SOURCE),)
    return Raw(names, cells, path.name, reservoir.rows_seen, notes)


def _batches(
    open_bytes: Callable[[], IO[bytes]], dialect: Dialect, names: tuple[str, ...], origin: str
) -> Iterator[pa.Table]:
    import pyarrow as pa

    ragged: list[arrow_csv.InvalidRow] = []
    try:
        with open_bytes() as stream:
            for batch in _arrow_reader(stream, dialect, names, ragged):
                if ragged:
                    break
                yield pa.Table.from_batches([batch])
    except pa.ArrowInvalid as error:
        raise InputError(f"{origin} cannot be read as a table: {error}", "rows of equal length", _QUOTE) from error
    if ragged:
        raise _ragged_rows(open_bytes, dialect, origin)


def _arrow_reader(
    stream: IO[bytes], dialect: Dialect, names: tuple[str, ...], ragged: list[arrow_csv.InvalidRow]
) -> arrow_csv.CSVStreamingReader:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    def keep(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    encoding = "utf8" if dialect.encoding in ("utf-8", "utf-8-sig") else dialect.encoding
    return arrow_csv.open_csv(
        stream,
        read_options=arrow_csv.ReadOptions(
            column_names=list(names), skip_rows_after_names=1, encoding=encoding, block_size=BLOCK_BYTES
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.separator, newlines_in_values=True, invalid_row_handler=keep
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, null_values=[""], strings_can_be_null=True
        ),
    )


_QUOTE = 'put fields that hold the separator or a line break in double quotes ("…")'


def _ragged_rows(open_bytes: Callable[[], IO[bytes]], dialect: Dialect, origin: str) -> InputError:
    """The error for rows of unequal length; the file is read once more to say which row is the first."""
    first, fields, count, width = 0, 0, 0, len(dialect.header)
    csv.field_size_limit(FIELD_BYTES)
    with io.TextIOWrapper(open_bytes(), encoding=dialect.encoding, errors="replace", newline="") as text:
        rows = (row for row in csv.reader(text, delimiter=dialect.separator) if row)
        next(rows)
        for number, row in enumerate(rows, start=1):
            if len(row) != width:
                count += 1
                if not first:
                    first, fields = number, len(row)
    hint = _QUOTE if width > 1 else "delete the lines above the header, or part the fields by , ; tab or |"
    saw = f"row {first:,} of {origin} has {fields:,} fields ({count:,} such rows)"
    return InputError(saw, f"{width:,} fields in every row, as the header has", hint)
