"""A second reader for what the rubric cannot decide: a person with a file of marks, or any function. Off by default.

A reader has a say in texts only. What a criterion, a picture or the hidden data decided stays as it is, and a section
that a reader decided names its reader.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from takehome.errors import InputError
from takehome.practice.grading.outcomes import overall
from takehome.practice.results import About, Grade, Note, Outcome, SectionGrade, TextReading
from takehome.practice.shown_paths import clipped
from takehome.practice.spec import Facts, Rubric

Reader = Callable[[int, str, str, Facts], TextReading | None]
"""(number of the section, question, text, facts) → how it reads the text, or None where it cannot tell."""

DECISIONS = (Outcome.PASS, Outcome.WRONG)
"""What a reader may decide."""

NOT_TEXT = {About.ANSWER, About.TRAP, About.PLOT, About.SECOND_SEED}
"""What notes are about where a section fails by something that is not its text."""


COMPARED = 200
"""Characters of a name that are compared with those that there are."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person decided about the text of one section; `submission` is a file, its name, or the candidate."""

    submission: str
    section: int
    outcome: Outcome
    comment: str = ""
    reader: str = "a reader"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A second reader as the instructor gave it: `marks` of a person, or a `function` and its `name`, or nothing."""

    marks: tuple[Mark, ...] = ()
    function: Reader | None = None
    name: str = ""
    importable: bool = True


def chosen(reader: str | Path | Reader | None) -> Chosen:
    """What is behind a file of marks (.csv, .json), the text ``module:function``, or a function.

    Raises
    ------
    InputError
        As :func:`read_marks` and :func:`load_reader`.
    """
    if reader is None:
        return Chosen()
    if callable(reader):
        return Chosen(function=reader, name=f"{reader.__module__}:{_name(reader)}", importable=False)
    if str(reader).lower().endswith((".csv", ".json")):
        return Chosen(marks=read_marks(reader))
    return Chosen(function=load_reader(str(reader)), name=str(reader))


def _name(reader: Reader) -> str:
    return str(getattr(reader, "__qualname__", type(reader).__qualname__))


@dataclass
class SecondReader:
    """The grader's own reading, and where it is undecided the second reader's; `decided` says who it was."""

    reader: Reader
    section: int
    read: Callable[[str, Rubric, Facts, Sequence[float]], TextReading] | None = None
    decided: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """The reader's name: that of the function."""
        return _name(self.reader)

    def __call__(self, text: str, rubric: Rubric, facts: Facts, own_numbers: Sequence[float]) -> TextReading:
        """The reading of a text."""
        own = (self.read or _own_reading())(text, rubric, facts, own_numbers)
        if own.outcome is not Outcome.NEEDS_READER:
            return own
        other = self.reader(self.section, rubric.question, text, facts)
        if other is None or other.outcome not in DECISIONS:
            return own
        self.decided = True
        return TextReading(other.outcome, (*own.points, *other.points), (*own.notes, *other.notes))


def _own_reading() -> Callable[[str, Rubric, Facts, Sequence[float]], TextReading]:
    from takehome.practice.grading import text

    return text.read


def load_reader(name: str) -> Reader:
    """The function that ``module:function`` names; it is the instructor's own code and runs in the grader.

    Raises
    ------
    InputError
        If there is no such module or function.
    """
    module, _, function = name.partition(":")
    try:
        found = getattr(import_module(module), function, None) if module and function else None
    except ImportError as error:
        raise InputError(
            f"a reader {name!r}: {error}", "module:function, importable here", "check PYTHONPATH"
        ) from None
    if not callable(found):
        saw = f"a reader {name!r}, which names no function"
        raise InputError(saw, "module:function, or a file of marks (.csv, .json)", "--reader my_reader:read")
    reader: Reader = found
    return reader


def read_marks(path: str | Path) -> tuple[Mark, ...]:
    """The marks in a CSV or JSON file: file or candidate, section, outcome (pass, wrong), comment, reader.

    Raises
    ------
    InputError
        If a row is incomplete, its outcome is none that a reader may give, or two rows decide the same section.
    """
    shown = f"the marks file {clipped(path)}"
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        rows = json.loads(text) if str(path).lower().endswith(".json") else list(csv.DictReader(io.StringIO(text)))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(
            f"{shown}, which cannot be read ({_reason(error)})",
            f"a CSV file, or a list of maps in JSON, in UTF-8; {_COLUMNS}",
            "check the path and the file that --reader names",
        ) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{shown}, which is no list of marks", f"a list of maps in JSON; {_COLUMNS}", "correct it")
    marks = tuple(_mark(row, number) for number, row in enumerate(rows, 1))
    seen: dict[tuple[str, int], int] = {}
    for number, mark in enumerate(marks, 1):
        first = seen.setdefault((mark.submission, mark.section), number)
        if first != number:
            saw = f"marks {first} and {number} for section {mark.section} of {mark.submission}"
            raise InputError(saw, "one mark for each section", "delete one of them")
    return marks


