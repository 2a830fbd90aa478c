"""Which questions a submission invites, and in which order.

A recognised mistake and its price come first, then a text that the evidence contradicts, then the section's own
follow-ups, those about money before the others, then what a text leaves out or leaves unclear, and at last what was not
attempted. No section takes more than its share while another has a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import TYPE_CHECKING

from takehome.practice.grading.kinds import check_kinds
from takehome.practice.interview.general import (
    Graded,
    contradiction,
    left_open,
    left_out,
    mistake,
    stopped,
    strange_number,
    unclear,
)
from takehome.practice.interview.nouns import Question
from takehome.practice.results import About, Outcome, SectionGrade
from takehome.practice.spec import Section

if TYPE_CHECKING:
    from takehome.practice.interview.examination import Examination

MOST = 8
"""Questions of one interview: half an hour."""
PER_SECTION = 2
"""Questions of one section, before the others have had theirs."""
STRANGE = (ValueError, TypeError, ArithmeticError, LookupError)
"""What a follow-up may raise on answers that do not fit together: then they do not invite it."""


class Rank(IntEnum):
    """How telling a question is, the most telling first."""

    MISTAKE = 1
    CONTRADICTION = 2
    MONEY = 3
    STOPPED = 4
    FOLLOW_UP = 5
    LEFT_OUT = 6
    UNCLEAR = 7
    LEFT_OPEN = 8


def invited(examination: Examination) -> tuple[Question, ...]:
    """At most :data:`MOST` questions, the most telling first."""
    sections = {section.number: section for section in examination.assignment.at_level(examination.level)}
    found: list[tuple[Rank, Question]] = []
    for grade in examination.grade.sections:
        if grade.number in sections:
            found += _questions(_graded(examination, sections[grade.number], grade))
    return _chosen([question for _, question in sorted(found, key=lambda item: (item[0], item[1].section))])


def _chosen(ordered: list[Question]) -> tuple[Question, ...]:
    """The first eight, no more than two of a section unless the other sections have no more to ask."""
    taken: list[int] = []
    count: dict[int, int] = {}
    for place, question in enumerate(ordered):
        count[question.section] = count.get(question.section, 0) + 1
        if count[question.section] <= PER_SECTION:
            taken.append(place)
    rest = [place for place in range(len(ordered)) if place not in taken]
    return tuple(ordered[place] for place in sorted((taken + rest)[:MOST]))


def _graded(examination: Examination, section: Section, grade: SectionGrade) -> Graded:
    number = section.number
    truth = examination.truths.get(number)
    answers = check_kinds(section.fields, examination.answers.get(number)).values
    try:
        facts = section.facts(truth, answers)
    except STRANGE:
        facts = {}
    return Graded(section, grade, truth, answers, facts, examination.own_numbers)


def _questions(graded: Graded) -> Iterator[tuple[Rank, Question]]:
    """All questions of one section, each with its rank."""
    if graded.grade.outcome is Outcome.NOT_ATTEMPTED:
        yield Rank.LEFT_OPEN, left_open(graded)
        return
    if graded.grade.outcome is Outcome.COULD_NOT_RUN:
        yield Rank.STOPPED, stopped(graded)
        return
    followups = list(_followups(graded))
    named = {question.name for question in followups}
    traps = [note for note in graded.grade.notes if note.about is About.TRAP and note.name not in named]
    if traps:
        yield Rank.MISTAKE, mistake(graded, traps)
    yield from ((_of_follow_up(question), question) for question in followups)
    yield from ((rank, question) for rank, question in _about_text(graded) if question.name not in named)


def _of_follow_up(question: Question) -> Rank:
    return Rank.MONEY if "$" in question.question + question.model_answer else Rank.FOLLOW_UP


def _about_text(graded: Graded) -> Iterator[tuple[Rank, Question]]:
    """One question of each kind on the text; none of them tells what a good text would have said."""
    rubric, points = graded.section.rubric, graded.grade.points
    strange = [note for note in graded.grade.notes if note.about is About.TEXT and note.name == "numbers"]
    yield from ((Rank.CONTRADICTION, strange_number(graded, note)) for note in strange[:1])
    claims, ideas = {item.fact for item in rubric.agreements}, {item.name for item in rubric.concepts}
    against = [point for point in points if point.earned is False and point.passage and point.name in claims]
    yield from ((Rank.CONTRADICTION, contradiction(graded, point)) for point in against[:1])
    absent = [point for point in points if point.earned is False and not point.passage and point.name in ideas]
    yield from ((Rank.LEFT_OUT, left_out(graded, point)) for point in absent[:1])
    open_points = [point for point in points if point.earned is None]
    yield from ((Rank.UNCLEAR, unclear(graded, point)) for point in open_points[:1])


def _followups(graded: Graded) -> Iterator[Question]:
    for followup in graded.section.followups:
        try:
            asked = followup.ask(graded.truth, graded.answers)
        except STRANGE:
            continue
        if asked is not None:
            yield graded.question(followup.name, *asked)
