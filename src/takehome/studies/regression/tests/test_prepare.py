"""The design: every rule is stated in a note, and new rows are encoded as the training rows were."""

import dataclasses

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.regression.prepare import prepare
from takehome.table import Role, read
from takehome.table.encoding import encode


def _table(**columns):
    return read({"y": np.arange(len(next(iter(columns.values()))), dtype=float), **columns})


def _prepare(table, train=None):
    return prepare(table, "y", np.ones(table.rows, bool) if train is None else train)


def test_reference_is_the_most_frequent_level():
    design = _prepare(_table(colour=["red"] * 5 + ["blue"] * 10 + ["green"] * 6))
    assert [c.name for c in design.columns] == ["colour = green", "colour = red"]
    assert {c.reference for c in design.columns} == {"blue"}


def test_rare_levels_are_pooled_and_said():
    design = _prepare(_table(colour=["red"] * 20 + ["blue"] * 20 + ["teal", "pink"]))
    assert any("pooled" in note.text and "2" in note.text for note in design.notes)


def test_missing_number_gets_the_median_and_a_flag():
    design = _prepare(_table(x=[1.0, 2.0, np.nan, 4.0, 10.0, np.nan]))
    assert design.names == ("x", "x is missing")
    assert design.X[2].tolist() == [3.0, 1.0]
    assert any("2 missing values of x" in note.text for note in design.notes)


def test_infinite_number_counts_as_missing():
    design = _prepare(_table(x=[1.0, 2.0, np.inf, 4.0, 10.0, -1e200]))
    assert np.isfinite(design.X).all()
    assert design.X[:, 1].tolist() == [0, 0, 1, 0, 0, 1]


def test_rows_without_target_are_set_aside():
    table = read({"y": [1.0, np.nan, 3.0, 4.0, 5.0], "x": [1.0, 2.0, 3.0, 5.0, 9.0]})
    design = _prepare(table)
    assert len(design.y) == 4
    assert design.rows.tolist() == [0, 2, 3, 4]
    assert "1 rows without a usable value of y" in design.notes[0].text


def test_a_combination_of_columns_is_left_out():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 30))
    design = _prepare(_table(a=a, b=b, total=a + b, doubled=2 * a))
    assert design.names == ("a", "b")
    assert sum("combination" in note.text for note in design.notes) == 2


def test_more_columns_than_rows_keeps_the_strongest():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 300))
    table = read({"y": X[:, 7] * 5 + rng.normal(size=40), **{f"x{j}": X[:, j] for j in range(300)}})
    design = _prepare(table)
    assert "x7" in design.names
    assert len(design.names) <= 20
    assert any("300 columns for 40 rows" in note.text for note in design.notes)


def test_nothing_usable_is_an_input_error():
    with pytest.raises(InputError, match="no usable feature"):
        _prepare(_table(x=[1.0] * 6))


def test_new_rows_are_encoded_as_the_training_rows():
    table = _table(x=[1.0, 2.0, np.nan, 4.0, 7.0, 9.0] * 5, colour=["red", "blue", None, "red", "blue", "red"] * 5)
    design = _prepare(table)
    assert np.array_equal(encode(design.columns, table), design.X)


def test_an_unknown_level_is_coded_as_the_reference():
    table = _table(x=[1.0, 2.0, 3.0, 4.0, 7.0] * 6, colour=["red", "blue", "blue"] * 10)
    design = _prepare(table)
    new = read({"x": [2.0, 3.0], "colour": ["mauve", "red"]})
    assert encode(design.columns, new)[:, 1].tolist() == [0.0, 1.0]


def test_a_missing_column_is_named():
    design = _prepare(_table(x=[1.0, 2.0, 3.0, 4.0, 7.0]))
    with pytest.raises(InputError, match="'x'"):
        encode(design.columns, read({"z": [1.0, 2.0]}))


def test_a_combination_names_what_it_is_made_of():
    """Of a + b + c, a copy of a, and an unrelated d, the first is made of three columns and the copy of one."""
    a, b, c, d = np.random.default_rng(1).normal(size=(4, 40))
    design = _prepare(_table(a=a, b=b, c=c, d=d, total=a + b + c, copied=3 * a + 7))
    assert {x.name: x.of for x in design.combinations} == {"total": ("a", "b", "c"), "copied": ("a",)}
    assert all(x.own_share < 1e-12 for x in design.combinations)


@pytest.mark.parametrize(("shift", "size"), [(1e30, 1.0), (0.0, 1e-200), (1.0, 1e-15)])
def test_a_column_that_varies_by_rounding_alone_is_constant(shift, size):
    x = np.arange(30.0)
    design = _prepare(_table(x=x % 7, flat=shift + size * x))
    assert design.names == ("x",)
    assert any("flat does not vary" in note.text for note in design.notes)


def test_a_target_that_varies_by_rounding_alone_is_refused_by_name():
    table = read({"y": 1e30 + np.arange(30.0), "x": np.arange(30.0) ** 2})
    with pytest.raises(InputError, match="'y'"):
        _prepare(table)


def test_a_target_too_large_to_square_is_set_aside():
    table = read({"y": [1.0, 1e200, 3.0, 4.0, 5.0], "x": [1.0, 2.0, 3.0, 5.0, 9.0]})
    assert _prepare(table).rows.tolist() == [0, 2, 3, 4]


def test_the_declared_columns_keep_their_names():
    table = read(
        {"y": [1.0, 2.0, 4.0, 4.0], "x": [1.0, 2.0, 3.0, 5.0], "site": ["a", "a", "b", "b"], "t": [1, 2, 3, 4]}
    )
    declared = dataclasses.replace(table, roles={"site": Role.GROUP, "t": Role.ORDER})
    design = _prepare(declared)
    assert (design.groups_name, design.order_name) == ("site", "t")
    assert design.names == ("x",)
