"""Whatever bytes a file holds, the door answers with a table or with one `InputError`; no other exception gets out."""

import gzip
import io
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from takehome.checks import check_table
from takehome.errors import InputError
from takehome.table import Table, canonical, fingerprint, read

CSV = b'a,b,y\n1,"x, y",3\n2.5,\xc3\xa9,-4\n,"two\nlines",1e9\n2024-01-02,$5,(7)\n'
JSON = b'{"a": 1, "y": "x"}\n{"a": null, "y": [1]}\n{"b": true}\n'
NAMES = ["t.csv", "t.jsonl", "t.parquet", "t.csv.gz", "t.txt"]


def parquet_bytes() -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pa.table({"a": [1.0, None], "b": ["x", "y"]}), sink)
    return sink.getvalue()


SEEDS = [CSV, JSON, parquet_bytes(), gzip.compress(CSV, mtime=0), CSV.decode().encode("utf-16"), b"\xef\xbb\xbf" + CSV]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound file with some of its bytes replaced, removed or repeated."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        piece = draw(st.binary(max_size=4) | st.sampled_from([b"\n", b",", b'"', b"\x00", b"\xff", b";", b"{", b"["]))
        content[place : place + draw(st.integers(0, 8))] = piece
    return bytes(content)


def opened(content: bytes, name: str) -> Table | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read(path)
        except InputError as problem:
            assert problem.saw
            assert problem.expected
            return None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | mutated(), st.sampled_from(NAMES))
def test_any_bytes_give_a_table_or_an_input_error(content: bytes, name: str) -> None:
    table = opened(content, name)
    if table is None:
        return
    assert table.rows > 0
    assert len({len(column.values) for column in table.columns}) == 1
    assert len(set(table.names)) == len(table.names)
    assert fingerprint(canonical(table)) == fingerprint(table)
    for finding in check_table(canonical(table), table.names[-1]):
        assert finding.seen


@pytest.mark.parametrize("content", SEEDS)
def test_the_unspoiled_seeds_are_tables(content: bytes) -> None:
    """Else the test above would show nothing but refusals."""
    assert opened(content, "t.csv") is not None
