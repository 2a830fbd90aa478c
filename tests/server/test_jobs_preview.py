"""What an upload looks like, and which uploads are refused; each preview is a real worker process.

Oracles: numpy for the description of columns; the pattern of the message for a refusal (what it must tell is that a
person can act on it, so parts of its words are named here).
"""

from __future__ import annotations

import dataclasses
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from takehome.errors import InputError
from takehome.server.jobs.describing import described, description
from takehome.server.jobs.family import mark_of, marked
from takehome.server.jobs.preview import preview_file
from takehome.server.jobs.process import follow, start
from takehome.server.jobs.unsuitable import refuse_unsuitable
from takehome.server.jobs.watch import Allowed
from takehome.server.settings import Limits
from takehome.table import Column, Kind, read

QUICK = dataclasses.replace(Limits(), preview_seconds=20.0)


def uploaded(folder: Path, content: bytes) -> Path:
    """A file as the server has it: of our own name."""
    path = folder / "table"
    path.write_bytes(content)
    return path


def look(folder: Path, content: bytes, limits: Limits = QUICK, name: str = "churn.csv") -> dict[str, Any]:
    return preview_file(uploaded(folder, content), limits, name)


def test_columns_of_every_kind(tmp_path: Path) -> None:
    rows = [f"{n % 3},{'ab'[n % 2]},2024-01-{n + 1:02d},{n}.5" for n in range(20)]
    seen = look(tmp_path, "\n".join(["k,c,d,x", *rows, ",,,"]).encode())
    assert (seen["rows"], seen["rows_in_source"], seen["columns_left_out"]) == (21, 21, 0)
    k, c, d, x = seen["columns"]
    assert [column["kind"] for column in (k, c, d, x)] == ["number", "category", "date", "number"]
    assert [column["missing"] for column in (k, c, d, x)] == [1, 1, 1, 1]
    assert [column["distinct"] for column in (k, c, d, x)] == [3, 2, 20, 20]
    assert (k["low"], k["high"], k["histogram"]) == (0.0, 2.0, [7, 7, 6])
    assert (c["top"], c["histogram"]) == ([["a", 10], ["b", 10]], [10, 10])
    assert (d["low"][:10], d["high"][:10]) == ("2024-01-01", "2024-01-20")
    assert x["histogram"] == np.histogram(np.arange(20) + 0.5, 20)[0].tolist()
    assert list(tmp_path.iterdir()) == [tmp_path / "table"]


@pytest.mark.parametrize(
    "values",
    [
        np.array([np.nan, np.nan]),
        np.array([np.inf, -np.inf, 1.0]),
        np.array([-1.7e308, 1.7e308]),
        np.array([1.0, np.nextafter(1.0, 2)]),
        np.array([5e-324, 0.0]),
        np.zeros(0),
        np.array([], "datetime64[us]"),
        np.array(["0001-01-01", "9999-12-31", "NaT"], "datetime64[us]"),
    ],
)
def test_descriptions_are_strict_json(values: np.ndarray) -> None:
    """Ends of the number line; an overflow would be a warning, and those are errors here."""
    kind = Kind.DATE if values.dtype.kind == "M" else Kind.NUMBER
    seen = described(Column("x", kind, values))
    json.dumps(seen, allow_nan=False)
    assert sum(seen["histogram"]) == (np.isfinite(values).sum() if kind is Kind.NUMBER else (~np.isnat(values)).sum())


def test_hostile_names_and_levels_are_cleaned() -> None:
    """PostgreSQL takes no zero bytes, UTF-8 no half characters, a page no megabytes."""
    levels = np.array(["a\0b", "\ud800", "x" * 100_000, None], object)
    seen = described(Column("\0" + "n" * 10_000, Kind.CATEGORY, levels))
    text = json.dumps(seen, ensure_ascii=False).encode()
    assert b"\\u0000" not in text
    assert len(text) < 2_000
    assert (seen["distinct"], seen["missing"]) == (3, 1)


def test_columns_beyond_two_thousand_are_counted() -> None:
    seen = description(read({f"c{n}": [1.0, 2.0] for n in range(2_003)}))
    assert (len(seen["columns"]), seen["columns_left_out"]) == (2_000, 3)
    assert seen["names_left_out"] == ["c2000", "c2001", "c2002"]


def test_names_that_are_left_out_fit_a_line_of_the_worker() -> None:
    """By hand: 2,000 of 6,010 columns are described, and 4,008 names of 499 letters are just below two million."""
    seen = description(read({f"c{n:0498}": [1.0, 2.0] for n in range(6_010)}))
    assert (seen["columns_left_out"], len(seen["names_left_out"])) == (4_010, 4_008)


def test_pretty_printed_json_and_parquet_are_read(tmp_path: Path) -> None:
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    seen = look(tmp_path, json.dumps(rows, indent=2).encode())
    assert [(column["name"], column["missing"]) for column in seen["columns"]] == [("a", 0), ("b", 1)]
    parquet.write_table(pa.table({"a": [1, 2], "b": ["x", None]}), tmp_path / "table")
    assert preview_file(tmp_path / "table", QUICK)["columns"][0]["high"] == 2.0


HTML = b"\xef\xbb\xbf\n <!DOCTYPE html>\n<html><body>a,b</body></html>"
NOTEBOOK = {"cells": [{"cell_type": "code", "source": ["a,b\n"] * 3000}], "metadata": {}, "nbformat": 4}


