"""A notebook that was run once on its own data: its grade, and what the questions about it rest on.

The hidden data play no part: an interview is about the work that lies on the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from takehome.errors import InputError
from takehome.practice.results import About, Grade, Note
from takehome.practice.spec import Assignment

if TYPE_CHECKING:
    from takehome.practice.grading.two_runs import Runner


@dataclass(frozen=True)
class Examination:
    """What was found.

    Attributes
    ----------
    truths, answers : by number of the section; answers are plain JSON as they came. own_numbers : what a text of this
        candidate may quote.
    """

    grade: Grade
    assignment: Assignment
    level: int
    truths: Mapping[int, Any]
    answers: Mapping[int, Any]
    own_numbers: tuple[float, ...] = ()


def examine(
    path: str | PathLike[str],
    *,
    trust: bool = False,
    secret: str | bytes | PathLike[str] | None = None,
    run: Runner | None = None,
) -> Examination:
    """Run one notebook on its own data and grade it.

    Parameters
    ----------
    trust : run it without isolation where none can be had. secret : of sealed mode. run : runs a notebook, for tests.

    Raises
    ------
    InputError
        If it is no notebook of an assignment, if it cannot be isolated and is not trusted, or if it is sealed and there
        is no secret: the model answers would leak the truth.
    """
    from takehome.practice.grading.judged import Evidence, judge_sections
    from takehome.practice.grading.options import Options
    from takehome.practice.grading.outcomes import overall
    from takehome.practice.grading.submission import read_one
    from takehome.practice.grading.task import read_task
    from takehome.practice.grading.two_runs import isolated_runner, two_runs

    submission = read_one(Path(path))
    options = Options(secret=_key(submission.content, secret), trust=trust, second_seed=False)
    task = read_task(submission.content, options)
    own, hidden = task.world(hidden=False), task.world(hidden=True)
    first, _ = two_runs(task, own, hidden, options, run or isolated_runner(options))
    evidence = Evidence(task, own, first, hidden, None)
    sections = judge_sections(evidence)
    what = task.variant
    ended_early = [Note(About.RUN, "run", first.problem)] if first.problem else []
    grade = Grade(
        submission.file, submission.sha256, task.assignment.name, task.assignment.version, what.level, what.mode,
        what.candidate, overall(sections), sections, (*task.notes, *ended_early), first.protections,
    )  # fmt: skip
    truths = {section.number: section.truth(own) for section in task.sections}
    answers = {section.number: first.answers.get(str(section.number)) for section in task.sections}
    return Examination(grade, task.assignment, what.level, truths, answers, evidence.numbers)


def _key(content: bytes, secret: str | bytes | PathLike[str] | None) -> bytes | None:
    """The secret of a sealed notebook; None for one in practice mode, which needs none."""
    from takehome.practice import seeds
    from takehome.practice.grading.notebook_file import read_notebook
    from takehome.practice.handout import SEALED, variant_of

    if variant_of(read_notebook(content)).mode != SEALED:
        return None
    try:
        return seeds.secret_of(secret)
    except InputError as problem:
        raise InputError(
            f"{problem.saw}: an interview on a sealed notebook, whose model answers would leak the truth",
            f"the secret with which it was handed out; {problem.expected}",
            "hold the interview on a notebook in practice mode, or ask for the secret whoever handed it out",
        ) from None
