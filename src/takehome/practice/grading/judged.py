"""From what a run brought back to the grades of the sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.grading.readers import SecondReader
from takehome.practice.grading.section import SecondRun, grade_section
from takehome.practice.grading.settings import settings
from takehome.practice.grading.task import OPEN, Task, section_of
from takehome.practice.results import About, Note, Outcome, SectionGrade

if TYPE_CHECKING:
    from takehome.practice.drawn import Drawn
    from takehome.practice.grading.readers import Reader
    from takehome.practice.runner import CellRun, Run
    from takehome.practice.spec import Section, World

ERROR_LENGTH = 300
"""Characters of an error that a note quotes."""


@dataclass(frozen=True)
class Evidence:
    """Everything that a notebook's sections are judged by; `second` and its world None without a second run."""

    task: Task
    world: World
    first: Run
    hidden: World
    second: Run | None

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """What a text may quote."""
        return own_numbers(self.first.answers, (cell.text for cell in self.first.cells), self.world.business)

    @cached_property
    def texts(self) -> dict[int, str]:
        """The written answers, as the notebook holds them."""
        from takehome.practice import handout

        return handout.texts(self.task.notebook)

    def settings(self, section: int) -> tuple[float, ...]:
        """What the candidate's own cells of a section set."""
        cells = self.task.notebook.cells
        return settings(cell.source for cell in cells if cell.cell_type == "code" and section_of(cell) == section)

    def stopped(self, section: int, run: Run) -> tuple[CellRun, ...]:
        """The cells of a section that did not run to their end."""
        ids = {cell["id"] for cell in self.task.notebook.cells if section_of(cell) == section}
        return tuple(cell for cell in run.cells if cell.id in ids and cell.status != "ok")


def judge_sections(evidence: Evidence, reader: Reader | None = None) -> tuple[SectionGrade, ...]:
    """The grade of every section of the task.

    Parameters
    ----------
    reader : a second reader, who is asked only about texts that the rubric cannot decide.
    """
    return tuple(_judge(section, evidence, reader) for section in evidence.task.sections)


def at_most_for_a_reader(section: SectionGrade) -> SectionGrade:
    """The grade of a section of an open notebook among sealed ones: its solution may be the package's own."""
    if section.outcome is not Outcome.PASS:
        return section
    return replace(section, outcome=Outcome.NEEDS_READER, notes=(*section.notes, OPEN), reader="")


def _judge(section: Section, evidence: Evidence, reader: Reader | None) -> SectionGrade:
    stopped = evidence.stopped(section.number, evidence.first)
    reading = SecondReader(reader, section.number) if reader else None
    second = evidence.second
    rubric = replace(section.rubric, constants=(*section.rubric.constants, *evidence.settings(section.number)))
    graded = grade_section(
        replace(section, rubric=rubric),
        section.truth(evidence.world),
        _answers(evidence.first, section),
        ran=not stopped,
        drawn=_drawn(evidence.first, section),
        text=evidence.texts.get(section.number, ""),
        own_numbers=evidence.numbers,
        second=_second(evidence, section),
        read=reading,
    )
    decided = reading.name if reading and reading.decided else ""
    # the reason of the stop says more than that it stopped
    notes = [*_stop_notes(stopped), *(note for note in graded.notes if note.about is not About.RUN)]
    if second and any(note.about is About.SECOND_SEED for note in notes):
        notes += _hidden_stop_notes(evidence.stopped(section.number, second))
    return replace(graded, notes=tuple(notes), reader=decided)


def _second(evidence: Evidence, section: Section) -> SecondRun | None:
    if evidence.second is None:
        return None
    truth = section.truth(evidence.hidden)
    return SecondRun(truth, _answers(evidence.second, section), _drawn(evidence.second, section))


def _answers(run: Run, section: Section) -> Any:
    return run.answers.get(str(section.number))


def _drawn(run: Run, section: Section) -> list[Drawn]:
    return [drawn for drawn in run.drawn if drawn.section == section.number]


def _stop_notes(stopped: Sequence[CellRun]) -> tuple[Note, ...]:
    """What stopped a section's cells; of several, the first explains the others."""
    if not stopped:
        return ()
    cell = stopped[0]
    reasons = {
        "error": f"it raised {cell.error.strip()[:ERROR_LENGTH] or 'an error'}",
        "timeout": f"it ran longer than it may ({cell.seconds:.0f} s)",
        "died": f"the kernel ended in it ({cell.error.strip()[:ERROR_LENGTH] or 'no reason was told'})",
        "skipped": "the run was over before its turn",
    }
    return (Note(About.RUN, cell.id, f"A cell of this section did not run to its end: {reasons[cell.status]}."),)


def _hidden_stop_notes(stopped: Sequence[CellRun]) -> list[Note]:
    """The same for the hidden data, without the error's text: code could tell the data in it."""
    return [
        Note(About.RUN, cell.id, f"On the hidden data a cell of this section did not run to its end ({cell.status}).")
        for cell in stopped[:1]
    ]
