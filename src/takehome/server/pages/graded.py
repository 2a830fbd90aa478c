"""What the page of a finished grading shows: the gradebook of the class, its commonest mistakes, and the way to each
notebook's feedback. Everything is read from the files that the grader wrote, and escaped like any other text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from takehome.practice.feedback import document, summary, wording
from takehome.practice.results import Grade, Outcome
from takehome.server.reading_back import run_folder
from takehome.server.refusal import Refusal
from takehome.server.settings import Settings
from takehome.server.state.records import Run, RunStatus

FOLDER = "feedback"
GRADEBOOK = "gradebook.csv"


@dataclass(frozen=True, slots=True)
class Mark:
    """An outcome as its badge shows it: the words, and the class that gives sign and colour."""

    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One notebook: whose it is, how it stands in a sentence, a mark for each section (None where it has none)."""

    name: str
    about: str
    said: str
    mark: Mark
    sections: tuple[Mark | None, ...]
    page: str


def graded_view(settings: Settings, run: Run) -> dict[str, Any]:
    """What ``graded.html.j2`` reads, under the name `graded`, for a finished run of kind GRADE."""
    found = _grades(run_folder(settings, run) / FOLDER)
    grades = [grade for _, grade in found]
    numbers = summary.section_numbers(grades)
    return {
        "numbers": numbers,
        "rows": [_row(run, stem, grade, numbers) for stem, grade in found],
        "traps": summary.traps(grades),
        "missed": summary.missed_points(grades),
        "waiting": [(grade.candidate or grade.file, sections) for grade, sections in summary.referred(grades)],
        "only": _frame(run, found[0][0]) if len(found) == 1 else "",
        "legend": [_mark(outcome) for outcome in Outcome],
        "csv": f"/runs/{run.id}/files/{GRADEBOOK}",
        "unprotected": _unprotected(grades),
    }


def feedback_file(settings: Settings, run: Run, name: str) -> Path:
    """A feedback page of a finished grading, by its file's name; raises :class:`Refusal` (404) for any other name."""
    folder = run_folder(settings, run) / FOLDER
    names = {path.name for path in folder.glob("*.html")} if run.status is RunStatus.FINISHED else set()
    if name not in names:
        raise Refusal(404, f"no such feedback of run {run.number}", "", "see the page of the run")
    return folder / name


def feedback_name(settings: Settings, run: Run, stem: str) -> str:
    """Whose feedback a page is: the candidate, or the file where it names none."""
    path = run_folder(settings, run) / FOLDER / f"{stem}.json"
    if not path.is_file():
        return stem
    read = json.loads(path.read_text(encoding="utf-8"))
    return str(read.get("candidate") or read.get("file") or stem)


def _grades(folder: Path) -> list[tuple[str, Grade]]:
    """Stem of the file → grade, in the order of the submitted files' names."""
    read = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.json")]
    found = [(stem, document.from_document(each)) for stem, each in read]
    return sorted(found, key=lambda pair: pair[1].file)


def _row(run: Run, stem: str, grade: Grade, numbers: Sequence[int]) -> Row:
    outcomes = {section.number: section.outcome for section in grade.sections}
    level = f"{grade.assignment}, level {grade.level}" if grade.assignment else ""
    return Row(
        grade.candidate or grade.file,
        ", ".join(part for part in (level, grade.file if grade.candidate else "") if part),
        wording.overall(grade),
        _mark(grade.outcome),
        tuple(_mark(outcomes[number]) if number in outcomes else None for number in numbers),
        f"/runs/{run.id}/grades/{quote(stem)}",
    )


def _mark(outcome: Outcome) -> Mark:
    return Mark(wording.OUTCOME_WORDS[outcome], outcome.name.lower())


def _frame(run: Run, stem: str) -> str:
    return f"/runs/{run.id}/{FOLDER}/{quote(stem)}.html"


def _unprotected(grades: Sequence[Grade]) -> tuple[str, ...]:
    """Names of protections that were not active in some run."""
    return tuple(sorted({item.name for grade in grades for item in grade.protections if not item.active}))
