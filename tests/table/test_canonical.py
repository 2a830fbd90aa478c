"""The canonical order and the fingerprint depend on content alone."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.table import Column, Kind, Role, Table, canonical, canonical_order, fingerprint, read
from takehome.table.canonical import equal_rows

VALUES = {
    "number": st.sampled_from([0.0, -0.0, 1.5, -2.0, float("nan"), float("inf"), 1e300]),
    "word": st.sampled_from(["b", "a", "Z", "é", "", None, "a\x00", "🚀"]),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = draw(st.integers(1, 12))
    columns = []
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["number", "word"]))
        cells = draw(st.lists(VALUES[kind], min_size=rows, max_size=rows))
        values = np.array(cells, float) if kind == "number" else np.array([*cells, None], object)[:-1]
        columns.append(Column(f"{kind} {place}", Kind.NUMBER if kind == "number" else Kind.CATEGORY, values))
    return Table(tuple(columns))


def rows_of(table: Table) -> list[tuple[str, ...]]:
    return [tuple(map(repr, row)) for row in zip(*(column.values + 0.0 if column.kind is Kind.NUMBER else column.values
                                                   for column in table.columns), strict=True)]  # fmt: skip


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_leaves_no_trace(table: Table, random) -> None:
    order = list(range(table.rows))
    random.shuffle(order)
    shuffled = table.take(np.array(order))
    assert rows_of(canonical(shuffled)) == rows_of(canonical(table))
    assert fingerprint(shuffled) == fingerprint(table)


@given(tables())
def test_the_order_is_that_of_sorted_tuples(table: Table) -> None:
    """Authority: Python's own sort of tuples, missing values last, by columns in the order of their names."""

    def key(row: int) -> list[tuple[bool, object]]:
        ordered = sorted(table.columns, key=lambda column: column.name)
        return [(bool(c.missing[row]), 0 if c.missing[row] else c.values[row]) for c in ordered]

    assert canonical_order(table).tolist() == sorted(range(table.rows), key=key)


@given(tables(), st.sampled_from([100.0, 12.0, 1e-3, 2.0**-40]))
def test_positive_scaling_leaves_the_order(table: Table, factor: float) -> None:
    scaled = [
        replace(column, values=column.values * factor) if column.kind is Kind.NUMBER else column
        for column in table.columns
    ]
    assert canonical_order(Table(tuple(scaled))).tolist() == canonical_order(table).tolist()


@given(tables())
def test_any_change_of_content_changes_the_fingerprint(table: Table) -> None:
    column = table.columns[0]
    values = column.values.copy()
    values[0] = 77.0 if column.kind is Kind.NUMBER else "other"
    changed = replace(table, columns=(replace(column, values=values), *table.columns[1:]))
    renamed = replace(table, columns=(replace(column, name="new"), *table.columns[1:]))
    assert len({fingerprint(table), fingerprint(changed), fingerprint(renamed)}) == 3
    assert fingerprint(replace(table, columns=table.columns[::-1])) == fingerprint(table)


def test_neighbouring_texts_are_not_confused() -> None:
    first, second = read({"a": ["ab", "c"], "b": [1, 2]}), read({"a": ["a", "bc"], "b": [1, 2]})
    assert fingerprint(first) != fingerprint(second)


def test_a_declared_order_sorts_first() -> None:
    table = read({"a": [1, 2, 3], "t": [3, 1, 2]}, roles={"t": Role.ORDER})
    assert canonical(table)["a"].values.tolist() == [2, 3, 1]


@given(tables())
def test_equal_rows_are_found_as_by_comparing_all_pairs(table: Table) -> None:
    labels, rows = equal_rows(table.columns), rows_of(table)
    for first in range(table.rows):
        for second in range(first):
            assert (labels[first] == labels[second] != -1) == (rows[first] == rows[second])


@pytest.mark.parametrize("coarse", [0, 20])
def test_large_tables_are_sorted_fast(coarse: int) -> None:
    """The brief's bound: 100,000 × 20 in half a second; coarse columns tie and need every key."""
    random = np.random.default_rng(0)
    columns = {
        f"x{i}": random.integers(0, 3, 100_000) * 1.0 if i < coarse else random.random(100_000) for i in range(20)
    }
    table = read(columns)
    started = time.process_time()
    canonical_order(table)
    assert time.process_time() - started < 0.5
