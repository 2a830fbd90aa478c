"""Forms, as pages and the interface read them: few fields beside a file, none long, in UTF-8, and room on the disk.

The oracles are the limits themselves, a step below and a step above each, and the source: no form is read elsewhere.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from tests.server.asking_the_server import TestClient, asking

import takehome.server
from takehome.server.form_reading import FIELDS_BESIDE, LONGEST_BESIDE
from takehome.server.settings import Settings
from takehome.server.state.runs import get_run

TABLE = "x,y\n" + "1,2\n3,5\n" * 20
WITH_FILES = ("/uploads", "/practice/submissions", "/v1/uploads", "/v1/practice/submissions")
WITHOUT = ("/runs", "/practice/handouts", "/delete-everything", "/uploads/0123456789abcdef/delete")
ODD_CHARSETS = ("unicode_escape", "undefined", "punycode", "utf-7", "utf-16", "idna", "latin-1", "", "\xff")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A server in a folder of its own."""
    return Settings(data=tmp_path / "data", token="0123456789abcdef")


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """The whole application."""
    with asking(settings) as made:
        yield made


def multipart(name: str, value: bytes = b"x", *, charset: str | None = None) -> dict[str, Any]:
    """A request whose body is a form of one field."""
    body = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--b--\r\n' % (name.encode(), value)
    kind = "multipart/form-data; boundary=b" + ("" if charset is None else f'; charset="{charset}"')
    return {"content": body, "headers": {"Content-Type": kind.encode("latin-1")}}


def left_behind(settings: Settings) -> list[Path]:
    """Everything below the folders of uploads and staging."""
    return [path for folder in (settings.uploads, settings.staging) for path in folder.rglob("*")]


@pytest.mark.parametrize("path", WITH_FILES)
@pytest.mark.parametrize(
    "fields",
    [{f"f{number}": "x" for number in range(FIELDS_BESIDE + 1)}, {"long": "x" * (LONGEST_BESIDE + 1)}],
    ids=["many", "long"],
)
def test_fields_beside_a_file_are_few_and_short(
    client: TestClient, settings: Settings, path: str, fields: dict[str, str]
) -> None:
    answer = client.post(path, data=fields, files={"file": ("a.csv", TABLE)})
    assert answer.status_code == 400, answer.text
    assert re.search("Too many fields|exceeded", answer.text)
    assert left_behind(settings) == []


def test_the_fields_of_our_own_page_are_taken(client: TestClient) -> None:
    fields = {"csrf": "0" * 64, "other": "x" * (LONGEST_BESIDE - 1)}
    answer = client.post("/uploads", data=fields, files={"file": ("a.csv", TABLE)}, follow_redirects=False)
    assert answer.status_code == 303


def test_a_third_file_is_not_read(client: TestClient, settings: Settings) -> None:
    answer = client.post("/v1/uploads", files=[("file", (name, TABLE)) for name in "abc"])
    assert (answer.status_code, "Too many files" in answer.text) == (400, True)
    assert left_behind(settings) == []


@pytest.mark.parametrize("charset", ODD_CHARSETS)
@pytest.mark.parametrize("path", [*WITH_FILES, *WITHOUT])
def test_a_form_in_another_charset_is_refused(client: TestClient, path: str, charset: str) -> None:
    answer = client.post(path, **multipart("note", b"\\ud800", charset=charset))
    assert answer.status_code == 415, answer.text
    assert "UTF-8" in answer.text


@pytest.mark.parametrize("charset", [None, "utf-8", "UTF-8", "utf8"])
def test_a_note_comes_in_utf_8_and_in_no_other_charset(client: TestClient, charset: str | None) -> None:
    scenario = client.get("/v1/scenarios").json()[0]
    asked = {"verb": scenario["verb"], "scenario": scenario["name"]}
    run, db = client.post("/v1/runs", json=asked).json()["id"], client.app.state.db
    address = f"/runs/{run}/note"
    assert client.post(address, **multipart("note", b"\\ud800", charset="unicode_escape")).status_code == 415
    assert get_run(db, run).note == ""
    sent = client.post(address, **multipart("note", "für".encode(), charset=charset), follow_redirects=False)
    assert (sent.status_code, get_run(db, run).note) == (303, "für")


@pytest.mark.parametrize("path", ["/uploads", "/v1/uploads", "/runs", "/v1/practice/submissions"])
def test_a_form_that_is_none_is_refused(client: TestClient, path: str) -> None:
    for content in (b"nonsense", b"--b\r\n\0: x\r\n\r\n"):
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        assert client.post(path, content=content, headers=headers).status_code in (400, 422)


@pytest.mark.parametrize("path", WITH_FILES)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_while_a_form_comes_in_is_said(
    client: TestClient, settings: Settings, path: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(file: UploadFile, data: bytes) -> None:
        raise OSError(number, "no room")

    monkeypatch.setattr(UploadFile, "write", full)
    answer = client.post(path, files={"file": ("a.csv", TABLE)})
    assert (answer.status_code, "full disk" in answer.text) == (507, True)
    assert left_behind(settings) == []
    declared = client.get("/v1/openapi.json").json()["paths"]
    assert not path.startswith("/v1/") or "507" in declared[path]["post"]["responses"]


def test_no_form_is_read_elsewhere() -> None:
    """The interface asks for the form that was read before, in the two files that take a file."""
    folder = Path(takehome.server.__file__).parent
    readers = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if ".form(" in path.read_text()}
    limited = {path for path in readers if "request.form(" in (folder / path).read_text()}
    assert limited == {"form_reading.py", "api/uploads.py", "api/practice.py"}
    for path in ("api/uploads.py", "api/practice.py"):
        assert "route_class=FormRoute" in (folder / path).read_text()
