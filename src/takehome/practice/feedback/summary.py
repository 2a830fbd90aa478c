"""A class at a glance: who stands where, which recognised mistakes were made how often, which points were missed most.

An instructor reads it to decide what to teach next; so traps and points are ordered by how many candidates they
concern, and every count stands beside the number of people whom it could concern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from takehome.practice.feedback import wording
from takehome.practice.results import About, Grade, Outcome, SectionGrade
from takehome.report.words import clip, visible

SHOWN = 15
"""Traps and points that a summary lists: more than a teacher can take up in one lesson."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the `among` candidates who attempted a section something concerns, with one sentence as example."""

    assignment: str
    section: int
    name: str
    count: int
    among: int
    example: str


@dataclass(frozen=True, slots=True)
class SectionTally:
    """The outcomes of one section over the class, in the order of :class:`Outcome`."""

    assignment: str
    number: int
    title: str
    counts: tuple[tuple[Outcome, int], ...]


def _graded(grades: Iterable[Grade]) -> Iterable[tuple[Grade, SectionGrade]]:
    return ((grade, section) for grade in grades for section in grade.sections)


def overall(grades: Sequence[Grade]) -> str:
    """How many notebooks pass, need a reader, do not pass and could not be graded, in one sentence."""
    if not grades:
        return "No notebook was graded."
    total = len(grades)
    passed = sum(grade.outcome is Outcome.PASS for grade in grades)
    waiting = sum(grade.outcome is Outcome.NEEDS_READER for grade in grades)
    failed = sum(bool(grade.problem) for grade in grades)
    rest = [
        (waiting, "needs a reader", "need a reader"),
        (total - passed - waiting - failed, "has sections to mend", "have sections to mend"),
        (failed, "could not be graded", "could not be graded"),
    ]
    said = [f"{count} {one if count == 1 else several}" for count, one, several in rest if count]
    if total == 1:
        return f"The notebook {said[0].partition(' ')[2] if said else 'passes'}."
    opening = f"{passed or 'None'} of {total} notebook{'s' * (total != 1)} {'passes' if passed <= 1 else 'pass'}"
    return "; ".join([opening, ", ".join(said)] if said else [opening]) + "."


def section_numbers(grades: Sequence[Grade]) -> tuple[int, ...]:
    """The numbers of all sections of the class, in order: the columns of its gradebook."""
    return tuple(sorted({section.number for _, section in _graded(grades)}))


def sections(grades: Sequence[Grade]) -> list[SectionTally]:
    """The outcomes of each section of each assignment."""
    counts: dict[tuple[str, int], Counter[Outcome]] = {}
    titles: dict[tuple[str, int], str] = {}
    for grade, section in _graded(grades):
        key = grade.assignment, section.number
        counts.setdefault(key, Counter())[section.outcome] += 1
        titles.setdefault(key, section.title)
    return [
        SectionTally(assignment, number, titles[assignment, number], tuple((o, found[o]) for o in Outcome))
        for (assignment, number), found in sorted(counts.items())
    ]


def traps(grades: Sequence[Grade]) -> list[Tally]:
    """Each recognised mistake, the most frequent first; a candidate counts once per section."""
    caught = (
        (grade, section, note.name, note.sentence)
        for grade, section in _graded(grades)
        for note in section.notes
        if note.about is About.TRAP
    )
    return _tallies(grades, caught)


def missed_points(grades: Sequence[Grade]) -> list[Tally]:
    """Each point of a rubric that a text lacks which does not pass, the most frequent first."""
    missed = (
        (grade, section, point.name, point.says)
        for grade, section in _graded(grades)
        for point in section.points
        if point.earned is False and section.outcome not in (Outcome.PASS, Outcome.NOT_ATTEMPTED)
    )
    return _tallies(grades, missed)


def _tallies(grades: Sequence[Grade], seen: Iterable[tuple[Grade, SectionGrade, str, str]]) -> list[Tally]:
    attempted = Counter(
        (grade.assignment, section.number)
        for grade, section in _graded(grades)
        if section.outcome is not Outcome.NOT_ATTEMPTED
    )
    who: dict[tuple[str, int, str], set[str]] = {}
    examples: dict[tuple[str, int, str], str] = {}
    for grade, section, name, sentence in seen:
        key = grade.assignment, section.number, name
        who.setdefault(key, set()).add(grade.file)
        examples.setdefault(key, clip(sentence, wording.SENTENCE_LENGTH))
    found = [Tally(*key, len(people), attempted[key[:2]], examples[key]) for key, people in who.items()]
    return sorted(found, key=lambda tally: (-tally.count, tally.assignment, tally.section, tally.name))[:SHOWN]


def referred(grades: Sequence[Grade]) -> list[tuple[Grade, tuple[int, ...]]]:
    """The notebooks that wait for a person, with the sections to read."""
    waiting = (
        (grade, tuple(s.number for s in grade.sections if s.outcome is Outcome.NEEDS_READER)) for grade in grades
    )
    return [(grade, numbers) for grade, numbers in waiting if numbers]


def repeated(grades: Sequence[Grade]) -> list[str]:
    """Sentences on notebooks that are the same byte by byte, and on names that stand on more than one notebook."""
    graded = [grade for grade in grades if not grade.problem]
    same: dict[str, list[str]] = defaultdict(list)
    of_name: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for grade in graded:
        same[grade.sha256].append(grade.file)
        if grade.candidate:
            of_name[grade.candidate, grade.assignment].setdefault(grade.sha256, grade.file)
    told = [f"{_files(files)} are the same notebook, byte by byte." for files in same.values() if len(files) > 1]
    return told + [
        f"{_files(list(files.values()))} are different notebooks of {clip(candidate)} for {clip(assignment)}."
        for (candidate, assignment), files in of_name.items()
        if len(files) > 1
    ]


def _files(files: Sequence[str]) -> str:
    return wording.listed([clip(file) for file in files])


def text(grades: Sequence[Grade]) -> str:
    """The summary for a terminal, each thing on a line."""
    lines = [overall(grades)]
    if tallies := sections(grades):
        lines.append("\nSections")
    for tally in tallies:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in tally.counts if count)
        lines.append(f"  {tally.assignment} {tally.number}, {tally.title}: {counts}")
    for title, found in (("Recognised mistakes", traps(grades)), ("Points missed most", missed_points(grades))):
        if found:
            lines.append(f"\n{title}")
        lines += [f"  {t.count} of {t.among}, {t.assignment} section {t.section}, {t.name}: {t.example}" for t in found]
    if waiting := referred(grades):
        lines.append("\nFor a person to read")
    lines += [f"  {grade.file}: {_numbers(numbers)}" for grade, numbers in waiting]
    if told := repeated(grades):
        lines.append("\nHanded in more than once")
    lines += [f"  {sentence}" for sentence in told]
    return "\n".join(map(visible, lines)) + "\n"


def _numbers(numbers: Sequence[int]) -> str:
    return f"section{'s' * (len(numbers) > 1)} {wording.listed([str(number) for number in numbers])}"
