"""What hostile and damaged uploads get: an answer of three parts below 500, and nothing left on disk.

The oracle is the issue's list of uploads. Every refusal is checked for its status, its words, and for an upload folder,
a staging folder and a database that are as they were before.
"""

from __future__ import annotations

import dataclasses
import errno
import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.server.asking_the_server import TestClient, asking

from takehome.server.receiving import shown_name
from takehome.server.settings import MEGABYTE, Limits, Settings

GOOD = "x,y\n" + "".join(f"{row},{2 * row}\n" for row in range(40))
LARGEST = 30 * MEGABYTE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Settings]]:
    """One application for the whole file, whose uploads may have 30 MB."""
    limits = Limits(upload_bytes=LARGEST, preview_seconds=20.0, memory_bytes=1_500 * MEGABYTE)
    settings = Settings(data=tmp_path_factory.mktemp("uploads") / "data", token="0123456789abcdef", limits=limits)
    with asking(settings) as client:
        yield client, settings


def sent(server: tuple[TestClient, Settings], content: bytes | str, name: str = "table.csv") -> Any:
    return server[0].post("/v1/uploads", files={"file": (name, content)})


def left_behind(settings: Settings) -> list[Path]:
    """Everything below the folders of uploads and staging."""
    return [path for folder in (settings.uploads, settings.staging) for path in folder.rglob("*")]


def assert_refused(answer: Any, *statuses: int) -> dict[str, str]:
    """Below 500, with three parts that are not empty and no trace of our own paths."""
    assert answer.status_code in (statuses or (422,)), answer.text
    error = answer.json()["error"]
    assert set(error) == {"saw", "expected", "try_next"}
    assert all(error.values())
    assert "Traceback" not in answer.text
    assert "/staging" not in answer.text
    return error


def zip_of(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def parquet_of(table: pa.Table) -> bytes:
    written = io.BytesIO()
    parquet.write_table(table, written)
    return written.getvalue()


def lying_parquet() -> bytes:
    """A file whose footer says it is longer than it is."""
    whole = bytearray(parquet_of(pa.table({"x": list(range(100)), "y": list(range(100))})))
    whole[-8:-4] = (2**31 - 1).to_bytes(4, "little")
    return bytes(whole)


def broken_parquet() -> bytes:
    """A file whose footer is whole, and whose pages are noise."""
    whole = bytearray(parquet_of(pa.table({"x": [float(row) for row in range(5_000)], "y": list(range(5_000))})))
    whole[4:600] = os.urandom(596)
    return bytes(whole)


def wide_parquet() -> bytes:
    return parquet_of(pa.table({f"c{number}": [1] for number in range(21_000)}))


HOSTILE = {
    "empty": (b"", (422,)),
    "only a line break": (b"\n", (422,)),
    "a header alone": (b"x,y\n", (422,)),
    "one column": (b"x\n1\n2\n3\n", (422,)),
    "zero bytes": (b"x,y\n1,\x002\n", (422,)),
    "nothing but zero bytes": (b"\x00" * 10_000, (422,)),
    "HTML": (b"<!DOCTYPE html><html><body><table><tr><td>1,2</td></tr></table></body></html>", (422,)),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1,2)</script></svg>', (422,)),
    "XML with an entity bomb": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;,1</a>', (422,)),
    "a million columns": (b",".join(b"c%d" % number for number in range(10**6)) + b"\n" + b"1," * 10**6, (422,)),
    "a zip": (zip_of(**{"table.csv": GOOD.encode()}), (422,)),
    "a zip bomb": (zip_of(**{"bomb.csv": b"0" * 50_000_000}), (422,)),
    "a zip that climbs": (zip_of(**{"../../../etc/cron.d/x": b"x"}), (422,)),
    "a spreadsheet": (zip_of(**{"xl/workbook.xml": b"<a/>"}), (422,)),
    "a gzip bomb": (gzip.compress(b"0,1\n" * 10_000_000, 9), (413,)),
    "a gzip that ends early": (gzip.compress(GOOD.encode())[:-12], (422,)),
    "a gzip of noise": (b"\x1f\x8b\x08\x00" + os.urandom(500), (422,)),
    "a gzip of a web page": (gzip.compress(b"<html><body>x,y</body></html>"), (422,)),
    "a Parquet file with a lying footer": (lying_parquet(), (422,)),
    "a Parquet file with broken pages": (broken_parquet(), (422,)),
    "a Parquet file of 21,000 columns": (wide_parquet(), (422,)),
    "the first bytes of a Parquet file": (b"PAR1", (422,)),
    "a pickle": (b"\x80\x04\x95\x1a\x00\x00\x00", (422,)),
    "a PDF": (b"%PDF-1.7\n1 0 obj", (422,)),
    "an SQLite database": (b"SQLite format 3\x00" + b"\x00" * 200, (422,)),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, (422,)),
    "noise": (bytes(range(256)) * 40, (422,)),
    "JSON that nests without end": (b'[{"a":' + b"[" * 100_000, (422,)),
    "JSON lines that are cut": (b'{"a": 1, "b": 2}\n{"a": 1, "b"', (422,)),
    "a notebook": (json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode(), (422,)),
    "a quote that never ends": (b'x,y\n"' + b"a,b\n" * 200_000, (422,)),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_upload_is_refused_in_words_and_leaves_nothing(
    server: tuple[TestClient, Settings], case: str
) -> None:
    content, statuses = HOSTILE[case]
    before = left_behind(server[1])
    assert_refused(sent(server, content), *statuses)
    assert left_behind(server[1]) == before
    assert server[0].get("/v1/uploads").json() == []


