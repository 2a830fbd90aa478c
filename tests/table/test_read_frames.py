"""Frames and containers: types, names, missing values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from takehome.errors import InputError
from takehome.table import Kind, Topic, read


def test_every_arrow_type_becomes_one_of_three_kinds() -> None:
    moment = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    table = read(
        pa.table(
            {
                "int8": pa.array([1, None], pa.int8()),
                "float32": pa.array([0.5, 1.5], pa.float32()),
                "decimal": pa.array([Decimal("1.25"), None]),
                "bool": [True, None],
                "day": [date(2024, 1, 2), None],
                "zoned": pa.array([moment, None], pa.timestamp("ns", "Europe/Berlin")),
                "span": [timedelta(seconds=90), None],
                "coded": pa.array(["1", "2"]).dictionary_encode(),
                "nothing": pa.nulls(2),
                "listed": [[1, 2], None],
                "raw": pa.array([b"ab", None]),
            }
        )
    )
    kinds = {column.name: column.kind for column in table.columns}
    assert [name for name, kind in kinds.items() if kind is Kind.NUMBER] == [
        "int8",
        "float32",
        "decimal",
        "span",
        "nothing",
    ]
    assert [name for name, kind in kinds.items() if kind is Kind.DATE] == ["day", "zoned"]
    assert table["zoned"].values[0] == np.datetime64("2024-01-02T03:04:05")
    assert table["span"].values[0] == 90.0
    assert table["span"].unit == "s"
    assert table["bool"].values.tolist() == ["true", None]
    assert table["coded"].values.tolist() == ["1", "2"]
    assert table["listed"].values.tolist() == ["[1, 2]", None]
    assert all(column.missing[1] for column in table.columns if column.name not in ("float32", "coded"))


def test_pandas_with_mixed_objects_and_doubled_names() -> None:
    frame = pd.DataFrame([[1, "x", pd.NA], [2, 3, "4"]], columns=["a", "a", 0])
    table = read(frame)
    assert table.names == ("a", "a_2", "0")
    assert table["a_2"].values.tolist() == ["x", "3"]
    assert {note.topic for note in table.notes} == {Topic.NAMES, Topic.MIXED}
    assert table["0"].values.tolist()[1] == 4.0


def test_an_index_that_holds_data_is_mentioned() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["p", "q"], name="who"))
    assert "the index 'who'" in read(frame).notes[0].text
    assert not read(frame.reset_index()).notes


def test_whole_numbers_too_large_for_floats_are_noted() -> None:
    """2^53 + 1 is the first whole number that float64 cannot hold (IEEE 754)."""
    for source in ({"a": [2**53 + 1, 1]}, pl.DataFrame({"a": [2**53 + 1, 1]}), [{"a": 2**53 + 1}, {"a": 1}]):
        assert read(source).notes[0].topic is Topic.PRECISION
    assert not read({"a": [2**53 - 1, 1]}).notes
    assert read([{"a": 10**400}, {"a": 1}])["a"].values[0] == np.inf


def test_records_with_different_keys_have_gaps() -> None:
    table = read([{"a": 1}, {"b": "x", "a": 2}])
    assert table.names == ("a", "b")
    assert table["b"].values.tolist() == [None, "x"]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ({"a": [1, 2], "b": [1]}, "different lengths"),
        ({"a": "text"}, "column 'a' is str"),
        ({"a": np.ones((2, 2))}, "2 dimensions"),
        ({}, "no columns"),
        ([], "no columns"),
        ([1, 2], "element 1 is int"),
        (object(), "object of type object"),
        (pd.DataFrame({"a": []}), "no rows"),
        (7, "object of type int"),
    ],
)
def test_what_is_no_table_is_refused(source: object, word: str) -> None:
    with pytest.raises(InputError, match=word):
        read(source)
