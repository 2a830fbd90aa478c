"""Numbers written for people, read as a spreadsheet user would read them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.table.numeric_text import are_codes, decimal_habit, read_numbers


def reading(*levels: str, habit: str = "."):
    return read_numbers(levels, np.ones(len(levels), int), habit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$1,200", 1200, "$"),
        ("1,200 $", 1200, "$"),
        ("-$1,234.50", -1234.5, "$"),
        ("$-3", -3, "$"),
        ("12 %", 12, "%"),
        ("12.5%", 12.5, "%"),
        ("1.234,5 €", 1234.5, "€"),
        ("EUR 7", 7, "EUR"),
        ("1 234 567", 1234567, ""),
        ("1\u202f234,5", 1234.5, ""),
        ("1'234.5", 1234.5, ""),
        ("\u22125", -5, ""),
        ("+5", 5, ""),
        (".5", 0.5, ""),
        ("5.", 5, ""),
        ("3,14", 3.14, ""),
        ("0,125", 0.125, ""),
        ("1e-3", 0.001, ""),
        ("-inf", -math.inf, ""),
        ("12,345", 12345, ""),
        ("1,234,567", 1234567, ""),
        ("1.234.567", 1234567, ""),
    ],
)
def test_one_value_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    """The forms are those of the Unicode CLDR number patterns for en, de, fr and de-CH."""
    found = reading(text)
    assert found.values[0] == value
    assert found.unit == unit
    assert found.share == 1.0


@pytest.mark.parametrize("text", ["12x", "1,23,4", "1..2", "--5", "$5€", "(5", "5)", "1,2345.6", "0x10", "1_000", "١٢"])
def test_what_is_no_number_stays_unread(text: str) -> None:
    """``float("1_000")`` and ``float("١٢")`` succeed in Python, but nobody exports numbers so."""
    found = reading(text, "1", "2")
    assert found.bad == (text,)
    assert math.isnan(found.values[0])


def test_the_column_decides_the_decimal_mark() -> None:
    assert reading("1.234", "1.5").values.tolist() == [1.234, 1.5]
    assert reading("1.234", "1,5").values.tolist() == [1234.0, 1.5]
    assert reading("1.234", "2.345", habit=",").values.tolist() == [1234.0, 2345.0]
    assert reading("1,234", "2,345").values.tolist() == [1234.0, 2345.0]
    assert reading("1,234", "2,345").ambiguous
    assert not reading("1,234", "2,34").ambiguous
    assert decimal_habit(["3,14", "x"]) == ","
    assert decimal_habit(["3.14"]) == "."
    assert decimal_habit(["314", "3,140"]) is None


def test_brackets_are_losses_only_beside_numbers_without_them() -> None:
    """Accounting notation; a column of brackets alone may number a list."""
    assert reading("(300)", "5").values.tolist() == [-300.0, 5.0]
    assert reading("(1)", "(2)").share == 0.0


def test_letters_are_a_unit_only_when_every_number_carries_the_same() -> None:
    assert reading(*[f"{weight} kg" for weight in range(6)]).unit == "kg"
    assert reading("2wd", "4wd").share == 0.0
    mixed = reading("12x", "5", "6", "7", "8")
    assert mixed.bad == ("12x",)
    assert mixed.unit == ""
    assert reading("$5", "€6").units == ("$", "€")
    assert not reading("$5", "€6").is_number


def test_leading_zeros_are_codes() -> None:
    assert are_codes(["007", "12"])
    assert not are_codes(["0.7", "0"])
    assert not are_codes(["00.7", "12"])


@given(st.lists(st.floats(-1e9, 1e9).map(lambda number: round(number, 2)), min_size=1, max_size=20))
def test_groups_and_signs_are_undone_exactly(numbers: list[float]) -> None:
    """Python's own format writes them; reading gives every bit back, in either convention."""
    english = [f"{number:,.2f}" for number in numbers]
    german = [text.translate(str.maketrans(",.", ".,")) for text in english]
    for texts in (english, german, [f"$ {text}" for text in english]):
        found = reading(*texts)
        assert found.values.tolist() == numbers
        assert not found.bad


@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_any_text_is_a_number_a_word_or_bad(texts: list[str]) -> None:
    found = reading(*[text.strip() for text in texts])
    assert len(found.values) == len(texts)
    assert 0.0 <= found.share <= 1.0
