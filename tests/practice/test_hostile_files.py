"""Files that are handed in with odd names, in odd zips, or with names of candidates that harm whoever reads the grades.

No notebook is run: what is tested stands before and after the run.
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.practice.fake_assignment import ASSIGNMENT
from tests.practice.stand_in_grader import LOG

from takehome.practice import assignments, handout
from takehome.practice.grading.grade_class import grade_by
from takehome.practice.grading.grade_one import grade_one
from takehome.practice.grading.gradebook import gradebook
from takehome.practice.grading.named import named
from takehome.practice.grading.options import Options
from takehome.practice.grading.own_numbers import MOST, own_numbers
from takehome.practice.grading.pages import unique_stems, write_pages
from takehome.practice.grading.submission import Submission, find
from takehome.practice.results import Grade, Outcome
from takehome.practice.runner import Run

FUNCTION = "tests.practice.stand_in_grader:grade"
ODD_NAMES = {
    "half": r"\ud800",
    "nothing": r"a\x00b",
    "cursor": r"\x1b[2J\x1b]0;title\x07",
    "formula": "=cmd|' /C calc'!A0",
    "unseen formula": r"\ufeff =1+1",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": r"\" onmouseover=alert(1) x=\"",
    "markdown": "[x](javascript:alert(1)) ![](http://192.0.2.1/x.png)",
    "turned": r"\u202egnp.ipynb",
}


def written(text: str) -> bytes:
    """A notebook that differs from others by its text."""
    cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are what is tested
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_members_of_one_name_are_told_apart_and_none_is_lost(tmp_path: Path) -> None:
    names = ("a.ipynb", "a.ipynb", "./a.ipynb", "a (2).ipynb", "A.ipynb", "b/a.ipynb")
    path = zipped(tmp_path / "class.zip", *((name, written(str(place))) for place, name in enumerate(names)))
    found = list(find([path]))
    assert len({one.file for one in found}) == len({one.content for one in found}) == len(names)
    assert all(one.file.endswith(".ipynb") for one in found)
    assert f"{path}/a (2).ipynb" in {one.file for one in found}
    stems = unique_stems([one.file for one in found])
    assert len({stem.casefold() for stem in stems.values()}) == len(names), "each has its page"


def test_a_file_that_is_given_twice_is_graded_once(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(written("1"))
    assert len(list(find([tmp_path, tmp_path / "a.ipynb", tmp_path / "a.ipynb"]))) == 1


def test_what_systems_add_to_folders_and_zips_is_no_submission(tmp_path: Path) -> None:
    for folder in ("__MACOSX", ".ipynb_checkpoints"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.ipynb").write_bytes(written("1"))
    packed = (("__MACOSX/._a.ipynb", b"x"), (".ipynb_checkpoints/a.ipynb", written("2")), ("CON.ipynb", written("3")))
    zipped(tmp_path / "z.zip", *packed)
    assert [one.file for one in find([tmp_path])] == [f"{tmp_path}/z.zip/CON.ipynb"]
    assert unique_stems(["z.zip/CON.ipynb", "nul"]) == {"z.zip/CON.ipynb": "_CON", "nul": "_nul"}, "devices of Windows"


def test_a_name_of_a_file_moves_no_cursor_and_turns_no_line(tmp_path: Path) -> None:
    names = ("\x1b[2J.ipynb", "\u202egnp.ipynb", "a\nb\rc.ipynb", "\x7f.ipynb")
    zipped(tmp_path / "z.zip", *((name, written(name)) for name in names))
    (tmp_path / "\x1b]0;x\x07.ipynb").write_bytes(written("on disk"))
    found = [one.file.removeprefix(str(tmp_path)) for one in find([tmp_path])]
    assert len(found) >= len(names)
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e]", "".join(found))


def of_candidate(literal: str) -> bytes:
    made = handout.build(ASSIGNMENT, level=2, mode="practice", seed=7, candidate="Mallory")
    for cell in made.cells:
        cell.source = cell.source.replace('CANDIDATE = "Mallory"', f'CANDIDATE = "{literal}"')
    return json.dumps(made).encode()


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Grades bytes as the small fake assignment, and runs nothing."""
    monkeypatch.setattr(assignments, "by_name", {ASSIGNMENT.name: ASSIGNMENT}.__getitem__)
    idle = Run((), {}, {}, (), (), 0.0)
    return lambda content: grade_one(content, Options(), run=lambda notebook, files: idle)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whatever_a_candidate_is_called_everybodys_grades_are_written(name: str, graded: Any, tmp_path: Path) -> None:
    content = of_candidate(ODD_NAMES[name])
    grade = named(graded(content), Submission("a.ipynb", content))
    assert not grade.problem
    assert grade.candidate not in ("", "Mallory")
    honest = Grade("b.ipynb", "", "fake-shops", 1, 2, "practice", "Ann", Outcome.PASS)
    write_pages([grade, honest], tmp_path, html=True, json=True, markdown=True, csv=True)
    book = (tmp_path / "gradebook.csv").read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", book)
    odd, ann = csv.DictReader(io.StringIO(book))
    assert ann["candidate"] == "Ann"
    assert not odd["candidate"].lstrip(" \ufeff").startswith(("=", "+", "-", "@"))
    for page in tmp_path.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script>alert|<img src=x|[\"'] onmouseover=|href=.javascript:|src=.http", text), page


