"""Hold-outs: drawn in canonical order, by whole groups, from the end of an order, by a column, by a second table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.table import Role, read, split

RANDOM = np.random.default_rng(5)
TABLE = read({"x": RANDOM.normal(size=50), "g": [f"g{i % 10}" for i in range(50)], "t": RANDOM.permutation(50)})


@given(st.floats(0.02, 0.9), st.integers(0, 5))
def test_a_fraction_holds_out_as_many_rows_whatever_their_order(fraction: float, seed: int) -> None:
    table, train = split(TABLE, fraction, seed)
    order = np.random.default_rng(seed).permutation(50)
    shuffled, other = split(TABLE.take(order), fraction, seed)
    assert int((~train).sum()) == int(np.ceil(50 * fraction))
    assert set(shuffled["x"].values[~other]) == set(table["x"].values[~train])


def test_groups_are_held_out_whole() -> None:
    table = TABLE.with_roles({"g": Role.GROUP})
    train = split(table, 0.3).train
    inside, outside = set(table["g"].values[train]), set(table["g"].values[~train])
    assert not inside & outside
    assert int((~train).sum()) == 15
    with pytest.raises(InputError, match="groups in 'g'"):
        split(table, 0.95)


def test_an_order_holds_out_the_last_rows() -> None:
    table, train = split(TABLE.with_roles({"t": Role.ORDER}), 0.2)
    assert table["t"].values[~train].min() == 40
    assert "the last in 't'" in table.notes[-1].text


@pytest.mark.parametrize(
    ("name", "values", "held_out"),
    [
        ("split", ["train", "Test", "train"], [1]),
        ("split", ["Training", "validation", "training"], [1]),
        ("is_test", [0, 1, 0], [1]),
        ("is_train", [1, 0, 1], [1]),
        ("fold", [False, True, False], [1]),
        ("split", [1.0, 0.0, 0.0], [0]),
    ],
)
def test_a_column_says_which_rows(name: str, values: list, held_out: list[int]) -> None:
    table, train = split(read({"x": [1, 2, 3], name: values}), name)
    assert np.flatnonzero(~train).tolist() == held_out
    assert table.role(name) is Role.SPLIT


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (["train", "banana", "test"], "'banana'"),
        (["train", None, "test"], "1 rows"),
        (["train", "train", "train"], "in every row"),
        ([1, 2, 3], "'3'"),
    ],
)
def test_a_column_that_says_neither_is_refused(values: list, word: str) -> None:
    with pytest.raises(InputError, match=word):
        split(read({"x": [1, 2, 3], "s": values}), "s")


def test_a_second_table_is_appended() -> None:
    both, train = split(TABLE, {"x": [7.0], "g": ["new"], "t": [None]})
    assert both.rows == 51
    assert both["x"].values[~train].tolist() == [7.0]
    with pytest.raises(InputError, match="it lacks 'g', 't'; it adds 'z'"):
        split(TABLE, {"x": [1.0], "z": [2]})
    with pytest.raises(InputError, match="of another kind are 'x'"):
        split(TABLE, {"x": ["text"], "g": ["new"], "t": [1]})


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, 2, 0.99])
def test_a_fraction_that_leaves_a_side_empty_is_refused(fraction: float) -> None:
    with pytest.raises(InputError, match="holdout="):
        split(TABLE, fraction)


def test_nothing_held_out_trains_on_everything() -> None:
    assert split(TABLE).train.all()
