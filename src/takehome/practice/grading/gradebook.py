"""The gradebook: one row a submission, as CSV that a spreadsheet opens and does not execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from takehome.csv_text import inert
from takehome.practice.results import Grade

FIRST = ("file", "candidate", "assignment", "level", "mode", "outcome")
LAST = ("problem", "notes")


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
        writer.writerow(
            inert(str(cell)) for cell in (*first, *(outcomes.get(n, "") for n in numbers), grade.problem, notes)
        )
    return text.getvalue()