def test_a_formula_behind_what_nobody_sees_is_no_formula() -> None:
    for sign in ("=1+1", " =1+1", "\ufeff=1+1", "\u200b\u00a0@SUM(A1)", "\x00=1+1"):
        (row,) = csv.DictReader(io.StringIO(gradebook([Grade(sign, "", "", 0, 0, "", "", Outcome.PASS)])))
        assert not row["file"].startswith(("=", "@", " ", "\ufeff", "\u200b", "\x00")), sign


def test_a_million_answers_are_compared_with_a_text_in_time() -> None:
    flood = {"1": {"x": {str(number): number + 0.5 for number in range(200_000)}}}
    assert len(own_numbers(flood, (), {"price": 7})) == MOST + 1
    assert own_numbers(flood, (), {"price": 7})[0] == 7.0


@pytest.mark.parametrize("depth", [10, 100, 300, 480, 700])
def test_nested_metadata_stop_nobody(depth: int, graded: Any) -> None:
    """As deep as they may be, they are read alike wherever the call stands: the class is named in another process."""
    made = json.loads(of_candidate("Ann"))
    made["metadata"]["x"] = made["cells"][0]["metadata"]["x"] = json.loads("[" * depth + "]" * depth)
    content = json.dumps(made).encode()
    assert not graded(content).problem


def test_a_class_of_odd_files_is_graded_to_its_end_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    language = {"kernelspec": {"language": "\ud800"}}
    (folder / "half.ipynb").write_bytes(json.dumps({**json.loads(written("1")), "metadata": language}).encode())
    (folder / "ann.ipynb").write_bytes(written("2"))
    zipped(folder / "z.zip", ("a.ipynb", written("3")), ("a.ipynb", written("4")), ("in.zip", b"PK"))
    first = grade_by(FUNCTION, folder, out=out, files=("csv", "html"), jobs=1)
    again = grade_by(FUNCTION, folder, out=out, files=("csv", "html"), jobs=1)
    assert len({one.file for one in first}) == len(first) == 5
    assert [(one.file, one.outcome) for one in again] == [(one.file, one.outcome) for one in first]
    assert len(list((out / "feedback").glob("*.html"))) == 5
    assert (out / "gradebook.csv").read_text(encoding="utf-8").count("\n") == 6
    assert Path(tmp_path / "log").read_text().count("begun") == 4, "nothing is graded twice; a zip in a zip not at all"
