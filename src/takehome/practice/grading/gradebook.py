"""The gradebook: one row a submission, as CSV that a spreadsheet opens and does not execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from takehome.csv_text import FORMULA, inert
from takehome.practice.results import Grade
from takehome.report.words import visible

FIRST = ("file", "candidate", "assignment", "level", "mode", "outcome")
LAST = ("problem", "notes")
UNSEEN = " \u00a0\u200b\ufeff"
"""What may stand before a formula's sign, unseen, and be dropped by whoever reads the file."""


def gradebook(grades: Sequence[Grade]) -> str:
    """The grades as CSV text, in their order: a column for each section, empty where a notebook has none of it."""
    numbers = sorted({section.number for grade in grades for section in grade.sections})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*FIRST, *(f"section {number}" for number in numbers), *LAST])
    for grade in grades:
        outcomes = {section.number: section.outcome.value for section in grade.sections}
        notes = len(grade.notes) + sum(len(section.notes) for section in grade.sections)
        level = grade.level or ""
        first = (grade.file, grade.candidate, grade.assignment, level, grade.mode, grade.outcome.value)
        writer.writerow(_cell(cell) for cell in (*first, *(outcomes.get(n, "") for n in numbers), grade.problem, notes))
    return text.getvalue()


def _cell(value: object) -> str:
    """A value as a spreadsheet may open it, and as any file can hold it."""
    shown = str(inert(visible(str(value))))
    return f"'{shown}" if shown.lstrip(UNSEEN).startswith(FORMULA) else shown
