"""Check one notebook for the candidate: their own data, one run, and the same judges as a grade."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from takehome.practice import available
from takehome.practice.grading.grade_one import graded
from takehome.practice.grading.options import Options, known_secret
from takehome.practice.grading.submission import read_one
from takehome.practice.results import Grade

if TYPE_CHECKING:
    from takehome.practice.grading.two_runs import Runner


def check(
    path: str | Path,
    section: int | None = None,
    *,
    secret: str | bytes | PathLike[str] | None = None,
    trust: bool = False,
) -> Grade:
    """How a notebook stands, without the second run on hidden data.

    Parameters
    ----------
    path : of the notebook. section : this section alone. secret : of sealed mode. trust : run it without isolation
        where none can be had.

    Raises
    ------
    InputError
        If the file is no notebook of an assignment, if it is sealed and no secret is given (its truth needs it), or if
        no isolation can be had and `trust` is false.
    """
    available.require("checking a notebook")
    return checked(path, Options(secret=known_secret(secret), trust=trust, second_seed=False, section=section))


def checked(path: str | Path, options: Options, run: Runner | None = None) -> Grade:
    """The same under these options; `run` runs a notebook in place of the isolated runner."""
    submission = read_one(path)
    return replace(graded(submission.content, options, run=run), file=submission.file)
