"""One notebook file of somebody's, opened: its clean cells, which variant it is, and of which assignment."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.practice import available
from takehome.practice.handout.variant import SEALED, Variant, variant_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.spec import Assignment, Section


@dataclass(frozen=True)
class Submitted:
    """A notebook, as it was read; nothing of it was executed."""

    path: Path
    notebook: NotebookNode
    what: Variant
    assignment: Assignment

    def section(self, number: int) -> Section:
        """A section of its level; raises :class:`InputError` where the level has no such section."""
        present = self.assignment.at_level(self.what.level)
        for section in present:
            if section.number == number and isinstance(number, int):
                return section
        raise InputError(
            f"section {number!r} of {self.assignment.name}, level {self.what.level}",
            f"one of the sections {', '.join(str(section.number) for section in present)}",
            "--section with one of these numbers",
        )

    def refuse_sealed(self, what: str) -> None:
        """Raise :class:`InputError` where the notebook is sealed: `what` would give away what it is to find out."""
        if self.what.mode == SEALED:
            raise InputError(
                f"{self.path.name}, which was handed out sealed: there is no {what} for it",
                "a notebook that was made in practice mode",
                f'train on the same assignment with takehome practice new {self.assignment.name} --name "Your Name"',
            )


def opened(path: str | PathLike[str]) -> Submitted:
    """Open one notebook file.

    Raises
    ------
    InputError
        If it is a link, not one notebook, or does not say which assignment it is; if the assignment is not part of this
        installation, has another version here or no such level.
    MissingExtra
        If the packages that read notebooks are absent.
    """
    available.require("reading a notebook", ("nbformat",))
    from takehome.practice.grading.notebook_file import read_notebook
    from takehome.practice.grading.submission import read_one

    notebook = read_notebook(read_one(Path(path)).content)
    what = variant_of(notebook)
    return Submitted(Path(path), notebook, what, assignment_of(what))


def assignment_of(what: Variant) -> Assignment:
    """The assignment of a variant.

    Raises
    ------
    InputError
        If it is not part of this installation, if its version here is another one (whose data and answers differ), or
        if it has no such level.
    """
    from takehome.practice.assignments import by_name

    assignment = by_name(what.assignment)
    if what.version != assignment.version:
        raise InputError(
            f"a notebook of version {what.version} of {assignment.name}",
            f"version {assignment.version}, which this takehome has: another version draws other data",
            "install the takehome that made the notebook, or hand it out anew with takehome practice new",
        )
    if what.level not in assignment.levels:
        levels = ", ".join(map(str, assignment.levels))
        raise InputError(f"level {what.level} of {assignment.name}", f"one of the levels {levels}", "correct LEVEL")
    return assignment
