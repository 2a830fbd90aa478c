"""Small requests that would cost a server much: each is refused before the costly step, or is read in bounded work.

The oracle is the step itself: it is replaced by one that fails the test, counted, or given a budget of work that the
careless way passes a thousandfold. What is no attack and looks like one must still be taken.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.server.asking_the_server import TestClient, asking

from takehome.errors import InputError
from takehome.server.api.models import RunRequest
from takehome.server.asking import economics, parsed_economics
from takehome.server.foreign_files import refuse_foreign_notebooks
from takehome.server.jobs.unsuitable import refuse_unsuitable
from takehome.server.refusal import Refusal
from takehome.server.scoring import row_body
from takehome.server.security.body_limit import BATCH, DOCUMENT, OTHERS, cap_for
from takehome.server.settings import MEGABYTE, Limits, Settings

TOO_LONG = ".".join("a" * 21)
LONGEST = ".".join("a" * 20)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for the whole file."""
    with asking(Settings(data=tmp_path_factory.mktemp("costly") / "data", token="0123456789abcdef")) as made:
        yield made


# Costs as TOML


@pytest.mark.parametrize(
    "text",
    [
        "a." * 49_000 + "a = 1",
        f"{TOO_LONG} = 1",
        f"[{TOO_LONG}]\nb = 1",
        f"[[ {' . '.join('a' * 21)} ]]",
        "x = {y = 1, " + TOO_LONG + " = 2}",
        ".".join(['"\\""'] * 21) + " = 1",
        ".".join(["'.'"] * 21) + " = 1",
        "# it's\n" + TOO_LONG + " = 1",
        'x = {b = """ " """, ' + TOO_LONG + " = 1, c = \"'\"}",
        'x = {b = """a"""", ' + TOO_LONG + ' = 1, c = """"""}',
        "x = '''\n''''\n" + TOO_LONG + " = 1",
        'x = "\\\\" # "\n' + TOO_LONG + " = 1",
    ],
)  # fmt: skip
def test_a_key_of_many_parts_is_refused_before_toml_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(economics.tomllib, "loads", read)
    with pytest.raises(InputError, match="nest too deep"):
        parsed_economics("classify", text)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONGEST} = 1",
        f"# {TOO_LONG}\nx = 1 # {'.' * 60}",
        f'x = "{TOO_LONG}"\ny = \'{TOO_LONG}\'',
        f"x = '''\n{TOO_LONG} = 1\n'''\ny = \"\"\"\n{TOO_LONG} \\\"\"\" {TOO_LONG}\"\"\"",
        "x = [" + "0.5, " * 100 + "0.5]",
        "\n".join(f"a{number}.b = 0.{number}" for number in range(100)),
    ],
)  # fmt: skip
def test_dots_elsewhere_are_no_parts_of_a_key(text: str) -> None:
    assert parsed_economics("classify", text) == tomllib.loads(text)


def test_a_page_that_brings_such_costs_is_shown_again(client: TestClient) -> None:
    name = client.get("/v1/scenarios").json()[0]["name"]
    answer = client.post("/runs", data={"scenario": name, "economics": f"{TOO_LONG} = 1", "seed": "0"})
    assert (answer.status_code, "nest too deep" in answer.text) == (422, True)


@pytest.mark.parametrize("text", ['x = "a\\u0000b"', '"a\\u0000" = 1', 'x = ["\\u0000"]'])
def test_costs_that_no_database_can_hold_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="zero byte"):
        parsed_economics("classify", text)


# Tables and notebooks


def test_a_beginning_of_hundreds_of_comments_is_read_in_one_way(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("<!---->" * 500 + "x,a,b\n1,2,3\n")
    # in a process of its own, whose kernel ends it: a regular expression that does not end cannot be stopped otherwise
    code = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_CPU, (20, 20));"
        " from takehome.server.jobs.unsuitable import refuse_unsuitable; refuse_unsuitable(Path(sys.argv[1]), 'it')"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_web_page_below_comments_is_still_one(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("<!-- a, b -->\n<!-- c -->\n<html><body>1,2</body></html>")
    with pytest.raises(InputError, match="web page"):
        refuse_unsuitable(path, "it")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[1]", "not JSON"),
        (b'{"cells": [', "not JSON"),
        (b'{"nbformat": 4}', "without cells"),
        (b"{" + b" " * 3_000_000 + b"}", "without cells"),
    ],
)
def test_what_is_no_notebook_is_told_without_reading_it_as_json(
    tmp_path: Path, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_json(monkeypatch)
    path = tmp_path / "table"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        refuse_foreign_notebooks(path)


@pytest.mark.parametrize("before", [0, 100, (1 << 20) - 5, (1 << 20) + 5])
def test_a_notebook_is_taken_without_reading_it_as_json(
    tmp_path: Path, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_json(monkeypatch)
    path = tmp_path / "table"
    path.write_bytes(b"\xef\xbb\xbf\n{" + b" " * before + b'"cells": [' + b"[]," * 1_000 + b"[]]}\n")
    refuse_foreign_notebooks(path)


# Rows to score, and other JSON


@pytest.mark.parametrize("body", [b'{"x": [' + b"[]," * 300_000 + b"[]]}", b'{"rows": [' + b"{}," * 300_000 + b"{}]}"])
def test_rows_of_very_many_objects_are_refused_before_they_are_read(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_json(monkeypatch)
    with pytest.raises(Refusal, match="brackets") as refused:
        row_body.rows_of(body, 1_000)
    assert refused.value.status == 413


def test_what_is_read_as_json_in_the_server_is_short() -> None:
    cap = cap_for(Limits())

    def of(path: str, kind: str = "application/json") -> int:
        return cap({"method": "POST", "path": path, "headers": [(b"content-type", kind.encode())]})

    assert of("/v1/studies/a/score") == BATCH <= 8 * MEGABYTE
    assert of("/v1/studies/a/score", "application/x-ndjson") == of("/v1/studies/a/score", "application/jsonl") > BATCH
    assert of("/v1/runs") == of("/v1/practice/handouts") == DOCUMENT < OTHERS == of("/runs")


def test_costs_of_the_greatest_length_fit_escaped_as_well(client: TestClient) -> None:
    asked = {"verb": "classify", "scenario": "none", "economics": "#" + "é" * 99_999}
    assert len(json.dumps(asked)) < DOCUMENT
    assert client.post("/v1/runs", json=asked).status_code in (404, 422)


def test_a_body_of_very_many_fields_has_one_error(client: TestClient) -> None:
    body = {f"{number:x}": 1 for number in range(50_000)}
    with pytest.raises(ValidationError) as wrong:
        RunRequest.model_validate(body)
    assert wrong.value.error_count() == 1
    answer = client.post("/v1/runs", json=body)
    assert answer.status_code == 422
    assert "50,000" in answer.json()["error"]["expected"]


def _without_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*given: Any, **options: Any) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(json, "loads", read)
