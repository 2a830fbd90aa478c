"""How a grade reads: the outcome in one sentence, what was right, what protected the run, what to do next.

Every renderer takes its sentences from here, so that the page, the Markdown and the class summary never disagree.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from takehome.practice.results import About, Grade, Note, Outcome, Point, SectionGrade
from takehome.report.words import clip, visible
from takehome.units import format_number

PASSAGE_LENGTH = 300
"""Characters of a candidate's passage that are quoted: enough to find it again; the notebook holds the rest."""
SENTENCE_LENGTH = 600
"""Characters of one sentence: longer than any that the grader writes, shorter than an error output can be."""
LISTED = 20
"""Notes of one kind that are listed; the JSON document holds all of them."""

OUTCOME_WORDS = {
    Outcome.PASS: "Pass",
    Outcome.NEEDS_READER: "Needs a reader",
    Outcome.WRONG: "Wrong",
    Outcome.COULD_NOT_RUN: "Could not run",
    Outcome.NOT_ATTEMPTED: "Not attempted",
}
_SAID_OF_SECTIONS = {
    Outcome.WRONG: ("is wrong", "are wrong"),
    Outcome.COULD_NOT_RUN: ("could not run", "could not run"),
    Outcome.NEEDS_READER: ("needs a reader", "need a reader"),
    Outcome.NOT_ATTEMPTED: ("was not attempted", "were not attempted"),
}
NOTE_LABELS = {
    About.TRAP: "Recognised",
    About.RUN: "Run",
    About.ANSWER: "Answers",
    About.PLOT: "Plot",
    About.SECOND_SEED: "Second data set",
    About.TEXT: "Text",
    About.HANDOUT: "Handout",
}
"""Labels of a section's notes, in the order in which they are read: the recognised mistake and its price first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under one label; `more` were left out."""

    label: str
    about: About
    sentences: tuple[str, ...]
    more: int


def listed(items: Sequence[str]) -> str:
    """Words in a row.

    >>> listed(["2"]), listed(["2", "4"]), listed(["2", "4", "5"])
    ('2', '2 and 4', '2, 4 and 5')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def clause(sentence: str) -> str:
    """A sentence as it stands within another: a name or an abbreviation keeps its capital.

    >>> clause("A whole file."), clause("This one."), clause("JSON alone."), clause("Why: it bends")
    ('a whole file', 'this one', 'JSON alone', 'why: it bends')
    """
    plain = sentence[1:2].islower() or sentence[:2] == "A "
    return (sentence[:1].lower() + sentence[1:] if plain else sentence).rstrip(".")


def _parted(problem: str) -> tuple[str, str]:
    """What was seen, and what was expected and is to be tried: an error's three parts stand in a row."""
    for label in ("Expected: ", "Try: "):
        saw, found, rest = problem.partition(f". {label}")
        if found:
            return saw, f"{label}{rest}"
    return problem, ""


def title(grade: Grade) -> str:
    """Whose feedback it is: the candidate's, and where nobody is named that of the file."""
    return grade.candidate or PurePath(grade.file).name or "a notebook without a name"


def overall(grade: Grade) -> str:
    """The outcome of the whole notebook in one sentence."""
    if grade.problem:
        return f"This notebook could not be graded: {clause(clip(_parted(grade.problem)[0], SENTENCE_LENGTH))}."
    sections, total = grade.sections, len(grade.sections)
    if not sections:
        return "This notebook could not be graded: no section of it was found."
    if all(section.outcome is Outcome.NOT_ATTEMPTED for section in sections):
        which = "the section has no" if total == 1 else f"none of the {total} sections has an"
        return f"Nothing was attempted: {which} answer."
    passed = sum(section.outcome is Outcome.PASS for section in sections)
    if passed == total:
        return "The section passes." if total == 1 else f"All {total} sections pass."
    if total == 1:
        return f"{next(iter(_rest(sections))).capitalize()}."
    count = f"{passed or 'None'} of {total} sections {'passes' if passed <= 1 else 'pass'}"
    return f"{count}; {', '.join(_rest(sections))}."


def _rest(sections: Sequence[SectionGrade]) -> Iterable[str]:
    for outcome, (one, several) in _SAID_OF_SECTIONS.items():
        numbers = [str(section.number) for section in sections if section.outcome is outcome]
        if numbers:
            yield f"section{'s' * (len(numbers) > 1)} {listed(numbers)} {several if len(numbers) > 1 else one}"


def groups(notes: Sequence[Note]) -> list[Group]:
    """A section's notes by what they are about."""
    found = []
    for about, label in NOTE_LABELS.items():
        said = [clip(note.sentence, SENTENCE_LENGTH) for note in notes if note.about is about]
        if said:
            found.append(Group(label, about, tuple(said[:LISTED]), max(len(said) - LISTED, 0)))
    return found


def right(section: SectionGrade) -> tuple[str, ...]:
    """What was right, in sentences; a modest one where the grader named nothing."""
    if section.right:
        return tuple(clip(sentence, SENTENCE_LENGTH) for sentence in section.right[:LISTED])
    if section.outcome is Outcome.PASS:
        return ("The answers are right, and the text gives the reasons.",)
    faulty = {About.TRAP, About.ANSWER, About.PLOT, About.RUN, About.SECOND_SEED}
    ran = section.outcome in (Outcome.WRONG, Outcome.NEEDS_READER)
    return ("No fault was found in the answers.",) if ran and not {n.about for n in section.notes} & faulty else ()


