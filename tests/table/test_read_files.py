"""Files: encodings, separators and samples; what the corpus of bad input does not reach."""

import csv
import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.table import Kind, Role, Topic, read
from takehome.table.memory import memory_cap
from takehome.table.sniff import SEPARATORS


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_encoding_and_separator_are_found(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [["naïve", "y"], *[["süß" if row % 2 else "herb", str(row / 4)] for row in range(40)]]
    text = "\n".join(separator.join(row) for row in rows)
    table = read(written(tmp_path, text, encoding))
    assert table.names == ("naïve", "y")
    assert set(table["naïve"].values) == {"süß", "herb"}
    assert table["y"].values[-1] == 39 / 4


def test_a_foreign_encoding_is_noted(tmp_path: Path) -> None:
    note = read(written(tmp_path, "ä,y\n1,2\n3,4\n", "cp1252")).notes[0]
    assert "not UTF-8; read as cp1252" in note.text
    assert note.topic is Topic.SOURCE


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text("ab,;\n\"' |\tßé", max_size=6), min_size=2, max_size=4), min_size=2, max_size=6))
def test_quoted_fields_come_back_as_the_csv_module_reads_them(rows: list[list[str]]) -> None:
    """Authority: RFC 4180 as Python's csv module writes it; texts are compared stripped, empty ones are missing."""
    import tempfile

    width = min(map(len, rows))
    cells = [["q" + cell for cell in row[:width]] for row in rows]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([f"c{i}" for i in range(width)])
    writer.writerows(cells)
    with tempfile.TemporaryDirectory() as folder:
        table = read(written(Path(folder), text.getvalue()))
    assert [column.values.tolist() for column in table.columns] == [
        [row[place].strip() for row in cells] for place in range(width)
    ]


def test_a_file_beyond_the_cap_is_a_stated_sample(tmp_path: Path) -> None:
    """The mean of a simple random sample of k of n rows has variance s²/k (1 − k/n) (Cochran 1977, theorem 2.2)."""
    rows = 20_000
    path = written(tmp_path, "i,y\n" + "".join(f"{i},{i % 7}\n" for i in range(rows)))
    table = read(path, memory_cap_bytes=32_000, seed=3)
    assert table.rows_in_source == rows
    assert table.rows < rows / 5
    assert any("random sample" in note.text and "20,000" in note.text for note in table.notes)
    assert np.all(np.diff(table["i"].values) > 0)
    error = rows / math.sqrt(12) / math.sqrt(table.rows) * math.sqrt(1 - table.rows / rows)
    assert abs(table["i"].values.mean() - (rows - 1) / 2) < 4 * error
    again, other = read(path, memory_cap_bytes=32_000, seed=3), read(path, memory_cap_bytes=32_000, seed=4)
    assert np.array_equal(again["i"].values, table["i"].values)
    assert not np.array_equal(other["i"].values[:50], table["i"].values[:50])


@pytest.mark.parametrize("name", ["t.parquet", "t.jsonl"])
def test_other_files_are_sampled_too(tmp_path: Path, name: str) -> None:
    import pandas as pd

    frame = pd.DataFrame({"i": range(5000), "y": 1.5})
    path = tmp_path / name
    _ = frame.to_parquet(path) if name == "t.parquet" else frame.to_json(path, orient="records", lines=True)
    table = read(path, memory_cap_bytes=16_000)
    assert table.rows < table.rows_in_source == 5000
    assert table.notes[-1].topic is Topic.SAMPLE


def test_the_default_cap_is_a_share_of_what_is_free() -> None:
    assert 0 < memory_cap() < 2**45


def test_what_was_read_differently_is_noted_with_count_and_quote(tmp_path: Path) -> None:
    values = ['"$1,200"'] * 17 + ["n/a", "?", "12x"]
    table = read(written(tmp_path, "y,z\n" + "\n".join(f"{value},1" for value in values)))
    assert table["y"].unit == "$"
    assert table["y"].values[0] == 1200.0
    assert int(table["y"].missing.sum()) == 3
    texts = {note.topic: note for note in table.notes}
    assert "'$1,200' is 1200 $" in texts[Topic.CONVERTED].text or len(texts) == 2
    assert any("'n/a', '?' read as missing (2 of 20)" in note.text for note in table.notes)
    assert texts[Topic.UNREADABLE].count == 1
    assert "'12x'" in texts[Topic.UNREADABLE].text


def test_declared_units_and_roles_are_taken_over(tmp_path: Path) -> None:
    path = written(tmp_path, "id,y,z\n01,$1,2\n02,$3,4\n")
    table = read(path, units={"y": "EUR"}, roles={"id": "id", "y": Role.TARGET})
    assert table["y"].unit == "EUR"
    assert table.with_role(Role.TARGET)[0].name == "y"
    assert table["id"].kind is Kind.CATEGORY
    with pytest.raises(InputError, match="the role 'goal'"):
        read(path, roles={"y": "goal"})
    with pytest.raises(InputError, match="no column named 'x'"):
        read(path, units={"x": "m"})
