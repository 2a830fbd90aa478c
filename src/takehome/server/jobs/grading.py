"""What a worker does for the grading of notebooks: they run in the isolation of `takehome.practice`, nowhere else.

The notebook is read under the name that its candidate gave it, since feedback, gradebook and the check of names speak
of it; the name is cut to one that can be a file's, and the link that bears it is made in the worker's own folder.

In the run's folder afterwards: ``gradebook.csv``, ``feedback/NAME.html`` and ``feedback/NAME.json`` of each notebook,
``class.html`` for more than one, and ``grades.json``, a list of all documents, each after the published schema.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from takehome.server.jobs.outcome import MAY_DIFFER, answer_digest

if TYPE_CHECKING:
    from takehome.practice.results import Grade

Tell = Callable[[str], None]

GRADES = "grades.json"
LONGEST_NAME, LONGEST_ENDING = 200, 10
"""Of a file's name, in bytes (file systems allow 255); of an ending that a cut name keeps, in characters."""
TITLES = 3
"""Assignments that a title names; a class usually has one."""


def grade_into(job: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Grade the notebook, or the zip of notebooks, ``job["path"]``; the summary and the digest of all grades.

    Raises
    ------
    InputError
        If nothing can be isolated here, or the secret of sealed hand-outs cannot be used.
    """
    from takehome import practice
    from takehome.practice import feedback
    from takehome.practice.grading import store

    tell("probing whether notebooks can be isolated here")
    handed_in = _named(Path(job["path"]), str(job["shown_name"]))
    secret = Path(job["secret_file"]) if job.get("secret_file") else None
    # "./": a name that begins like a web address is a file's name all the same
    grades = practice.grade(
        f"./{handed_in.name}", out=folder, html=True, json=True, csv=True, jobs=1, secret=secret, progress=tell
    )
    shutil.rmtree(folder / store.FOLDER, ignore_errors=True)  # what a second call would go on from
    documents = [feedback.to_document(grade) for grade in grades]
    (folder / GRADES).write_text(json.dumps(documents, allow_nan=False), encoding="utf-8")
    same = {"grades": [{key: part for key, part in each.items() if key != MAY_DIFFER} for each in documents]}
    return {"summary": _summary(grades), "answer_sha256": answer_digest(same)}


def _named(upload: Path, shown: str) -> Path:
    """A link to the upload in the working folder, called as the client called it."""
    name = re.split(r"[/\\]", shown)[-1].replace("\0", "").encode("utf-8", "replace").decode()
    if len(name.encode()) > LONGEST_NAME:
        stem, ending = os.path.splitext(name)
        kept = ending if len(ending) <= LONGEST_ENDING else ""
        name = stem.encode()[: LONGEST_NAME - len(kept.encode())].decode(errors="ignore") + kept
    place = Path.cwd() / ("notebook.ipynb" if name in ("", ".", "..") else name)
    place.symlink_to(upload.resolve())
    return place


def _summary(grades: Sequence[Grade]) -> dict[str, Any]:
    from takehome.practice.feedback import summary
    from takehome.practice.results import Outcome

    outcomes = [grade.outcome for grade in grades if not grade.problem]
    return {
        "title": _title(grades),
        "sentence": summary.overall(grades),
        "handed_in": len(grades),
        "graded": len(outcomes),
        "passed": outcomes.count(Outcome.PASS),
        "needing_a_reader": outcomes.count(Outcome.NEEDS_READER),
    }


def _title(grades: Sequence[Grade]) -> str:
    from takehome.practice.assignments import catalogue

    titles = {assignment.name: assignment.title for assignment in catalogue()}
    found = sorted({titles.get(grade.assignment, grade.assignment) for grade in grades if grade.assignment})
    more = f" and {len(found) - TITLES} more" if len(found) > TITLES else ""
    return f"Practice: {', '.join(found[:TITLES])}{more}" if found else "Practice"
