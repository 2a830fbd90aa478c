"""Assignments handed out as bytes, and notebooks graded in a worker.

Oracles: what `takehome.practice` writes for the same candidate; its reader of variants; the rules of zip files.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest

from takehome import practice
from takehome.errors import InputError
from takehome.practice import handout, runner
from takehome.practice.feedback import from_document
from takehome.practice.results import Grade
from takehome.server.handing_out import HandedOut, assignments, hand_out, isolation_here, offers_sealed
from takehome.server.jobs import grading
from takehome.server.settings import Settings
from takehome.server.state import runs, uploads
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.events import events_after
from takehome.server.state.records import RunStatus, Upload, UploadKind

SECRET = "a secret of more than sixteen bytes"
WITHIN = 120.0
"""Seconds after which a grading that has not ended is a failure."""
isolated = pytest.mark.skipif(not runner.isolated(), reason="this machine cannot isolate a kernel")


@pytest.fixture
def sealing(settings: Settings, tmp_path: Path) -> Settings:
    """A server that has a secret."""
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    return dataclasses.replace(settings, secret_file=file)


def offered() -> list[dict[str, Any]]:
    """The assignments that can be handed out here."""
    return [each for each in assignments() if each["available"]]


def variant(content: bytes) -> handout.Variant:
    return handout.variant_of(nbformat.reads(content.decode(), as_version=4))


# --- handing out ------------------------------------------------------------------------------------------------------


def test_assignments_are_told_with_levels_and_whether_they_can_be_had() -> None:
    assert [each["name"] for each in assignments()] == [each.name for each in practice.catalogue()]
    for each in assignments():
        assert set(each["levels"])
        assert each["available"] == (not each["missing"])


@pytest.mark.parametrize("name", [each["name"] for each in offered()])
def test_a_notebook_is_the_one_that_the_command_line_writes(settings: Settings, tmp_path: Path, name: str) -> None:
    made = hand_out(settings, name, name="Zoë O'Neill", seed=7, level=2)
    path = practice.new(name, name="Zoë O'Neill", seed=7, level=2, out=tmp_path / "own")
    assert made == HandedOut(path.name, path.read_bytes(), "application/x-ipynb+json")
    found = variant(made.content)
    assert (found.assignment, found.seed, found.level, found.mode) == (name, 7, 2, "practice")


def test_without_a_seed_each_hand_out_draws_its_own(settings: Settings) -> None:
    name = offered()[0]["name"]
    seeds = {variant(hand_out(settings, name, name="Ada").content).seed for _ in range(4)}
    assert len(seeds) > 1


def test_a_sealed_hand_out_is_a_zip_without_its_seed_and_the_same_each_time(sealing: Settings, tmp_path: Path) -> None:
    name = offered()[0]["name"]
    made = hand_out(sealing, name, name="Ada Lovelace", sealed=True)
    assert (made.name, made.media_type) == ("Ada Lovelace.zip", "application/zip")
    assert made == hand_out(sealing, name, name="Ada Lovelace", sealed=True)
    assert made.content != hand_out(sealing, name, name="Grace Hopper", sealed=True).content
    folder = practice.new(name, name="Ada Lovelace", sealed=True, secret=SECRET, out=tmp_path / "own").parent
    expected = {path.relative_to(folder.parent).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.testzip() is None
        assert {member: archive.read(member) for member in archive.namelist()} == expected
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o100644}
    notebook = expected["Ada Lovelace/Ada Lovelace.ipynb"]
    assert variant(notebook).seed is None
    assert SECRET.encode() not in b"".join(expected.values())


def test_without_a_secret_nothing_is_sealed(
    settings: Settings, sealing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable that the command line reads is not the server's to use: its workers do not get it."""
    monkeypatch.setenv("TAKEHOME_PRACTICE_SECRET", SECRET)
    assert (offers_sealed(settings), offers_sealed(sealing)) == (False, True)
    with pytest.raises(InputError, match="without a secret"):
        hand_out(settings, offered()[0]["name"], name="Ada", sealed=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"assignment": "no-such"},
        {"assignment": "../../etc/passwd"},
        {"name": ""},
        {"name": "\x00\u202e"},
        {"name": "x" * 101},
        {"level": 0},
        {"level": 99},
        {"seed": -1},
        {"seed": 2**128},
        {"seed": 3, "sealed": True},
    ],
    ids=str,
)
def test_what_cannot_be_handed_out_is_refused_with_words(sealing: Settings, changed: dict[str, Any]) -> None:
    asked = {"assignment": offered()[0]["name"], "name": "Ada", **changed}
    with pytest.raises(InputError) as told:
        hand_out(sealing, asked.pop("assignment"), **asked)
    assert told.value.expected
    assert SECRET not in told.value.message


@pytest.mark.parametrize("name", ["../../up", "a/b\\c", "con", "Ж" * 100, "名前", "a\nb: c"])
def test_a_name_never_leads_out_of_its_folder(sealing: Settings, name: str) -> None:
    chosen = offered()[0]["name"]
    for made in (hand_out(sealing, chosen, name=name), hand_out(sealing, chosen, name=name, sealed=True)):
        assert "/" not in made.name
        assert not made.name.startswith(".")
        assert made.name.isprintable()
        assert len(made.name.encode()) <= 200
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert not any(".." in member.split("/") or member.startswith("/") for member in archive.namelist())


def test_where_nothing_can_be_isolated_the_local_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isolation_here().active == runner.isolated()
    monkeypatch.setattr("takehome.practice.runner.probe.missing", lambda: ("Namespaces: none",))
    there = isolation_here()
    assert not there.active
    assert there.missing == ("Namespaces: none",)
    assert there.command.startswith("takehome practice grade")


