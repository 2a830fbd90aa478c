"""How the tables of the corpus are written: a sound base table with something done to it."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 60
Columns = dict[str, list[Any]]


def base(rows: int = ROWS, seed: int = 7) -> Columns:
    """y = 3 + 2a − b + noise, a table with nothing wrong in it."""
    random = np.random.default_rng(seed)
    a, b = random.normal(10, 2, rows).round(4), random.uniform(0, 5, rows).round(4)
    y = (3 + 2 * a - b + random.normal(0, 1, rows)).round(4)
    return {"a": a.tolist(), "b": b.tolist(), "y": y.tolist()}


def base_with(**columns: Sequence[Any]) -> Columns:
    """The base table with these columns added or replaced."""
    return {**base(), **{name: list(values) for name, values in columns.items()}}


def csv_text(columns: Mapping[str, Sequence[Any]], separator: str = ",") -> str:
    """The columns as delimited text; None is an empty field."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def as_csv(
    columns: Mapping[str, Sequence[Any]], encoding: str = "utf-8", separator: str = ","
) -> Callable[[Path], Path]:
    """Writes the columns as CSV."""
    return as_bytes(csv_text(columns, separator).encode(encoding))


def as_bytes(content: bytes, name: str = "table.csv") -> Callable[[Path], Path]:
    """Writes these bytes."""

    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


def as_text(text: str, name: str = "table.csv") -> Callable[[Path], Path]:
    """Writes this text in UTF-8."""
    return as_bytes(text.encode(), name)


def as_json_lines(columns: Mapping[str, Sequence[Any]], spoil: str = "") -> Callable[[Path], Path]:
    """Writes one object a row, and then `spoil` as the last line."""
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return as_text("\n".join([*(json.dumps(row) for row in rows), spoil]) + "\n", "table.jsonl")


def as_parquet(columns: Mapping[str, Any], cut: int = 0) -> Callable[[Path], Path]:
    """Writes Parquet, without its last `cut` bytes."""

    def write(folder: Path) -> Path:
        import pyarrow as pa
        from pyarrow import parquet

        path = folder / "table.parquet"
        parquet.write_table(pa.table(dict(columns)), path)
        path.write_bytes(path.read_bytes()[: -cut or None])
        return path

    return write