def gist(section: SectionGrade) -> str:
    """The one sentence that explains a section's outcome in a list; empty where the outcome's word says it all."""
    if section.outcome in (Outcome.PASS, Outcome.NOT_ATTEMPTED):
        return ""
    if found := groups(section.notes):
        return found[0].sentences[0]
    for earned, said in ((False, "The text misses a point"), (None, "A person has to decide a point")):
        open_points = [point.says for point in section.points if point.earned is earned]
        if open_points:
            return f"{said}: {clip(open_points[0], SENTENCE_LENGTH)}"
    return ""


def says(point: Point) -> str:
    """The published line of the rubric, as a sentence begins."""
    return clip(point.says[:1].upper() + point.says[1:], SENTENCE_LENGTH)


def passage(point: Point) -> str:
    """The quoted passage, on one line and cut."""
    return clip(" ".join(visible(point.passage).split()), PASSAGE_LENGTH)


def points_earned(points: Sequence[Point]) -> str:
    """How many points were earned, and how many the rules cannot decide."""
    undecided = sum(point.earned is None for point in points)
    rest = f"; {undecided} undecided" if undecided else ""
    return f"{sum(point.earned is True for point in points)} of {len(points)} points earned{rest}."


def protection(grade: Grade) -> str:
    """A plain sentence on what protected the run."""
    if not grade.protections:
        return "No protection is on record: the notebook was not run, or the grader did not say under which it ran."
    absent = [clip(item.name) for item in grade.protections if not item.active]
    total = len(grade.protections)
    if not absent:
        return f"All {total} protections were active while the notebook ran."
    return (
        f"Warning: {len(absent)} of {total} protections {'was' if len(absent) == 1 else 'were'} not active while the "
        f"notebook ran: {listed(absent)}. Run code of people whom you do not trust only where all are active."
    )


def next_steps(grade: Grade) -> list[tuple[str, str]]:
    """What a candidate can do next: (sentence, command); an empty command where there is none."""
    if grade.problem:
        said = clip(_parted(grade.problem)[1], SENTENCE_LENGTH)
        again = "Mend what the sentence at the top names, and grade the notebook again."
        return [(sentence, "") for sentence in (said, again) if sentence]
    if grade.mode == "sealed":
        said = "This handout is sealed: it gives no hints and no solution. Ask your instructor about a section."
        return [(said, "")]
    file = shlex.quote(_own_file(visible(grade.file)) or "NOTEBOOK")
    waiting = [str(section.number) for section in grade.sections if section.outcome is Outcome.NEEDS_READER]
    closed = (Outcome.PASS, Outcome.NEEDS_READER)
    open_sections = [section.number for section in grade.sections if section.outcome not in closed]
    steps = []
    if waiting:
        which = f"section{'s' * (len(waiting) > 1)} {listed(waiting)}"
        steps = [(f"The text of {which} is for a person to read: this grader could not decide it.", "")]
    if open_sections:
        first = open_sections[0]
        steps += [
            (f"Get a hint for section {first}.", f"takehome practice hint {file} --section {first}"),
            (f"Check section {first} again after a change.", f"takehome practice check {file} --section {first}"),
        ]
    if any(section.outcome is not Outcome.NOT_ATTEMPTED for section in grade.sections):
        asked = "Answer the questions that an interviewer would ask about your work."
        steps.append((asked, f"takehome practice interview {file}"))
    steps.append(("See the answered notebook, with the solution.", f"takehome practice reveal {file}"))
    return steps


def _own_file(file: str) -> str:
    """The file as its candidate has it: no zip of a class stands around it.

    >>> _own_file("class.zip/class/Ada.ipynb"), _own_file("work/Ada.ipynb")
    ('Ada.ipynb', 'work/Ada.ipynb')
    """
    return file.rpartition("/")[2] if ".zip/" in file.lower() else file


def _graded_file(file: str) -> str:
    """What was handed to the grader: a zip is graded whole.

    >>> _graded_file("class.zip/class/Ada.ipynb"), _graded_file("work/Ada.ipynb")
    ('class.zip', 'work/Ada.ipynb')
    """
    end = file.lower().find(".zip/")
    return file if end < 0 else file[: end + len(".zip")]


def command(grade: Grade) -> str:
    """How to grade the notebook again: the command on record, else the shortest one."""
    if said := str(grade.run.get("command", "")):
        return said
    secret = " --secret-file secret.txt" if grade.mode == "sealed" else ""
    file = _graded_file(visible(grade.file)) or "NOTEBOOK"
    return f"takehome practice grade {shlex.quote(file)}{secret}"


def took(grade: Grade) -> str:
    """Duration, machine and versions, as far as the grader recorded them."""
    machine, versions = grade.run.get("machine"), grade.run.get("versions")
    seconds = grade.run.get("seconds")
    whole = seconds.get("grade") if isinstance(seconds, Mapping) else seconds
    parts = []
    if isinstance(whole, int | float):
        parts.append(f"It took {format_number(float(whole))} s" + (f" on {machine}." if machine else "."))
    if isinstance(versions, Mapping):
        parts.append(", ".join(f"{name} {version}" for name, version in versions.items()) + ".")
    elif python := grade.run.get("python"):
        parts.append(f"Python {python}.")
    return " ".join(parts)
