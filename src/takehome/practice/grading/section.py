"""Grade one section from plain data: no kernel, no file, no clock.

The order is the order in which a person would look: are there answers, are they right on the candidate's own data, is
the picture there; if not, which known mistake is it and what does it cost; if so, does the same code answer and draw
rightly on other data of the same kind; and does the text justify it. A pass needs all of them. Whatever a criterion
cannot digest makes the answer wrong and never stops the grader.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from takehome.practice.drawn import Drawn
from takehome.practice.grading.kinds import Checked, check_kinds
from takehome.practice.results import About, Note, Outcome, SectionGrade, TextReading
from takehome.practice.spec import Answers, Facts, Rubric, Section

STRANGE = (ValueError, TypeError, ArithmeticError, LookupError)
"""What a judge may raise on an answer of the right kind with senseless content (a list too short, a missing name)."""

Read = Callable[[str, Rubric, Facts, Sequence[float]], TextReading]
"""A reader of texts; the grader's own is :func:`takehome.practice.grading.text.read`."""

TYPED_IN = "right on your data and wrong on other data of the same kind"


class SecondRun(NamedTuple):
    """What the same code gave on other data: their truth, ``answers[n]`` as plain JSON, and what the cells drew."""

    truth: Any
    answers: Any
    drawn: Sequence[Drawn]


def grade_section(
    section: Section,
    truth: Any,
    answers: Any,
    *,
    ran: bool,
    drawn: Sequence[Drawn],
    text: str,
    own_numbers: Sequence[float],
    second: SecondRun | None,
    read: Read | None = None,
) -> SectionGrade:
    """The outcome of a section, and everything that a candidate should know about it.

    Parameters
    ----------
    section : what is asked. truth : of the candidate's own data. answers : ``answers[n]`` as plain JSON, whatever it
        is. ran : whether all cells of the section ran to their end. drawn : what its cells drew. text : the written
        answer. own_numbers : numbers that the text may quote.
    second : on other data, or None where there was no second run.
    read : the reader of texts, for tests.
    """
    checked = check_kinds(section.fields, answers)
    if not checked.attempted and not (ran and text.strip()):
        return _without_answers(section, ran)
    failed = _answer_notes(section, truth, checked)
    if not ran and checked.missing:
        crashed = Note(About.RUN, "cell", f"Its code stopped before it had answered {_listed(checked.missing)}.")
        return SectionGrade(section.number, section.title, Outcome.COULD_NOT_RUN, (crashed, *failed, *checked.aside))
    failed += _plot_notes(section, truth, checked, drawn)
    if failed:
        failed += _trap_notes(section, truth, checked.values)
    elif second is not None:
        failed += _second_notes(section, second, first=answers, first_drawn=drawn)
    reading = _read(section, truth, checked.values, text, own_numbers, read)
    outcome = _outcome(reading) if not failed else Outcome.WRONG
    notes = (*failed, *_text_notes(reading, right=not failed), *checked.aside)
    points = reading.points if reading else ()
    right = _right(section, checked, failed, second_run=second is not None)
    return SectionGrade(section.number, section.title, outcome, notes, points, right=right)


def answers_right(section: Section, truth: Any, answers: Any) -> bool:
    """Whether every answer is there and right; pictures and texts aside."""
    checked = check_kinds(section.fields, answers)
    return checked.attempted and not _answer_notes(section, truth, checked)


def _right(section: Section, checked: Checked, failed: Sequence[Note], *, second_run: bool) -> tuple[str, ...]:
    """A sentence for each thing that was right."""
    wrong = {note.name for note in failed}
    answers = [f"“{c.key}” is right ({c.says})." for c in section.criteria if c.key in checked.values.keys() - wrong]
    plots = [f"The picture is right ({plot.says})." for plot in section.plots if plot.says not in wrong]
    other = ["On other data of the same kind your code answered rightly too."] if second_run and not failed else []
    return (*dict.fromkeys(answers), *plots, *other)


def _without_answers(section: Section, ran: bool) -> SectionGrade:
    if ran:
        return SectionGrade(section.number, section.title, Outcome.NOT_ATTEMPTED)
    crashed = Note(About.RUN, "cell", "Its code stopped before it had answered anything.")
    return SectionGrade(section.number, section.title, Outcome.COULD_NOT_RUN, (crashed,))


def _outcome(reading: TextReading | None) -> Outcome:
    if reading is None:
        return Outcome.NEEDS_READER
    return Outcome.WRONG if reading.outcome is Outcome.NOT_ATTEMPTED else reading.outcome


def _answer_notes(section: Section, truth: Any, checked: Checked) -> list[Note]:
    """A note for every answer that is missing, of the wrong kind, or wrong."""
    notes = [*_missing_notes(section, checked), *checked.wrong]
    unusable = {*checked.missing, *(note.name for note in checked.wrong)}
    for criterion in section.criteria:
        if criterion.key in unusable or (checked.wrong and not checked.values):
            continue
        sentence = _asked(criterion.judge, truth, checked.values, about=criterion.key, unusable=unusable)
        if sentence:
            notes.append(Note(About.ANSWER, criterion.key, sentence))
    return notes