def test_a_good_table_is_kept_byte_for_byte_and_goes_when_it_is_deleted(server: tuple[TestClient, Settings]) -> None:
    client, settings = server
    answer = sent(server, GOOD)
    assert answer.status_code == 201
    kept = answer.json()
    assert (settings.uploads / kept["id"] / "table").read_text() == GOOD
    assert [column["name"] for column in kept["preview"]["columns"]] == ["x", "y"]
    assert client.get(f"/v1/uploads/{kept['id']}").json() == kept
    assert [one["id"] for one in client.get("/v1/uploads").json()] == [kept["id"]]
    assert client.delete(f"/v1/uploads/{kept['id']}").status_code == 204
    assert_refused(client.get(f"/v1/uploads/{kept['id']}"), 404)
    assert left_behind(settings) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\x.csv", "a\x00.csv", "a\r\nX: y.csv", "CON",
     "\u202egpj.csv", "x" * 5_000, "日本語.csv", "=cmd()|' /C calc'!A0.csv", "<script>alert(1)</script>.csv", " ",
     "\u200b", "%2e%2e%2f.csv"],
)  # fmt: skip
def test_a_name_is_text_and_no_path(
    server: tuple[TestClient, Settings], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, settings = server
    seen = {"rows": 40, "rows_in_source": 40, "notes": [], "columns": [{}, {}], "columns_left_out": 0}
    bearing: list[Path] = []
    monkeypatch.setattr(
        "takehome.server.jobs.preview.preview_file", lambda path, limits, name, data: bearing.append(data) or seen
    )
    boundary = "b0undary"
    disposition = f'form-data; name="file"; filename="{name}"'.encode()
    body = b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n--%s--\r\n" % (
        boundary.encode(), disposition, GOOD.encode(), boundary.encode(),
    )  # fmt: skip
    answer = client.post(
        "/v1/uploads", content=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    if answer.status_code != 201:  # a line break in a header makes no form
        assert_refused(answer, 400, 415, 422)
        return
    assert bearing == [settings.data], "by its mark a preview is found, should the server die"
    kept = answer.json()
    assert 0 < len(kept["name"]) <= 200
    assert kept["name"].isprintable()
    assert [path.name for path in settings.uploads.iterdir()] == [kept["id"]]
    assert client.delete(f"/v1/uploads/{kept['id']}").status_code == 204


def test_the_name_keeps_letters_and_loses_what_hides_or_reorders_text() -> None:
    assert shown_name("churn–März.csv") == "churn–März.csv"
    assert shown_name("a\u202egpj.csv\x00\ud800\n") == "agpj.csv"
    assert shown_name("") == shown_name(None) == shown_name("\u200b") == "unnamed"
    assert len(shown_name("é" * 1_000)) == 200


def test_too_large_by_its_length_is_refused_before_it_is_read(server: tuple[TestClient, Settings]) -> None:
    def never_read() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = {
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": str(LARGEST * 10),
        "Expect": "100-continue",  # the client asks first, so nothing has to be taken in and thrown away
    }
    assert_refused(server[0].post("/v1/uploads", content=never_read(), headers=headers), 413)


def test_too_large_by_counting_is_refused_while_it_comes(server: tuple[TestClient, Settings]) -> None:
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nx,y\n'
    blocks = iter([start, *(b"1,2\n" * 250_000 for _ in range(40)), b"\r\n--b--\r\n"])
    answer = server[0].post("/v1/uploads", content=blocks, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert_refused(answer, 413)
    assert left_behind(server[1]) == []


def test_a_file_larger_than_its_own_limit_is_refused_although_the_body_is_not(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", token="0123456789abcdef", limits=Limits(upload_bytes=100_000))
    with asking(settings) as client:
        answer = client.post("/v1/uploads", files={"file": ("a.csv", "x,y\n" + "1,2\n" * 30_000)})
        assert_refused(answer, 413)
    assert left_behind(settings) == []


def test_fifty_megabytes_stream_through(server: tuple[TestClient, Settings], tmp_path: Path) -> None:
    row = b"2024-01-01,some words of a customer,12.5,17,another text that makes the row longer,yes\n"
    content = b"date,words,price,count,text,answer\n" + row * (50 * MEGABYTE // len(row))
    limits = dataclasses.replace(server[1].limits, upload_bytes=60 * MEGABYTE, preview_seconds=120.0)
    settings = Settings(data=tmp_path / "data", token="0123456789abcdef", limits=limits)
    with asking(settings) as client:
        answer = client.post("/v1/uploads", files={"file": ("large.csv", content)})
        assert answer.status_code == 201, answer.text
        kept = answer.json()
        assert kept["size"] == len(content)
        assert kept["preview"]["rows_in_source"] == content.count(b"\n") - 1
        assert (settings.uploads / kept["id"] / "table").stat().st_size == len(content)


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        ({"files": [("file", ("a", GOOD)), ("file", ("b", GOOD))]}, 422),
        ({"files": [("file", ("a", GOOD)), ("path", (None, "/etc/passwd"))]}, 422),
        ({"files": [("table", ("a", GOOD))]}, 422),
        ({"files": [("file", (None, GOOD))]}, 422),
        ({"data": {"file": "/etc/passwd"}}, 415),
        ({"content": GOOD.encode(), "headers": {"Content-Type": "text/csv"}}, 415),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 422),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"content": b"--b\r\nnonsense", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 422),
        ({"json": {"path": "/etc/passwd"}}, 415),
        ({}, 422),
    ],
)
def test_a_form_that_is_not_one_file_is_refused(
    server: tuple[TestClient, Settings], request_of: dict[str, Any], status: int
) -> None:
    assert_refused(server[0].post("/v1/uploads", **request_of), status)
    assert left_behind(server[1]) == []


def test_a_full_disk_is_said_and_leaves_nothing(
    server: tuple[TestClient, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("takehome.server.receiving.os.fsync", full)
    assert "full disk" in assert_refused(sent(server, GOOD), 507)["saw"]
    assert left_behind(server[1]) == []


def test_a_database_that_fails_leaves_no_file(
    server: tuple[TestClient, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*given: Any) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr("takehome.server.receiving.add_upload", failing)
    assert_refused(sent(server, GOOD), 500)
    assert left_behind(server[1]) == []
