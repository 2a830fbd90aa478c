"""CSV that reads back exactly, and that a spreadsheet does not run."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.cli.csv_file import FORMULA, to_csv, write_text


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_numbers_read_back_exactly(values: list[float]) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv({"x": values}))))
    assert [float(row["x"]) for row in rows] == values


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1
    )
)
def test_no_text_is_a_formula_and_no_other_text_changes(values: list[str]) -> None:
    """Formula injection, as OWASP describes it: a cell that starts with =, +, −, @, tab or a line break."""
    text = to_csv({"name": values, "n": range(len(values))})
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for value, row in zip(values, rows, strict=True):
        assert not row["name"].startswith(FORMULA)
        shown = value.replace("\r\n", "\n").replace("\r", "\n")
        assert row["name"] == (f"'{shown}" if shown.startswith(FORMULA) else shown)


@given(st.lists(st.text(alphabet=st.sampled_from('ab;\t,"\n =')), min_size=1))
def test_a_text_stays_one_cell_where_semicolons_or_tabs_divide_too(values: list[str]) -> None:
    """LibreOffice divides at comma, semicolon and tab unless told otherwise; quotes hold a field together for all.

    What commas alone divide, as the csv module reads it, is the oracle: division at the others must find no more.
    """
    text = to_csv({"name": values, "n": range(len(values))})
    outside = "".join(text.split('"')[::2])
    assert not set(outside) & set(";\t")
    assert outside.count("\n") == len(values) + 1
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["name", "n"],
        *([f"'{value}" if value.startswith(FORMULA) else value, str(n)] for n, value in enumerate(values)),
    ]


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_full_width_sign_begins_a_formula_too(sign: str) -> None:
    assert to_csv({"name": [f"{sign}1+1"]}) == f"name\n'{sign}1+1\n"


def test_a_row_of_one_empty_cell_stays_a_row() -> None:
    assert list(csv.reader(io.StringIO(to_csv({"name": ["", None, "x"]})))) == [["name"], [""], [""], ["x"]]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["scores.csv"]
