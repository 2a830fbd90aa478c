"""Interview mode: the questions that one submission invites, one after another, and the model answers afterwards.

A notebook that passes can still fall apart when its author is asked why. The questions come from the submission's own
findings: the follow-ups of its sections, the mistakes that were recognised, what its texts leave out or contradict. A
model answer is shown only after the candidate has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takehome.practice.interview.nouns import Interview, Transcript

__all__ = ["interview", "prepare"]


def prepare(
    path: str | PathLike[str],
    *,
    trust: bool = False,
    secret: str | bytes | PathLike[str] | None = None,
    progress: Callable[[str], Any] | None = None,
) -> Interview:
    """Grade a notebook on its own data and collect the questions that it invites, at most eight.

    Parameters
    ----------
    trust : run it although it cannot be isolated here. secret : of sealed mode. progress : told what is being done.

    Raises
    ------
    InputError
        If the file cannot be graded, or is a sealed hand-out and no secret is given: model answers would leak.
    """
    from takehome.practice.interview import session

    return session.prepare(path, trust=trust, secret=secret, progress=progress)


def interview(
    path: str | PathLike[str],
    *,
    out: str | PathLike[str] | None = None,
    trust: bool = False,
    secret: str | bytes | PathLike[str] | None = None,
    answers: Iterable[str] | None = None,
    progress: Callable[[str], Any] | None = None,
    write: Callable[[str], Any] | None = None,
) -> Transcript:
    """Ask the questions that a notebook invites and show each model answer after the typed one.

    Parameters
    ----------
    out : a new Markdown file for the transcript; it is written after every answer, so that nothing typed is lost.
    answers : one text a question, an empty one skips it; without it they are read from standard input, a line each.
    write : shows a text; without it, standard output where the answers are typed, nothing where they are given.

    Raises
    ------
    InputError
        As :func:`prepare`; and if `out` exists already or its folder does not.
    """
    from takehome.practice.interview import session

    place = session.new_file(out)
    prepared = session.prepare(path, trust=trust, secret=secret, progress=progress)
    return session.hold(prepared, place, answers, write)
