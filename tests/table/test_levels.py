"""A value of a later row gets the level that the training rows knew it by."""

from __future__ import annotations

import sys

import pytest

from takehome.table.levels import level_of
from takehome.units import format_number


@pytest.mark.parametrize(
    ("value", "known", "level"),
    [
        ("Pro", ("Pro", "Free"), "Pro"),
        (1.0, ("1", "2", "x"), "1"),
        (1.5, ("1", "1.5", "x"), "1.5"),
        ("True", ("true", "false", "unknown"), "true"),
        ("FALSE", ("True", "False"), "False"),
        ("true", ("yes", "no"), "true"),
        (7.0, ("1", "2"), "7"),
    ],
)
def test_a_level_is_written_as_the_training_rows_wrote_it(value, known, level):
    assert level_of(value, known) == level


def test_the_largest_numbers_are_written_without_overflow():
    largest = sys.float_info.max
    assert format_number(largest) == "1.80e+308"
    assert format_number(-largest) == "-1.80e+308"
