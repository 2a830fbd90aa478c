"""A class is graded whole: crashes cost one grade, a stop costs nothing that was finished, nothing is graded twice."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from tests.practice.stand_in_grader import LOG, notebook

from takehome.errors import InputError
from takehome.practice.grading.grade_class import grade_by
from takehome.practice.grading.gradebook import gradebook
from takehome.practice.grading.pages import unique_stems
from takehome.practice.grading.store import write
from takehome.practice.results import Grade, Outcome, SectionGrade

ROOT = Path(__file__).parents[2]
FUNCTION = "tests.practice.stand_in_grader:grade"
grade = partial(grade_by, FUNCTION)


@pytest.fixture
def log(tmp_path, monkeypatch):
    path = tmp_path / "log"
    path.touch()
    monkeypatch.setenv(LOG, str(path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return path


def handed_in(folder, **said):
    folder.mkdir(exist_ok=True)
    for name, what in said.items():
        (folder / f"{name}.ipynb").write_bytes(notebook(what))
    return folder


def done(log):
    return sorted(line.removeprefix("done ") for line in log.read_text().splitlines() if line.startswith("done"))


def outcomes(grades):
    return {Path(one.file).stem: one.problem or one.outcome.value for one in grades}


def test_every_submission_gets_its_row_in_order_and_nothing_is_graded_twice(tmp_path, log):
    folder = handed_in(tmp_path / "class", b="b", a="print a", c="c", copy="c")
    (folder / "broken.ipynb").symlink_to("/etc/passwd")
    lines: list[str] = []
    grades = grade(folder, out=tmp_path / "out", jobs=2, progress=lines.append, files=("html", "json", "csv"))
    assert [Path(one.file).stem for one in grades] == ["a", "b", "broken", "c", "copy"]
    assert done(log) == ["b", "c", "print a"]
    assert {note.name for one in grades if Path(one.file).stem in ("c", "copy") for note in one.notes} >= {"copy"}
    assert "link" in grades[2].problem
    assert lines[-1].startswith("5 of 5: ")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "gradebook.csv").read_text(encoding="utf-8"))))
    assert [row["section 2"] for row in rows] == [
        "needs a reader",
        "needs a reader",
        "",
        "needs a reader",
        "needs a reader",
    ]
    assert {path.name for path in (tmp_path / "out" / "feedback").iterdir()} == {
        f"{name}.{kind}" for name in ("a", "b", "broken", "c", "copy") for kind in ("html", "json")
    }
    again = grade([folder], out=tmp_path / "out")
    assert outcomes(again) == outcomes(grades)
    assert len(done(log)) == 3


def test_a_worker_that_ends_costs_its_own_submission_alone_and_is_tried_again_later(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="a", killed="die", bug="raise", z="z")
    found = outcomes(grade(folder, out=tmp_path / "out", jobs=1))
    assert found["a"] == found["z"] == "needs a reader"
    assert "ended 2 times" in found["killed"]
    assert "a bug of the grader" in found["bug"]
    assert len(list((tmp_path / "out" / "grades").iterdir())) == 2
    assert log.read_text().count("begun die") == 2


def test_a_worker_that_does_not_answer_is_ended(tmp_path, log, monkeypatch):
    monkeypatch.setattr("takehome.practice.grading.grade_class.BESIDE_RUNS", 1.0)
    folder = handed_in(tmp_path / "class", slow="sleep 600")
    found = grade(folder, limits={"total_seconds": 0.2})
    assert "ended 2 times" in found[0].problem


def test_other_options_are_other_grades(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="a")
    for secret in (None, b"x" * 16, b"y" * 16, None):
        grade(folder, out=tmp_path / "out", secret=secret)
    assert done(log) == ["a"] * 3
    assert "xxxx" not in "".join(path.read_text() for path in (tmp_path / "out" / "grades").iterdir())


def test_a_damaged_grade_is_made_again(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="a")
    grade(folder, out=tmp_path / "out")
    (kept,) = (tmp_path / "out" / "grades").iterdir()
    kept.write_text(kept.read_text()[:100])
    assert outcomes(grade(folder, out=tmp_path / "out")) == {"a": "needs a reader"}
    assert done(log) == ["a", "a"]


def test_a_changed_notebook_is_graded_again_and_the_others_are_not(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="a", b="b")
    grade(folder, out=tmp_path / "out")
    handed_in(folder, b="b2")
    grade(folder, out=tmp_path / "out")
    assert done(log) == ["a", "b", "b2"]


CALL = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore Ctrl-C
from takehome.practice.grading.grade_class import grade_by
try:
    grade_by(sys.argv[3], sys.argv[1], out=sys.argv[2], jobs=2)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_after_a_stop_the_second_call_grades_only_what_is_missing(tmp_path, log, how):
    """A hundred submissions, stopped after about thirty."""
    folder = handed_in(tmp_path / "class", **{f"n{i:02}": f"sleep 0.05 {i}" for i in range(100)})
    arguments = [str(folder), str(tmp_path / "out"), FUNCTION]
    process = subprocess.Popen([sys.executable, "-c", CALL, *arguments], stderr=subprocess.DEVNULL)
    grades = tmp_path / "out" / "grades"
    while process.poll() is None and len(list(grades.glob("*.json"))) < 30:
        time.sleep(0.02)
    process.send_signal(how)
    assert process.wait() == (130 if how == signal.SIGINT else -signal.SIGKILL)
    _settled(log)
    kept = {path.read_text() for path in grades.glob("*.json")}
    assert 30 <= len(kept) < 100
    before = done(log)
    assert len(grade(folder, out=tmp_path / "out")) == 100
    after = done(log)
    assert set(after) == {f"sleep 0.05 {i}" for i in range(100)}
    assert len(after) == len(before) + 100 - len(kept)
    assert kept <= {path.read_text() for path in grades.glob("*.json")}


def _settled(log):
    """Wait until the workers of the stopped call have ended: nothing more is written for a while."""
    size, since = -1, time.monotonic()
    while time.monotonic() - since < 1.5:
        if log.stat().st_size != size:
            size, since = log.stat().st_size, time.monotonic()
        time.sleep(0.05)


def test_a_stopped_call_leaves_no_process(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="sleep 600 a", b="sleep 600 b")
    process = subprocess.Popen([sys.executable, "-c", CALL, str(folder), str(tmp_path / "out"), FUNCTION])
    while log.read_text().count("begun") < 2:
        time.sleep(0.02)
    workers = _workers(process.pid)
    assert len(workers) == 2
    process.kill()
    process.wait()
    while any(_alive(worker) for worker in workers):
        time.sleep(0.05)


def _workers(parent):
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()] or _by_threads(
        parent
    )


def _by_threads(parent):
    """Children of a process's other threads."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"jobs": 0}, "0 jobs"),
        ({"jobs": "2"}, "'2' jobs"),
        ({"jobs": True}, "True jobs"),
        ({"jobs": None}, "None jobs"),
        ({"out": "a\0b"}, "a␀b"),
        ({"out": 5}, "5 as the folder"),
    ],
)
def test_unusable_options_are_refused(tmp_path, options, said):
    with pytest.raises(InputError, match=said):
        grade(tmp_path, **options)


