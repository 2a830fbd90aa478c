"""A grade belongs to a content; this adds what belongs to the file that held it."""

from __future__ import annotations

from dataclasses import replace

from takehome.errors import InputError
from takehome.practice.grading.notebook_file import read_notebook
from takehome.practice.grading.submission import Submission
from takehome.practice.results import About, Grade, Note


def named(grade: Grade, submission: Submission, *, twice: bool = False) -> Grade:
    """The grade under its file's name, with a note where file, first cell and candidate do not agree.

    Parameters
    ----------
    twice : whether another file that was handed in has the same content, byte by byte.
    """
    from takehome.practice.handout import name_notes

    notes = list(grade.notes)
    if not grade.problem:
        try:
            notes += name_notes(submission.file, read_notebook(submission.content), grade.candidate)
        except InputError:  # a file that was changed while it was graded
            notes.append(Note(About.HANDOUT, "candidate", "The file changed while it was graded."))
    if twice:
        notes.append(Note(About.HANDOUT, "copy", "Another file with exactly the same content was handed in as well."))
    return replace(grade, file=submission.file, notes=tuple(notes))
