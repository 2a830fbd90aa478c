"""Practice through the pages: handed out, handed in, graded, read.

No notebook runs here: what a grading leaves is written by the grader's own pages from grades that are made up, and the
probe of isolation is answered by the test. The oracles are the grades, and the notebook that the command line writes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest
from tests.practice import made_up_grades as grades
from tests.server import runs_made as made
from tests.server.asking_the_server import TestClient, asking

from takehome import practice
from takehome.server.handing_out import LOCAL_COMMAND, Isolation
from takehome.server.pages import practice as page_module
from takehome.server.settings import Limits, Settings
from takehome.server.state.database import Database
from takehome.server.state.records import RunKind, UploadKind
from takehome.server.state.runs import list_runs
from takehome.server.state.uploads import list_uploads

NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
HANDOUT = {"assignment": "servers-and-churn", "name": "Zoë O'Neill", "level": "1", "seed": "7", "sealed": ""}


@pytest.fixture
def client(settings: Settings, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of many letters and 16 more")
    with asking(replace(settings, secret_file=secret)) as opened:
        yield opened


@pytest.fixture
def db(client: TestClient) -> Database:
    return client.app.state.db


@pytest.fixture
def isolation(monkeypatch: pytest.MonkeyPatch):
    """Say whether notebooks can be isolated here."""

    def answer(active: bool) -> None:
        found = Isolation(active, () if active else ("network: refused by the kernel",))
        monkeypatch.setattr(page_module, "isolation_here", lambda: found)
        monkeypatch.setattr(page_module, "_protections", lambda: list(grades.PROTECTIONS))

    answer(True)
    return answer


def text_of(html: str) -> str:
    inline = re.sub(r"</?(bdi|code|a|b)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


# -- handing out


def test_the_page_lists_every_assignment_with_sections_and_levels(client, isolation):
    said = text_of(client.get("/practice").text)
    for assignment in practice.catalogue():
        assert assignment.title in said
        assert assignment.summary in said
        assert all(section.title in said for section in assignment.sections)
    assert "8 of 8 protections were found active" in said


def test_a_hand_out_is_the_notebook_of_the_command_line(client, tmp_path):
    answer = client.post("/practice/handouts", data=HANDOUT)
    path = practice.new("servers-and-churn", name="Zoë O'Neill", seed=7, level=1, out=tmp_path)
    assert answer.content == path.read_bytes()
    disposition = answer.headers["content-disposition"]
    assert unquote(disposition.partition("''")[2]) == path.name == "Zoë O'Neill.ipynb"
    assert disposition.startswith("attachment")


def test_a_sealed_hand_out_is_a_zip_without_its_seed(client):
    answer = client.post("/practice/handouts", data={**HANDOUT, "seed": "", "sealed": "1"})
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert any(name.endswith(".ipynb") for name in names)
    assert any("/data/" in name for name in names)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "the candidate's name"),
        ({"seed": "-1"}, "as the seed"),
        ({"seed": "9" * 39}, "below 2^128"),
        ({"level": "99"}, "99"),
        ({"assignment": "none"}, "none"),
    ],
)
def test_a_hand_out_that_cannot_be_made_says_why_and_keeps_what_was_typed(client, isolation, change, said):
    answer = client.post("/practice/handouts", data={**HANDOUT, **change})
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    if "name" not in change:
        assert 'value="Zoë O&#39;Neill"' in answer.text


def test_without_a_secret_nothing_sealed_is_offered(settings, isolation):
    with asking(settings) as client:
        assert 'name="sealed"' not in client.get("/practice").text
        assert client.post("/practice/handouts", data={**HANDOUT, "sealed": "1"}).status_code == 422


# -- handing in


def test_one_notebook_is_queued_for_grading(client, db, isolation):
    files = {"file": ("Ada Lovelace.ipynb", NOTEBOOK)}
    answer = client.post("/practice/submissions", files=files, follow_redirects=False)
    [run] = list_runs(db)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/runs/{run.id}")
    assert (run.kind, run.data_name) == (RunKind.GRADE, "Ada Lovelace.ipynb")
    assert client.get(f"/runs/{run.id}").status_code == 200
    assert "Ada Lovelace.ipynb" in client.get("/practice").text


def test_several_notebooks_become_a_zip_and_keep_their_names(client, db, settings, isolation):
    names = ["ann.ipynb", "ben.ipynb", "ANN.ipynb", "../../evil.ipynb"]
    files = [("file", (name, NOTEBOOK)) for name in names]
    client.post("/practice/submissions", files=files)
    [upload] = list_uploads(db)
    assert upload.kind is UploadKind.NOTEBOOKS
    packed = zipfile.ZipFile(settings.uploads / upload.id / "table")
    assert packed.namelist() == ["ann.ipynb", "ben.ipynb", "2/ANN.ipynb", "evil.ipynb"]
    assert {packed.read(name) for name in packed.namelist()} == {NOTEBOOK}


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([], 422, "no file was chosen"),
        ([("file", ("a.ipynb", b"no json"))], 422, "not JSON"),
        ([("file", ("a.ipynb", NOTEBOOK)), ("file", ("b.zip", b"PK"))], 422, "is a zip"),
        ([("file", ("a.ipynb", b"{" * 600)), ("file", ("b.ipynb", b"{" * 600))], 413, "in all"),
    ],
)
def test_what_cannot_be_graded_is_said_and_leaves_nothing(settings, isolation, files, status, said):
    with asking(replace(settings, limits=Limits(notebook_bytes=1000))) as client:
        answer = client.post("/practice/submissions", files=files or {"other": b"x"})
        assert answer.status_code == status
        assert said in text_of(answer.text)
        db = client.app.state.db
        assert (list_uploads(db), list_runs(db)) == ([], [])


def test_where_notebooks_cannot_be_isolated_the_page_gives_the_local_command(client, db, isolation):
    isolation(False)
    page = client.get("/practice").text
    assert LOCAL_COMMAND in page
    assert "refused by the kernel" in page
    assert 'action="/practice/submissions"' not in page
    answer = client.post("/practice/submissions", files={"file": ("a.ipynb", NOTEBOOK)})
    assert answer.status_code == 409
    assert LOCAL_COMMAND in answer.text
    assert list_uploads(db) == []


def test_a_forged_upload_is_refused(client, db, settings, isolation):
    client.headers.pop("Authorization")
    client.get("/", params={"token": settings.token})
    origin = {"Origin": "http://127.0.0.1:8642"}
    answer = client.post("/practice/submissions", files={"file": ("a.ipynb", NOTEBOOK)}, headers=origin)
    assert answer.status_code == 403
    assert list_uploads(db) == []


# -- graded


def test_the_gradebook_of_a_class_shows_every_outcome_and_the_way_to_each_feedback(client, db, settings):
    run = made.graded(settings, db, list(grades.CLASS), "1 of 4 notebooks passes.")
    page = client.get(f"/runs/{run.id}").text
    said = text_of(page)
    assert all(name in said for name in ("Ada Lovelace", "Grace Hopper", "Alan Turing", "broken.ipynb"))
    assert "All 3 sections pass." in said
    assert "still-a-line" in said
    assert "2 of 3" in said
    links = re.findall(rf'href="(/runs/{run.id}/grades/[^"]+)"', page)
    assert len(links) == 4
    for link in links:
        assert re.search(r'<iframe[^>]* sandbox src="([^"]+)"', client.get(link).text)


def test_feedback_is_framed_without_scripts_and_served_into_a_sandbox(client, db, settings):
    run = made.graded(settings, db, [grades.GRADE], "The notebook has sections to mend.")
    page = client.get(f"/runs/{run.id}").text
    [source] = re.findall(r'<iframe[^>]* sandbox src="([^"]+)"', page)
    answer = client.get(source)
    assert "Feedback for" in answer.text
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "name", ["none.html", "..%2fgradebook.csv", "%2e%2e%2f%2e%2e%2ftakehome.sqlite", "Ada-Lovelace.json", "a%00.html"]
)
def test_no_other_file_is_served_as_feedback(client, db, settings, name):
    run = made.graded(settings, db, [grades.GRADE], "x")
    assert client.get(f"/runs/{run.id}/feedback/{name}").status_code in (400, 404)
    assert client.get(f"/runs/{run.id}/grades/{name}").status_code in (400, 404)


def test_a_study_has_no_feedback(client, db, settings):
    run = made.finished(settings, db)
    assert client.get(f"/runs/{run.id}/feedback/x.html").status_code == 404


def test_the_downloaded_gradebook_executes_nothing(client, db, settings):
    """Formula injection, as OWASP describes it."""
    evil = replace(grades.GRADE, candidate="=HYPERLINK(1)", file="@SUM(A1).ipynb")
    run = made.graded(settings, db, [evil], "x")
    answer = client.get(f"/runs/{run.id}/files/gradebook.csv")
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["candidate"], row["file"]) == ("'=HYPERLINK(1)", "'@SUM(A1).ipynb")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_what_candidates_wrote_is_text(client, db, settings):
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}\u202e\x00"
    run = made.graded(settings, db, [grades.hostile(hostile), grades.PASSED], "x")
    page = client.get(f"/runs/{run.id}")
    assert page.status_code == 200
    for absent in ("<script>alert", "\u202e", "\x00", ">49<"):
        assert absent not in page.text
