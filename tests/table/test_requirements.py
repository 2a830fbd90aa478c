"""What a study asks of a table, beyond what the corpus of bad input shows."""

import pytest

from takehome.errors import InputError
from takehome.table import read, require_columns, require_features, require_rows, require_target

TABLE = read({"Age": [1.0, 2, 3], "Smoker": ["yes", "no", "no"], "Cost": [5.0, None, 7], "day": ["2024-01-01"] * 3})


def test_names_are_looked_up_with_a_hint() -> None:
    assert [column.name for column in require_columns(TABLE, ["Age", "Cost"])] == ["Age", "Cost"]
    with pytest.raises(InputError, match="did you mean 'Smoker'"):
        require_columns(TABLE, ["smoker"])
    with pytest.raises(InputError, match="check the spelling"):
        require_columns(TABLE, ["zzz"])


def test_a_target_needs_two_different_values() -> None:
    assert require_target(TABLE, "Cost").name == "Cost"
    with pytest.raises(InputError, match="holds dates"):
        require_target(TABLE, "day")
    with pytest.raises(InputError, match="takehome classify"):
        require_target(TABLE, "Smoker")


def test_features_are_what_can_explain() -> None:
    assert [column.name for column in require_features(TABLE, "Cost")] == ["Age", "Smoker"]
    with pytest.raises(InputError, match="among the features"):
        require_features(TABLE, "Cost", ["Cost", "Age"])
    with pytest.raises(InputError, match="no usable feature"):
        require_features(TABLE, "Cost", ["day"])


def test_rows_are_counted() -> None:
    require_rows(TABLE, 3)
    with pytest.raises(InputError, match="3 rows"):
        require_rows(TABLE, 4)