def _missing_notes(section: Section, checked: Checked) -> list[Note]:
    if not checked.attempted:
        return [Note(About.ANSWER, "answers", f"There is a text, but `answers[{section.number}]` is empty.")]
    says = {field.key: field.says for field in section.fields}
    return [Note(About.ANSWER, key, f"“{key}” is missing ({says[key]}).") for key in checked.missing]


def _plot_notes(section: Section, truth: Any, checked: Checked, drawn: Sequence[Drawn]) -> list[Note]:
    unusable = {*checked.missing, *(note.name for note in checked.wrong)}
    notes = []
    for plot in section.plots:
        sentence = _asked(plot.judge, truth, checked.values, drawn, about="plot", unusable=unusable)
        if sentence:
            notes.append(Note(About.PLOT, plot.says, sentence))
    return notes


def _asked(judge: Callable[..., str | None], *arguments: Any, about: str, unusable: set[str]) -> str | None:
    """What a judge says; what it cannot digest is wrong, in plain words."""
    try:
        return _quietly(judge, *arguments)
    except STRANGE as error:
        if unusable:
            return f"“{about}” could not be judged without {_listed(sorted(unusable))}."
        told = str(error).strip().splitlines() or [type(error).__name__]
        return f"“{about}” could not be judged: the answers of this section do not fit together ({told[0][:120]})."


def _quietly(judge: Callable[..., str | None], *arguments: Any) -> str | None:
    """Warnings about a stranger's numbers are nothing that the grader's user can act on."""
    import numpy as np

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return judge(*arguments)


def _trap_notes(section: Section, truth: Any, answers: Answers) -> list[Note]:
    """Every known mistake that recognises these answers; one that cannot digest them does not recognise them."""
    notes = []
    for trap in section.traps:
        try:
            sentence = _quietly(trap.caught, truth, answers)
        except STRANGE:
            continue
        if sentence:
            notes.append(Note(About.TRAP, trap.name, sentence))
    return notes


def _second_notes(section: Section, second: SecondRun, *, first: Any, first_drawn: Sequence[Drawn]) -> list[Note]:
    """The hidden data's numbers stay hidden: only the names of the answers and pictures that fail are told."""
    truth, answers, drawn = second
    checked = check_kinds(section.fields, answers)
    if not checked.attempted:
        reason = "there your code gave no answer at all, so it works on your data alone"
        return [Note(About.SECOND_SEED, "answers", f"The answers were {TYPED_IN}: {reason}.")]
    wrong = list(dict.fromkeys(note.name for note in _answer_notes(section, truth, checked)))
    same = isinstance(answers, dict) and isinstance(first, dict) and all(answers.get(k) == first.get(k) for k in wrong)
    reason = "numbers are typed in" if same else "numbers or choices are typed in, or the method fits your data alone"
    notes = [Note(About.SECOND_SEED, key, f"The answers were {TYPED_IN} (“{key}”): {reason}.") for key in wrong]
    reason = _picture_reason(drawn, first_drawn)
    pictures = [note.name for note in _plot_notes(section, truth, checked, drawn)]
    told = [Note(About.SECOND_SEED, says, f"The picture was {TYPED_IN} (“{says}”): {reason}.") for says in pictures]
    return notes + told


def _picture_reason(drawn: Sequence[Drawn], first: Sequence[Drawn]) -> str:
    """Why a picture may be wrong on other data alone; one that is judged with the answers fails with them."""
    if not drawn:
        return "there your code drew nothing"
    if list(drawn) == list(first):
        return "there it shows the same, so its numbers are typed in"
    return "numbers are typed in, there or in the answers, or the method fits your data alone"


def _read(
    section: Section, truth: Any, answers: Answers, text: str, own_numbers: Sequence[float], read: Read | None
) -> TextReading | None:
    """The text against the evidence; None where wrong answers left no evidence to read it against."""
    try:
        facts = section.facts(truth, answers)
    except STRANGE:
        return None
    return (read or _own_reader())(text, section.rubric, facts, own_numbers)


def _own_reader() -> Read:
    from takehome.practice.grading import text

    return text.read


def _text_notes(reading: TextReading | None, *, right: bool) -> tuple[Note, ...]:
    if reading is None:
        return (Note(About.TEXT, "text", "The text was not read: the answers that it would rest on are missing."),)
    if reading.outcome is not Outcome.NOT_ATTEMPTED:
        return reading.notes
    but = "The answers are right, but a pass needs" if right else "A pass also needs"
    return (*reading.notes, Note(About.TEXT, "text", f"{but} the written answer to the section's question."))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
