"""The nouns of a grade: outcomes, what was seen, the points of a text, and the protections under which it ran."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a section."""

    PASS = "pass"
    NEEDS_READER = "needs a reader"
    WRONG = "wrong"
    COULD_NOT_RUN = "could not run"
    NOT_ATTEMPTED = "not attempted"


class About(StrEnum):
    """What a note is about."""

    ANSWER = "answer"
    TRAP = "trap"
    PLOT = "plot"
    TEXT = "text"
    RUN = "run"
    SECOND_SEED = "second seed"
    HANDOUT = "handout"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the grader saw: `name` is the field, trap or concept; `sentence` is whole and has its numbers."""

    about: About
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the rubric: earned (True), not earned (False) or undecided (None), and the passage that earned it."""

    name: str
    says: str
    earned: bool | None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class TextReading:
    """How a text was read: PASS, WRONG, NEEDS_READER or NOT_ATTEMPTED, with every point and note."""

    outcome: Outcome
    points: tuple[Point, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionGrade:
    """The outcome of one section and why.

    `reader` names who decided where it was not this grader; `right` holds a sentence for each thing that was right.
    """

    number: int
    title: str
    outcome: Outcome
    notes: tuple[Note, ...] = ()
    points: tuple[Point, ...] = ()
    reader: str = ""
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protection:
    """One protection of the run: what it is, whether it was active, and how (or why not)."""

    name: str
    active: bool
    how: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of one notebook.

    `outcome` is PASS when every section passes; otherwise the first of NEEDS_READER (nothing else missing), WRONG,
    COULD_NOT_RUN, NOT_ATTEMPTED that explains it. `problem` says why a file could not be graded at all.
    """

    file: str
    sha256: str
    assignment: str
    version: int
    level: int
    mode: str
    candidate: str
    outcome: Outcome
    sections: tuple[SectionGrade, ...] = ()
    notes: tuple[Note, ...] = ()
    protections: tuple[Protection, ...] = ()
    problem: str = ""
    run: dict[str, Any] = field(default_factory=dict)
