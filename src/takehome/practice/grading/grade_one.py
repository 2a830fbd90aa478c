"""Grade one notebook: read it, run it on its own data and on hidden data, judge its sections.

The truth is computed here, in the grader's process, from the seed; the candidate's kernel sees data and returns JSON.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time

from takehome.errors import InputError, TakehomeError
from takehome.practice.grading.judged import Evidence, at_most_for_a_reader, judge_sections
from takehome.practice.grading.options import Options
from takehome.practice.grading.outcomes import overall
from takehome.practice.grading.readers import Reader
from takehome.practice.grading.task import open_among_sealed, read_task
from takehome.practice.grading.two_runs import Runner, isolated_runner, two_runs
from takehome.practice.results import About, Grade, Note, Outcome


def grade_one(content: bytes, options: Options, *, reader: Reader | None = None, run: Runner | None = None) -> Grade:
    """The grade of a notebook's bytes, without a file's name; what cannot be graded has a *problem* and no sections.

    Parameters
    ----------
    content : of the submitted file. options : how to grade. reader : a second reader of texts.
    run : runs a notebook, for tests.
    """
    try:
        return graded(content, options, reader=reader, run=run)
    except InputError as error:
        return problem_grade("", hashlib.sha256(content).hexdigest(), sentences(error))


def problem_grade(file: str, sha256: str, problem: str) -> Grade:
    """The grade of a file that cannot be graded at all."""
    return Grade(file, sha256, "", 0, 0, "", "", Outcome.COULD_NOT_RUN, problem=problem)


def sentences(error: TakehomeError) -> str:
    """An error in three parts as sentences for a page."""
    parts = [error.saw, error.expected and f"expected: {error.expected}", error.try_next and f"try: {error.try_next}"]
    return " ".join(f"{part[0].upper()}{part[1:].rstrip('.')}." for part in parts if part)


def graded(content: bytes, options: Options, *, reader: Reader | None = None, run: Runner | None = None) -> Grade:
    """The same; raises :class:`InputError` for what cannot be graded."""
    started = time.monotonic()
    task = read_task(content, options)
    own, hidden = task.world(hidden=False), task.world(hidden=True)
    first, second = two_runs(task, own, hidden, options, run or isolated_runner(options))
    sections = judge_sections(Evidence(task, own, first, hidden, second), reader)
    if open_among_sealed(task.variant, options):
        sections = tuple(map(at_most_for_a_reader, sections))
    ended_early = [Note(About.RUN, "run", first.problem)] if first.problem else []
    if second and second.problem:
        ended_early.append(Note(About.RUN, "second run", f"On the hidden data: {second.problem}"))
    seconds = {"first_run": round(first.seconds, 1), "second_run": round(second.seconds, 1) if second else None}
    seconds["grade"] = round(time.monotonic() - started, 1)
    return Grade(
        file="",
        sha256=hashlib.sha256(content).hexdigest(),
        assignment=task.assignment.name,
        version=task.assignment.version,
        level=task.variant.level,
        mode=task.variant.mode,
        candidate=task.variant.candidate,
        outcome=overall(sections),
        sections=sections,
        notes=(*task.notes, *ended_early),
        protections=first.protections,
        run={"seconds": seconds, "python": platform.python_version(), "machine": _machine()},
    )


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
