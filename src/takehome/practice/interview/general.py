"""The questions that any graded section may be asked, whatever its assignment: made from its notes and its rubric.

A model answer is what the grader can vouch for: the sentence of a recognised mistake, the published line of the rubric,
the hints; its evidence are the section's own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from takehome.practice.feedback.wording import clause, listed
from takehome.practice.interview.nouns import Question
from takehome.practice.interview.reading import as_given
from takehome.practice.results import About, Note, Point, SectionGrade
from takehome.practice.spec import Answers, Facts, Field, Section
from takehome.report.words import clip
from takehome.units import format_number

FACTS = 8
"""Numbers that the evidence of one question lists."""
QUOTED = 3
"""Wrong answers that one question quotes."""
PASSAGE = 200
"""Characters of the candidate's text that a question quotes."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One section with all that a question may rest on."""

    section: Section
    grade: SectionGrade
    truth: Any
    answers: Answers
    facts: Facts
    own_numbers: tuple[float, ...]

    def question(self, name: str, question: str, model_answer: str, evidence: str = "") -> Question:
        """A question about this section."""
        return Question(
            self.section.number, self.section.title, name, question, model_answer, evidence, self.own_numbers
        )

    @property
    def evidence(self) -> str:
        """The facts of the section, with units where a field of the same name has one."""
        units = {field.key: _unit(field) for field in self.section.fields}
        said = [_fact(name, value, units.get(name, "")) for name, value in list(self.facts.items())[:FACTS]]
        return f"On your data: {'; '.join(said)}." if said else ""


def mistake(graded: Graded, traps: Sequence[Note]) -> Question:
    """Quotes the wrong answers where they are short, else names them: what was seen of them may tell the right ones.

    A mistake is not tied to one field, so all that were recognised answer for all that is quoted.
    """
    fields = {field.key: field for field in graded.section.fields}
    wrong = [note for note in graded.grade.notes if note.about is About.ANSWER]
    given = {note.name: fields[note.name] for note in wrong if note.name in graded.answers}
    short = [shown for key, field in given.items() if (shown := _shown(field, graded.answers[key]))]
    number = graded.section.number
    if short:
        start = f"In section {number} you answered {listed(short[:QUOTED])}."
    elif given:
        start = (
            f"In section {number} {listed([f'“{key}”' for key in given])} {'is' if len(given) == 1 else 'are'} wrong."
        )
    else:
        start = f"Your work on section {number} holds a mistake that many make."
    evidence = " ".join(note.sentence for note in wrong[:QUOTED])
    model_answer = " ".join(note.sentence for note in traps)
    return graded.question(traps[0].name, f"{start} What went wrong, and what does it cost?", model_answer, evidence)


def strange_number(graded: Graded, note: Note) -> Question:
    """A number of the text that is none of the candidate's own, or a text without any."""
    noted = clip(note.sentence, 2 * PASSAGE)
    question = f"The grader says of your text in section {graded.section.number}: {noted} How do you put it right?"
    return graded.question(note.name, question, _points(graded), graded.evidence)


def contradiction(graded: Graded, point: Point) -> Question:
    """A sentence of the text that the evidence contradicts."""
    wrote = f"In section {graded.section.number} you wrote: {_quoted(point)}"
    question = f"{wrote} Your own results say otherwise. What do they say, and what follows?"
    return graded.question(point.name, question, _sentence(point.says), graded.evidence)


def left_out(graded: Graded, point: Point) -> Question:
    """A point of the rubric that was not earned, named but not told."""
    question = (
        f"You were asked: “{graded.section.rubric.question}” Your text says nothing that a reader could count as "
        f"“{point.name.replace('-', ' ')}”. What do you say about it?"
    )
    return graded.question(point.name, question, _sentence(point.says), graded.evidence)


def unclear(graded: Graded, point: Point) -> Question:
    """A point that the grader cannot decide, with the passage that it cannot read."""
    wrote = f"You wrote: {_quoted(point)} " if point.passage else ""
    question = (
        f"{wrote}The grader cannot tell what your text in section {graded.section.number} says about "
        f"“{point.name.replace('-', ' ')}”. Say it in one sentence, with its number."
    )
    return graded.question(point.name, question, _sentence(point.says), graded.evidence)


def left_open(graded: Graded) -> Question:
    """A section that was not attempted."""
    question = (
        f"You left section {graded.section.number} open, which asks: “{graded.section.rubric.question}” "
        "Where would you begin?"
    )
    model_answer = " ".join(graded.section.hints) or _points(graded)
    return graded.question("left-open", question, model_answer)


def stopped(graded: Graded) -> Question:
    """A section whose code did not run to its end."""
    seen = next((note.sentence for note in graded.grade.notes if note.about is About.RUN), "It stopped.")
    question = (
        f"About your code of section {graded.section.number}: {clip(seen, 2 * PASSAGE)} How do you find the cause?"
    )
    start = "Run the notebook from the top in a fresh kernel, and look at what the line before the failing one made."
    return graded.question("stopped", question, " ".join([start, *graded.section.hints[:1]]))


def _points(graded: Graded) -> str:
    """The needed points of the rubric as one sentence."""
    says = [clause(concept.says) for concept in graded.section.rubric.concepts if concept.needed]
    return f"A good text says: {'; '.join(says)}." if says else "Quote your own numbers and say what follows from them."


def _quoted(point: Point) -> str:
    return f"“{clip(' '.join(point.passage.split()), PASSAGE)}”"


def _sentence(says: str) -> str:
    return f"{says[:1].upper()}{says[1:].rstrip('.')}."


def _shown(field: Field, value: Any) -> str:
    """A short answer in words; empty for lists and maps, which no question can quote."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    said = f"“{clip(value, 60)}”" if isinstance(value, str) else f"{as_given(value)} {_unit(field)}".rstrip()
    return f"{said} for “{field.key}”"


def _unit(field: Field) -> str:
    """The unit, where it is one: "0 to 1" or "any scale" says which numbers are possible, not what they measure."""
    return "" if any(letter.isdigit() for letter in field.unit) or "scale" in field.unit else field.unit


def _fact(name: str, value: float | str, unit: str) -> str:
    if isinstance(value, str):
        said = value
    else:
        whole = float(value).is_integer()
        said = f"{as_given(value) if whole else format_number(value)} {unit}".rstrip()
    return f"{name.replace('_', ' ')} {said}"