def test_where_packages_are_absent_it_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takehome.practice.available.find_spec", lambda name: None)
    absent = isolation_here()
    assert not absent.active
    assert "takehome[practice]" in absent.missing[0]


# --- grading ----------------------------------------------------------------------------------------------------------


def job(upload: Path, shown: str, settings: Settings) -> dict[str, Any]:
    """As `jobs.job` makes it."""
    secret = str(settings.secret_file or "")
    return {"kind": "grade", "path": str(upload), "shown_name": shown, "secret_file": secret}


@isolated
def test_what_cannot_be_read_is_a_row_and_formulas_are_text(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No kernel is started: none of these is a notebook."""
    upload, work, out = tmp_path / "table", tmp_path / "work", tmp_path / "out"
    with zipfile.ZipFile(upload, "w") as archive:
        for name in ("=cmd|' /C calc'!A0.ipynb", "../../outside.ipynb", "inner.zip", "b.ipynb"):
            archive.writestr(name, "no notebook")
    for folder in (work, out):
        folder.mkdir()
    monkeypatch.chdir(work)
    told: list[str] = []
    done = grading.grade_into(job(upload, "../class of 2026.zip", settings), out, told.append)
    summary = done["summary"]
    assert (summary["handed_in"], summary["graded"], summary["passed"]) == (4, 0, 0)
    assert summary["title"] == "Practice"
    assert "could not be graded" in summary["sentence"]
    rows = list(csv.DictReader(io.StringIO((out / "gradebook.csv").read_text(encoding="utf-8"), newline="")))
    assert all(row["problem"] and row["file"].startswith("class of 2026.zip/") for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert {path.name for path in out.iterdir()} == {"gradebook.csv", "grades.json", "feedback", "class.html"}
    assert len(list((out / "feedback").glob("*.html"))) == len(list((out / "feedback").glob("*.json"))) == 4
    assert len(told) > 1
    assert str(tmp_path) not in json.dumps([done, told]) + (out / "grades.json").read_text()


@pytest.mark.parametrize(
    ("shown", "file"),
    [
        ("Ada Lovelace.ipynb", "Ada Lovelace.ipynb"),
        ("..\\..\\x.ipynb", "x.ipynb"),
        ("/etc/passwd", "passwd"),
        ("..", "notebook.ipynb"),
        ("", "notebook.ipynb"),
        ("https://example.org/a.ipynb", "a.ipynb"),
        ("www.example.org.ipynb", "www.example.org.ipynb"),
        ("😀" * 200 + ".ipynb", "😀" * 48 + ".ipynb"),
        ("." + "Ж" * 200, "." + "Ж" * 99),
        ("a." + "Ж" * 200, "a"),
        ("-rf.ipynb", "-rf.ipynb"),
        ("half\ud83d.ipynb", "half?.ipynb"),
    ],
)
def test_a_notebook_keeps_its_name_where_a_file_can_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, shown: str, file: str
) -> None:
    """`practice.grade` is replaced by what it starts with: finding what was handed in."""
    from takehome.practice.grading import submission

    upload = tmp_path / "table"
    upload.write_text("{}")
    found: list[str] = []

    def graded(path: str, **options: Any) -> list[Grade]:
        found.extend(each.file for each in submission.find([path]))
        assert Path(path).read_text() == "{}"
        return []

    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr(practice, "grade", graded)
    grading.grade_into(job(upload, shown, settings), tmp_path, lambda text: None)
    assert found == [file]


@isolated
def test_a_notebook_goes_out_comes_back_and_is_graded_by_a_worker(sealing: Settings) -> None:
    """Sealed, so that the worker needs the secret; nothing was written into it, so that no section was attempted."""
    from takehome.server.jobs.queue import Queue
    from takehome.server.jobs.submitting import submit_grade

    name = min(offered(), key=lambda each: each["minutes"])["name"]
    made = hand_out(sealing, name, name="Ada Lovelace", sealed=True)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        notebook = archive.read("Ada Lovelace/Ada Lovelace.ipynb")
    db = open_database(sealing)
    queue = Queue(sealing, db)
    queue.start()
    try:
        upload = received(sealing, db, "Ada Lovelace.ipynb", notebook)
        run = submit_grade(sealing, db, queue, upload=upload, options={})
        seen = queue.changed(0)
        while not (ended := runs.get_run(db, run.id)).status.final:
            seen = queue.changed(WITHIN, seen)
        steps = [event.text for event in events_after(db, run.id)]
    finally:
        queue.stop()
        db.close()
    assert (ended.status, ended.problem) == (RunStatus.FINISHED, None)
    assert (ended.summary["graded"], ended.summary["passed"]) == (1, 0)
    assert ended.summary["title"].startswith("Practice: ")
    (document,) = json.loads((sealing.runs / run.id / "grades.json").read_text())
    grade = from_document(document)
    assert (grade.file, grade.candidate, grade.mode) == ("Ada Lovelace.ipynb", "Ada Lovelace", "sealed")
    assert {section.outcome.value for section in grade.sections} == {"not attempted"}
    assert all(each.active for each in grade.protections if each.name in ("network", "files", "processes"))
    assert any("Ada Lovelace.ipynb" in step for step in steps)
    assert (sealing.runs / run.id / "feedback" / "Ada-Lovelace.html").is_file()


def received(settings: Settings, db: Database, name: str, content: bytes) -> Upload:
    """As `receiving` leaves an upload."""
    upload = Upload(new_id(), UploadKind.NOTEBOOKS, name, len(content), hashlib.sha256(content).hexdigest(), now())
    place = settings.uploads / upload.id
    place.mkdir(parents=True)
    (place / "table").write_bytes(content)
    uploads.add_upload(db, upload)
    return upload
