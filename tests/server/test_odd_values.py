"""Values from outside that a database, TOML or JSON could not hold, told apart from those that they can."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from takehome.errors import InputError
from takehome.server.api.models import storable
from takehome.server.api.toml_text import toml_text


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"a": 1, "b": -2.5, "c": 1e-300, "d": True, "e": '€ "quoted" \\ \n\t\x7f\x1f 🙂'},
        {"odd name": {"x.y": [1, [2.0, "z"], {"k": False}]}, "": ""},
    ],
)
def test_an_object_as_toml_reads_back_as_it_was(values: dict[str, Any]) -> None:
    """The oracle is Python's own reader of TOML."""
    assert tomllib.loads(toml_text(values)) == values


def test_what_cannot_be_stored_is_told_apart_from_what_can() -> None:
    assert storable({"a": ["é🙂", 1, None, 2.5, True]}) == {"a": ["é🙂", 1, None, 2.5, True]}
    nested: Any = 1
    for _ in range(30):
        nested = [nested]
    for bad in ("\x00", "\ud800", float("nan"), float("-inf"), {"\x00": 1}, ["\udfff"], nested):
        with pytest.raises(ValueError):
            storable(bad)


def test_null_has_no_place_in_toml() -> None:
    with pytest.raises(InputError, match="null"):
        toml_text({"levers": [{"cost": None}]})
