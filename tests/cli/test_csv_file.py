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


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["scores.csv"]
