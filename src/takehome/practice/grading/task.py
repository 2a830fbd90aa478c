"""What one submitted notebook is: its assignment and seeds, and itself in the form in which it is run.

Nothing that the file holds beside the sources of the candidate's own cells has any weight: outputs are not read, given
cells are put back, and in sealed mode the seed comes from the secret and the name, never from the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.practice.grading.notebook_file import read_notebook
from takehome.practice.grading.options import Options
from takehome.practice.results import About, Note

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.handout import Variant
    from takehome.practice.spec import Assignment, Section, World

OPEN = Note(
    About.HANDOUT,
    "mode",
    "This notebook is in practice mode: its data, hints and solution are one command away. With a secret, sealed "
    "notebooks are expected, so no section of it passes by itself. Ask for the sealed notebook, or grade it without "
    "the secret.",
)
"""Of an open notebook among sealed ones, and of every section of it that would have passed."""


@dataclass(frozen=True)
class Task:
    """One notebook to grade.

    Attributes
    ----------
    notebook : restored, as it is to be run. notes : what differs from the hand-out. seed : of the candidate's own
        data. hidden_seed : of the data of the second run. sections : those to grade.
    """

    assignment: Assignment
    variant: Variant
    notebook: NotebookNode
    notes: tuple[Note, ...]
    seed: int
    hidden_seed: int
    sections: tuple[Section, ...]

    def world(self, *, hidden: bool) -> World:
        """The data of the first or of the second run, drawn anew."""
        return self.assignment.draw(self.hidden_seed if hidden else self.seed, self.variant.level)

    def untouched(self) -> bool:
        """Whether the candidate neither changed a cell nor added one nor wrote a word."""
        from takehome.practice import handout

        what = self.variant
        made = handout.build(
            self.assignment,
            level=what.level,
            mode=what.mode,
            seed=what.seed,
            candidate=what.candidate,
            data=what.data,
        )
        given = {cell["id"]: handout.checksum(cell.source) for cell in made.cells}
        return all(given.get(cell["id"]) == handout.checksum(cell.source) for cell in self.notebook.cells)


def read_task(content: bytes, options: Options) -> Task:
    """Which assignment, level and seed a notebook is, and the notebook as it is to be run.

    Raises
    ------
    InputError
        Where the bytes are no notebook of an assignment that is here, or sealed without its secret.
    """
    from takehome.practice import assignments, handout
    from takehome.practice.submitted import assignment_of

    submitted = read_notebook(content)
    variant = handout.variant_of(submitted)
    assignment = assignment_of(variant)
    assignments.require(assignment)
    notebook, notes = handout.restore(submitted, assignment, variant)
    sections = assignment.at_level(variant.level)
    if options.section is not None:
        sections = _only(options.section, sections)
        notebook.cells = notebook.cells[: _end_of(options.section, notebook)]
    own, hidden = _seeds(variant, options.secret)
    _refuse_other_data(assignment, variant, own)
    notes = (*notes, OPEN) if open_among_sealed(variant, options) else notes
    return Task(assignment, variant, notebook, notes, own, hidden, sections)


def _only(number: int, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    found = tuple(section for section in sections if section.number == number)
    if found:
        return found
    there = ", ".join(str(section.number) for section in sections)
    raise InputError(f"section {number}, which this notebook does not have", f"one of {there}", f"--section {there[0]}")


def _end_of(section: int, notebook: NotebookNode) -> int:
    """The place after the last cell of a section: what stands below cannot change it."""
    places = [place for place, cell in enumerate(notebook.cells, 1) if section_of(cell) == section]
    return max(places, default=len(notebook.cells))


def section_of(cell: NotebookNode) -> int:
    """The section to which a restored cell belongs, 0 for none."""
    tags = (tag.removeprefix("section:") for tag in cell.metadata.get("tags", ()) if tag.startswith("section:"))
    return int(next(tags, 0))


def _seeds(variant: Variant, secret: bytes | None) -> tuple[int, int]:
    """The seed of the candidate's data and of the hidden data."""
    from takehome.practice import seeds

    of = (variant.assignment, variant.version, variant.level)
    if variant.seed is not None:
        return variant.seed, seeds.second_open_seed(*of, variant.seed)
    if secret is None:
        raise InputError(
            "a sealed notebook, whose data only the secret can tell",
            "the secret with which it was handed out, which the instructor has and a candidate has not",
            "as its candidate: run it from top to bottom, look whether every cell runs, and hand it in; only the "
            f"instructor checks and grades it, with --secret-file or {seeds.SECRET_VARIABLE}",
        )
    own = seeds.sealed_seed(secret, *of, variant.candidate)
    return own, seeds.second_sealed_seed(secret, *of, variant.candidate)


def _refuse_other_data(assignment: Assignment, variant: Variant, seed: int) -> None:
    """A wrong secret, or a name or level that was changed, gives other data: no answer could be right on them."""
    from takehome.practice import handout

    if not variant.data:
        return
    drawn = assignment.draw(seed, variant.level)
    if handout.data_checksum(handout.data_files(assignment, drawn)) != variant.data:
        raise InputError(
            "a sealed notebook whose data are not those of this secret, this level and the name "
            f"“{variant.candidate[:60]}”",
            "the secret with which it was handed out, and LEVEL and CANDIDATE as they were handed out",
            "give the other secret with --secret-file, or ask for the notebook with its first cells as they were",
        )


def open_among_sealed(variant: Variant, options: Options) -> bool:
    """Whether sealed notebooks are expected, because a secret is given, and this one is open."""
    return options.secret is not None and variant.seed is not None
