"""Hold an interview: grade, ask one question after another, show each model answer after the typed one.

Where the answers come from (a terminal, a pipe, a list) and where texts go are parameters, so that the command, a
notebook and a test hold the same interview.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from takehome.errors import InputError
from takehome.practice.interview.nouns import Exchange, Interview, Question, Transcript
from takehome.practice.interview.reading import reading
from takehome.practice.interview.transcript import markdown, shown
from takehome.practice.shown_paths import clipped

SKIP = ("", "skip", "s")
"""What is typed to skip a question."""
PROMPT = "> "


def prepare(
    path: str | PathLike[str],
    *,
    trust: bool,
    secret: str | bytes | PathLike[str] | None,
    progress: Callable[[str], Any] | None,
) -> Interview:
    """Grade a notebook on its own data and collect its questions; see :func:`takehome.practice.interview.prepare`."""
    from takehome.practice.interview.examination import examine
    from takehome.practice.interview.invited import invited

    tell = progress or (lambda said: None)
    tell(f"Running {clipped(Path(path).name or path)} …")
    examination = examine(path, trust=trust, secret=secret)
    grade = examination.grade
    return Interview(grade.file, grade.assignment, grade.level, grade.candidate, invited(examination))


def hold(
    interview: Interview,
    out: Path | None = None,
    answers: Iterable[str] | None = None,
    write: Callable[[str], Any] | None = None,
) -> Transcript:
    """Ask every question in turn; the transcript is on disk after every answer.

    Answers that are not given are read from standard input, one a line; where it ends, the interview ends.
    """
    show = write or (_to_terminal if answers is None else lambda text: None)
    transcript = Transcript(interview)
    _save(transcript, out)
    show(opening(interview))
    for exchange in exchanges(interview, _typed() if answers is None else iter(answers), show):
        transcript = Transcript(interview, (*transcript.exchanges, exchange))
        _save(transcript, out)
    show(closing(transcript))
    return transcript


def exchanges(interview: Interview, answers: Iterator[str], show: Callable[[str], Any]) -> Iterator[Exchange]:
    """Each question with its answer and how that reads; the model answer is shown after the answer only."""
    total = len(interview.questions)
    for place, question in enumerate(interview.questions, 1):
        show(asked(question, place, total))
        typed = next(answers, None)
        if typed is None:
            return
        answer = "" if typed.strip().casefold() in SKIP else typed.strip()
        exchange = Exchange(question, answer, reading(question, answer))
        show(answered(exchange))
        yield exchange


def opening(interview: Interview) -> str:
    """What is said before the first question."""
    total = len(interview.questions)
    if not total:
        return "This notebook invites no question."
    return (
        f"{total} question{'s' * (total > 1)} on {interview.assignment}, level {interview.level}. Type an answer in "
        "one line and press Enter; an empty line skips the question. The model answer follows yours."
    )


def asked(question: Question, place: int, total: int) -> str:
    """A question as it is shown."""
    return f"\n{place} of {total} · section {question.section}, {question.title}\n{question.question}"


def answered(exchange: Exchange) -> str:
    """What is shown after an answer."""
    question = exchange.question
    lines = [f"Model answer: {question.model_answer}"]
    if question.evidence:
        lines.append(f"Evidence: {question.evidence}")
    if exchange.reading:
        lines.append(f"Your numbers: {exchange.reading}")
    return "\n".join(lines)


def closing(transcript: Transcript) -> str:
    """What is said at the end."""
    total = len(transcript.interview.questions)
    given = sum(bool(exchange.answer) for exchange in transcript.exchanges)
    if not total:
        return ""
    return (
        f"\nYou answered {given} of {total}. Compare your reasons with the model answers: no machine has judged them."
    )


def new_file(out: str | PathLike[str] | None) -> Path | None:
    """The transcript's file; refused before anything runs where it could not be written or would replace another."""
    if out is None:
        return None
    path = Path(out)
    if path.exists():
        raise InputError(f"{path}, which exists", "a new file for the transcript", "give another name")
    if not path.parent.is_dir():
        raise InputError(f"{path}, in a folder that does not exist", "a file in an existing folder", "make the folder")
    return path


def _save(transcript: Transcript, out: Path | None) -> None:
    if out is None:
        return
    try:
        out.write_text(markdown(transcript), "utf-8")
    except OSError as error:
        raise InputError(f"{out}, which cannot be written ({error.strerror})", "a file for the transcript") from None


def _to_terminal(text: str) -> None:
    sys.stdout.write(f"{shown(text)}\n")
    sys.stdout.flush()


def _typed() -> Iterator[str]:
    """Lines of standard input; with a prompt where a person types them."""
    while True:
        if sys.stdin.isatty():
            sys.stdout.write(PROMPT)
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")
