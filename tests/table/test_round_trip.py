"""One table, seven ways in: the columns, kinds and the fingerprint are the same."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from takehome.table import Kind, fingerprint, read

Columns = dict[str, list[Any]]

WORDS = st.sampled_from(["red", "größer", "a,b", 'say "so"', "two\nlines", "🚀", "نعم", "=1+1", "<b>", "x;y", "é"])
CELLS = {
    Kind.NUMBER: st.floats(-1e12, 1e12, allow_nan=False) | st.none(),
    Kind.CATEGORY: WORDS | st.none(),
    Kind.DATE: st.datetimes(pd.Timestamp("1980-01-01").to_pydatetime(), pd.Timestamp("2060-01-01").to_pydatetime()),
}


@st.composite
def tables(draw: st.DrawFn) -> Columns:
    """A few columns of every kind, each with a value somewhere, and a numeric one without gaps."""
    rows = draw(st.integers(2, 12))
    columns: Columns = {"first": draw(st.lists(st.floats(-1e6, 1e6), min_size=rows, max_size=rows))}
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(list(Kind)))
        cells = draw(st.lists(CELLS[kind], min_size=rows, max_size=rows))
        columns[f"{kind} {number}"] = cells if any(cell is not None for cell in cells) else [None] * rows
    return columns


def as_csv(columns: Columns, folder: Path) -> Path:
    pd.DataFrame(columns).to_csv(folder / "table.csv", index=False)
    return folder / "table.csv"


def as_parquet(columns: Columns, folder: Path) -> Path:
    parquet.write_table(pa.table(columns), folder / "table.parquet")
    return folder / "table.parquet"


def as_json_lines(columns: Columns, folder: Path) -> Path:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    (folder / "table.jsonl").write_text("\n".join(json.dumps(row, default=str) for row in rows))
    return folder / "table.jsonl"


def as_duckdb(columns: Columns, folder: Path) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_arrow(pa.table(columns))


WAYS: dict[str, Callable[[Columns, Path], Any]] = {
    "csv": as_csv,
    "parquet": as_parquet,
    "json lines": as_json_lines,
    "pandas": lambda columns, _: pd.DataFrame(columns),
    "polars": lambda columns, _: pl.DataFrame(columns, strict=False),
    "lazy polars": lambda columns, _: pl.LazyFrame(columns, strict=False),
    "arrow": lambda columns, _: pa.table(columns),
    "duckdb": as_duckdb,
    "records": lambda columns, _: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
    "a table": lambda columns, _: read(columns),
}


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(columns=tables())
def test_every_way_in_gives_the_same_table(way: str, columns: Columns) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table, plain = read(WAYS[way](columns, Path(folder))), read(columns)
    assert table.names == plain.names
    assert [column.kind for column in table.columns] == [column.kind for column in plain.columns]
    for column, other in zip(table.columns, plain.columns, strict=True):
        np.testing.assert_array_equal(column.values, other.values)
    assert fingerprint(table) == fingerprint(plain)


@settings(max_examples=25, deadline=None)
@given(columns=tables())
def test_reading_leaves_the_source_as_it_was(columns: Columns) -> None:
    frame = pd.DataFrame(columns)
    before = frame.copy()
    table = read(frame)
    table.columns[0].values[:] = 0.0
    pd.testing.assert_frame_equal(frame, before)
