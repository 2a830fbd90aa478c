"""The grade for a terminal: what is wrong and why, wrapped and without markup.

The page holds everything; here a section that passes is one line, and of a rubric only the points to work on are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from takehome.practice.feedback import wording
from takehome.practice.results import Grade, Outcome, SectionGrade
from takehome.report.words import clip, visible

WIDTH = 100
"""Columns: what a line of prose can hold and still be read."""


def text(grade: Grade) -> str:
    """The whole grade as plain text, ending in a newline; what a candidate wrote cannot move the cursor."""
    name = clip(grade.candidate) or clip(grade.file)
    what = f": {clip(grade.assignment)}, level {grade.level}, {clip(grade.mode, 20)} mode" if grade.assignment else ""
    lines = [_line(wording.overall(grade)), f"{name}{what}"]
    for group in wording.groups(grade.notes):
        lines += [_line(f"{group.label}: {sentence}", 2) for sentence in group.sentences]
    for section in grade.sections:
        lines += ["", *_section(section)]
    if any(not item.active for item in grade.protections):
        lines += ["", _line(wording.protection(grade))]
    lines += ["", "What you can do next"]
    for said, command in wording.next_steps(grade):
        lines.append(_line(said, 2))
        lines += [f"    {command}"] if command else []
    return visible("\n".join(lines)).replace("\r", " ") + "\n"


def _section(section: SectionGrade) -> Iterator[str]:
    yield f"{section.number} · {clip(section.title)}: {wording.OUTCOME_WORDS[section.outcome]}"
    for group in wording.groups(section.notes):
        for sentence in group.sentences:
            yield _line(f"{group.label}: {sentence}", 2)
        if group.more:
            yield f"  {group.label}: {group.more} more in the JSON document."
    if section.outcome is Outcome.PASS:
        return
    for sentence in wording.right(section):
        yield _line(f"Right: {sentence}", 2)
    for point in section.points:
        if point.earned is not True:
            yield _line(f"{'Not earned' if point.earned is False else 'Undecided'}: {wording.says(point)}", 2)
    if section.reader:
        yield f"  Read by: {clip(section.reader)}"


def _line(said: str, indent: int = 0) -> str:
    space = " " * indent
    shown = " ".join(visible(said).split())
    return fill(shown, WIDTH, initial_indent=space, subsequent_indent=space + "  ", break_on_hyphens=False)
