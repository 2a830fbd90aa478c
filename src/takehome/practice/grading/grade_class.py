"""Grade a class: find what was handed in, grade what was not graded yet, write the gradebook and a page each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

from takehome.errors import InputError
from takehome.practice import available
from takehome.practice.grading.batch import ENDED, grade_many
from takehome.practice.grading.grade_one import grade_one, problem_grade
from takehome.practice.grading.named import named
from takehome.practice.grading.options import Options, known_secret
from takehome.practice.grading.pages import KINDS, write_pages
from takehome.practice.grading.readers import Chosen, Reader, apply_marks, chosen, why_idle
from takehome.practice.grading.store import Store, key_of
from takehome.practice.grading.submission import Submission, find
from takehome.practice.grading.worker import OWN
from takehome.practice.results import Grade
from takehome.practice.shown_paths import shown
from takehome.report.words import clip, visible

BESIDE_RUNS = 300.0
"""Seconds that judging one notebook may take beside its two runs: twenty times the slowest."""

Progress = Callable[[str], None]
"""Called with one line for each finished submission."""


def grade(
    paths: str | Path | Sequence[str | Path],
    *,
    out: str | Path | None = None,
    html: bool = False,
    json: bool = False,
    markdown: bool = False,
    csv: bool = True,
    jobs: int = 2,
    secret: str | bytes | PathLike[str] | None = None,
    trust: bool = False,
    reader: str | Path | Reader | None = None,
    limits: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[Grade]:
    """The grades of everything under `paths`, in the order of their names.

    With `out`, finished grades are kept there: called again after a stop, only what is missing is graded.

    Parameters
    ----------
    paths : notebooks, folders, zips. out : folder for gradebook, grades and pages; None writes nothing.
    html, json, markdown, csv : which files are written to `out`: a page, a document, a text each; the gradebook.
    jobs : processes. secret : of sealed mode, or a path that holds it. trust : run without isolation where none can be
        had.
    reader : a file of marks (.csv, .json), ``module:function``, or a function (then one notebook after the other);
        see :mod:`takehome.practice.grading.readers`. limits : what one run may use, by name.
    progress : called with a line for each finished submission.

    Raises
    ------
    InputError
        If a path is a web address, absent or without notebooks, or if no isolation can be had and `trust` is false.
    """
    available.require("grading notebooks")
    asked = {"html": html, "json": json, "markdown": markdown, "csv": csv}
    return grade_by(
        OWN,
        paths,
        out=out,
        files=[kind for kind, wanted in asked.items() if wanted],
        jobs=jobs,
        secret=secret,
        trust=trust,
        reader=reader,
        limits=limits,
        progress=progress,
    )


def grade_by(
    function: str,
    paths: str | Path | Sequence[str | Path],
    *,
    out: str | Path | None = None,
    files: Collection[str] = ("csv",),
    jobs: int = 2,
    secret: str | bytes | PathLike[str] | None = None,
    trust: bool = False,
    reader: str | Path | Reader | None = None,
    limits: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[Grade]:
    """The same, each submission by `function` (``module:name``) of a worker; `files` are the kinds to write."""
    places = [paths] if isinstance(paths, str | Path) else list(paths)
    _refuse_unusable(jobs, out)
    second = chosen(reader)
    options = Options(secret=known_secret(secret), trust=trust, reader=second.name, limits=dict(limits or {}))
    store = Store(Path(out), _current) if out is not None else None
    submitted = _Class(places, options, store, progress or (lambda line: None))
    if function == OWN and not trust:
        _require_isolation()
    if store:
        store.make()
    submitted.grade(second, jobs, function)
    grades, idle = apply_marks(submitted.listed(), second.marks)
    for mark in idle:
        told = f"not used: the mark for section {mark.section} of {clip(visible(mark.submission))}"
        submitted.progress(f"{told}: {why_idle(mark, grades)}")
    if out is not None:
        write_pages(grades, Path(out), **{kind: kind in files for kind in KINDS})
    return grades


@dataclass(frozen=True, slots=True)
class _Seen:
    """A submission without its content."""

    file: str
    sha256: str
    problem: str


class _Class:
    """Everything that was handed in at one time, and the grades that there are of it, by content."""

    def __init__(self, places: list[str | Path], options: Options, store: Store | None, progress: Progress) -> None:
        self.places, self.options, self.store, self.progress = places, options, store, progress
        self.seen = [_Seen(found.file, found.sha256, found.problem) for found in find(places)]
        self.copies = Counter(seen.sha256 for seen in self.seen)
        self.grades: dict[str, Grade] = {}
        for seen in self.seen:
            if seen.problem:
                self.grades[seen.sha256] = problem_grade(seen.file, seen.sha256, seen.problem)
            elif store and (kept := store.load(key_of(seen.sha256, options))):
                self.grades[seen.sha256] = kept
        if self.grades:
            progress(f"{self._done()} of {len(self.seen)} were graded before or cannot be read")

    def grade(self, second: Chosen, jobs: int, function: str) -> None:
        """Grade every content that has no grade yet."""
        waiting = {seen.sha256 for seen in self.seen} - self.grades.keys()
        if not waiting:
            return
        if second.function and not second.importable:
            for submission in self._contents(waiting):
                self._finished(submission, grade_one(submission.content, self.options, reader=second.function))
            return
        alone = len(waiting) == 1 and (os.cpu_count() or 1) > 1
        options = replace(self.options, together=alone)
        jobs, seconds = min(jobs, len(waiting)), 2 * _run_seconds(self.options) + BESIDE_RUNS
        grade_many(self._contents(waiting), options, self._finished, jobs=jobs, seconds=seconds, function=function)

    def listed(self) -> list[Grade]:
        """A grade for every file, by name; two files of one content have the same grade."""
        return sorted(self._named(), key=lambda found: found.file)

    def _named(self) -> Iterator[Grade]:
        for submission in find(self.places):
            found = self.grades.get(submission.sha256)
            if found is None:  # it appeared, or changed, after the others were listed
                told = "The file changed while the others were graded; grade it again."
                found = problem_grade(submission.file, submission.sha256, told)
            yield named(found, submission, twice=self.copies[submission.sha256] > 1)

    def _contents(self, waiting: set[str]) -> Iterator[Submission]:
        """The submissions to grade, each content once, read when they are asked for."""
        left = set(waiting)
        for submission in find(self.places):
            if submission.sha256 in left and not submission.problem:
                left.discard(submission.sha256)
                yield submission

    def _finished(self, submission: Submission, grade: Grade) -> None:
        self.grades[submission.sha256] = grade
        if self.store and ENDED not in grade.run:
            self.store.save(key_of(submission.sha256, self.options), grade, submission.file)
        said = grade.problem or grade.outcome.value
        if (others := self.copies[submission.sha256] - 1) > 0:
            said += f" (so {'is' if others == 1 else 'are'} {others} of the same content)"
        self.progress(f"{self._done()} of {len(self.seen)}: {submission.file}: {said}")

    def _done(self) -> int:
        return sum(seen.sha256 in self.grades for seen in self.seen)


def _refuse_unusable(jobs: object, out: object) -> None:
    if isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1:
        raise InputError(f"{jobs!r} jobs", "a whole number, at least 1", "--jobs 2")
    if out is not None and not isinstance(out, str | Path):
        raise InputError(f"{out!r} as the folder to write into", "a path", 'out="grades"')
    if "\0" in str(out):
        raise InputError(f"the path {shown(str(out))}", "a path without the character NUL", "--out FOLDER")


def _require_isolation() -> None:
    """Refuse the class at once, not one notebook after the other."""
    from takehome.practice.runner.execute import not_isolated
    from takehome.practice.runner.probe import isolated

    if not isolated():
        raise not_isolated()


def _run_seconds(options: Options) -> float:
    from takehome.practice.runner.inside.drive import BUSY
    from takehome.practice.runner.nouns import LIMITS

    return BUSY * float(options.limits.get("total_seconds", LIMITS.total_seconds))


def _current(grade: Grade) -> bool:
    """Whether a kept grade is of the assignment's version that is here now."""
    from takehome.practice import assignments

    if not grade.assignment:
        return True
    try:
        return assignments.by_name(grade.assignment).version == grade.version
    except InputError:
        return False