@pytest.mark.parametrize(
    ("content", "saw"),
    [
        (HTML, "churn.csv is a web page"),
        (gzip.compress(HTML, mtime=0), "churn.csv is a web page"),
        (HTML[3:].decode().encode("utf-16"), "churn.csv is a web page"),
        (b"<!-- x --><table>\n<tr><td>1</td></tr>", "churn.csv is a web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">\n<rect/></svg>', "churn.csv is an SVG picture"),
        (b'<?xml version="1.0"?>\n<a/>', "churn.csv is an XML document"),
        (json.dumps(NOTEBOOK, indent=1).encode(), "churn.csv is a Jupyter notebook"),
        (b"a,b\n1,\x002\n", "a zero byte at position 6"),
        (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "1,000,000 columns"),
        (b"", "churn.csv is empty"),
        (b"PAR1" + b"\0" * 100 + b"\xff\xff\xff\x7fPAR1", "not a readable Parquet file"),
        (gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)[:-40], "churn.csv is a damaged gzip file"),
        (b"a,b\n1,2,3\n4,5\n", "row 1 of churn.csv has 3 fields"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, saw: str) -> None:
    with pytest.raises(InputError) as refused:
        look(tmp_path, content)
    assert saw in refused.value.saw
    assert refused.value.expected
    assert refused.value.try_next
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("content", [b"<b>,c\n1,2\n", b"[id],name\n1,2\n", b"html,svg\n<p>,<svg>\n", b"{x},y\n1,2\n"])
def test_what_only_looks_like_a_document_is_a_table(tmp_path: Path, content: bytes) -> None:
    path = uploaded(tmp_path, content)
    refuse_unsuitable(path, "table")
    assert len(read(path).columns) == 2


def lying(folder: Path, rows: int) -> bytes:
    """A Parquet file whose metadata speaks of `rows` rows; it holds 1000 (the numbers are zigzag varints of Thrift)."""
    parquet.write_table(pa.table({"a": range(1000), "b": range(1000)}), folder / "honest", compression="none")
    content = (folder / "honest").read_bytes()
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    footer = content[start:-8]
    changed = footer.replace(_varint(1000), _varint(rows))
    assert changed != footer
    return content[:start] + changed + len(changed).to_bytes(4, "little") + b"PAR1"


def _varint(number: int) -> bytes:
    value, found = number * 2, bytearray()
    while value >= 128:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


@pytest.mark.parametrize("rows", [10, 1_001, 2**31 - 1, 2**62])
def test_parquet_with_lying_metadata(tmp_path: Path, rows: int) -> None:
    """Read for what it holds or refused; never more rows than there are, never a crash."""
    try:
        seen = look(tmp_path, lying(tmp_path, rows))
    except InputError as refused:
        assert refused.expected
    else:
        assert seen["rows"] <= 1000


def test_bombs_meet_the_limits(tmp_path: Path) -> None:
    """A Parquet file of some kilobytes with 4·10⁷ equal numbers, and gzip of a thousandth of its content."""
    bomb = tmp_path / "bomb"
    part = pa.table({f"c{n}": pa.array(np.zeros(1_000_000)) for n in range(4)})
    with parquet.ParquetWriter(bomb, part.schema, compression="zstd") as writer:
        for _ in range(10):
            writer.write_table(part, row_group_size=1_000_000)
    tight = dataclasses.replace(QUICK, preview_seconds=0.4)
    with pytest.raises(InputError, match=r"reading the table was ended after 0\.400 s"):
        preview_file(bomb, tight)
    with pytest.raises(InputError, match=r"reading the table was ended after 0\.400 s"):
        look(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 10_000_000, 1), tight)


def test_memory_is_limited(tmp_path: Path) -> None:
    """One text of 200 MB, which no reader can take in pieces."""
    content = b"a,b\n" + b"x" * 200_000_000 + b",1\n"
    with pytest.raises(InputError):
        look(tmp_path, content, dataclasses.replace(QUICK, memory_bytes=150_000_000))


def test_what_is_wrong_with_a_table_is_told_to_its_owner_alone(tmp_path: Path) -> None:
    """The server's log holds faults of ours; the message about a table may quote it."""
    path = uploaded(tmp_path, b"<html><body>0 Elm Street</body></html>")
    job = {"kind": "preview", "path": str(path), "folder": str(tmp_path), "shown_name": "a.csv", "file_bytes": 10**6,
           "nice": 0}  # fmt: skip
    mark = mark_of(tmp_path, "one")
    ending = follow(
        start(job, mark, tmp_path),
        Allowed("reading the table", 20.0, 10**9, 10**6),
        mark,
        on_step=lambda text, seconds: None,
        stop=lambda: None,
    )
    assert ending.problem is not None
    assert not ending.problem.ours
    assert ending.noise == b""


def test_no_preview_outlives_its_limits(tmp_path: Path) -> None:
    content = gzip.compress(b"a,b\n" + b"1,2\n" * 5_000_000, 1)
    with pytest.raises(InputError):
        preview_file(uploaded(tmp_path, content), dataclasses.replace(QUICK, preview_seconds=0.3), data=tmp_path)
    assert marked(mark_of(tmp_path)) == []