def _reason(error: Exception) -> str:
    """Why a file of marks could not be read."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


_COLUMNS = "columns: file (or candidate), section, outcome, comment, reader"


def _mark(row: Mapping[str, Any], number: int) -> Mark:
    cells = {str(key).strip().casefold(): str(value or "").strip() for key, value in row.items()}
    submission = cells.get("file") or cells.get("candidate", "")
    outcome = cells.get("outcome", "").casefold()
    section = cells.get("section", "")
    if not submission or not section.isdecimal() or outcome not in DECISIONS:
        saw = f"mark {number}: {submission or 'no file'}, section {section or 'missing'}, {outcome or 'no outcome'}"
        raise InputError(saw, f"{_COLUMNS}; the outcome is {' or '.join(DECISIONS)}", "correct the mark")
    return Mark(submission, int(section), Outcome(outcome), cells.get("comment", ""), cells.get("reader") or "a reader")


def apply_marks(grades: Iterable[Grade], marks: Sequence[Mark]) -> tuple[list[Grade], list[Mark]]:
    """The grades with a person's marks, and the marks that decided nothing: no such section, or not by its text."""
    used: set[Mark] = set()
    marked = [_marked(grade, marks, used) for grade in grades]
    return marked, [mark for mark in marks if mark not in used]


def _marked(grade: Grade, marks: Sequence[Mark], used: set[Mark]) -> Grade:
    names = _names(grade)
    mine = {mark.section: mark for mark in marks if mark.submission in names}
    sections = []
    for section in grade.sections:
        mark = mine.get(section.number)
        if mark is not None and decided_by_text(section):
            used.add(mark)
            comment = [Note(About.TEXT, "reader", mark.comment)] if mark.comment else []
            notes = (*section.notes, *comment)
            section = replace(section, outcome=mark.outcome, reader=mark.reader, notes=notes)
        sections.append(section)
    return replace(grade, sections=tuple(sections), outcome=overall(sections)) if sections else grade


def why_idle(mark: Mark, grades: Sequence[Grade]) -> str:
    """Why a mark decided nothing, for a person who wrote the file of marks.

    Parameters
    ----------
    grades : all of the class, as :func:`apply_marks` gave them back.
    """
    mine = [grade for grade in grades if mark.submission in _names(grade)]
    if not mine:
        return f"no file and no candidate has this name{_nearest(mark.submission, grades)}"
    if all(grade.problem for grade in mine):
        return "this file could not be graded at all"
    sections = {section.number: section for grade in mine for section in grade.sections}
    if mark.section not in sections:
        return f"this notebook has the sections {', '.join(map(str, sorted(sections)))}"
    section = sections[mark.section]
    if decided_by_text(section):
        return "another mark, which names the notebook in another way, decided this section"
    if section.outcome is Outcome.WRONG:
        return "its answers, a picture or the hidden data decided it (wrong), and a reader has a say in texts alone"
    return f"this section is “{section.outcome.value}”, and a reader has a say in texts alone"


def _nearest(name: str, grades: Sequence[Grade]) -> str:
    known = {candidate for grade in grades for candidate in _names(grade)}
    close = get_close_matches(name[:COMPARED], sorted(known), 1)
    return f"; did you mean “{close[0]}”?" if close else ""


def _names(grade: Grade) -> set[str]:
    """What a mark may call a grade's notebook."""
    return {grade.file, Path(grade.file).name, Path(grade.file).stem, grade.candidate} - {""}


def decided_by_text(section: SectionGrade) -> bool:
    """Whether the text alone decided a section: its answers, pictures and hidden run were right."""
    if section.outcome in (Outcome.NOT_ATTEMPTED, Outcome.COULD_NOT_RUN):
        return False
    return section.outcome is not Outcome.WRONG or not any(note.about in NOT_TEXT for note in section.notes)