def test_progress_says_what_was_handed_in_twice(tmp_path, log):
    lines: list[str] = []
    grade(handed_in(tmp_path / "class", a="a", b="b", copy="b", d="b"), jobs=1, progress=lines.append)
    assert [line.partition(":")[0] for line in lines] == ["1 of 4", "4 of 4"]
    assert lines[0].endswith("needs a reader")
    assert lines[1].endswith("needs a reader (so are 2 of the same content)")


def test_a_mark_that_is_not_used_is_told_with_its_reason(tmp_path, log):
    (tmp_path / "marks.csv").write_text("file,section,outcome\na,2,pass\nb,2,pass\na,9,pass\n")
    lines: list[str] = []
    grade(handed_in(tmp_path / "class", a="a"), reader=tmp_path / "marks.csv", progress=lines.append)
    assert lines[-2].startswith("not used: the mark for section 2 of b: no file and no candidate has this name")
    assert lines[-1].startswith("not used: the mark for section 9 of a: this notebook has the sections ")


def test_an_output_that_cannot_be_written_is_said_before_anything_is_graded(tmp_path, log):
    folder = handed_in(tmp_path / "class", a="a")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written to"):
        grade(folder, out=tmp_path / "file" / "out")
    assert done(log) == []


def test_unusable_input_leaves_no_output_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no notebook in"):
        grade(tmp_path / "empty", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_gradebook_executes_nothing_and_keeps_every_name():
    grades = [
        Grade("=cmd|' /C calc'!A0", "", "", 0, 0, "", "@SUM(A1)", Outcome.COULD_NOT_RUN, problem="+1"),
        Grade("a,b\n.ipynb", "", "x", 1, 2, "sealed", "Zoë “Ann”", Outcome.PASS, (SectionGrade(3, "T", Outcome.PASS),)),
    ]
    first, second = csv.DictReader(io.StringIO(gradebook(grades)))
    assert (first["file"], first["candidate"], first["problem"]) == ("'=cmd|' /C calc'!A0", "'@SUM(A1)", "'+1")
    assert (second["file"], second["candidate"], second["section 3"]) == ("a,b\n.ipynb", "Zoë “Ann”", "pass")
    assert (first["section 3"], first["level"], second["level"]) == ("", "", "2")


def test_pages_of_the_same_name_do_not_overwrite_each_other():
    files = ["a/ann.ipynb", "b/ann.ipynb", "c.zip/Ann.ipynb", "d/ann-2.ipynb", "?.ipynb", "!.ipynb"]
    stems = unique_stems(files)
    assert len({stem.casefold() for stem in stems.values()}) == len(files)


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path):
    write(tmp_path / "a", "old")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "a", "new \ud800")
    assert (tmp_path / "a").read_text() == "old"
    assert os.listdir(tmp_path) == ["a"]
