"""The grade as GitHub-flavoured Markdown: the page's content in the page's order.

What a candidate wrote is escaped as the report's Markdown escapes text from data: it shows as it is, and is no markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from takehome.practice.feedback import wording
from takehome.practice.results import About, Grade, Point, SectionGrade
from takehome.report.markdown import escape
from takehome.report.words import clip, visible

_MARKS = {True: "Earned", False: "Not earned", None: "Undecided"}


def markdown(grade: Grade) -> str:
    """The whole grade as Markdown."""
    parts = [*_head(grade)]
    for section in grade.sections:
        parts += _section(section)
    parts += ["## What you can do next", *_steps(grade), *_graded(grade)]
    return "\n\n".join(parts) + "\n"


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _code(command: str) -> str:
    fence = "`" * (max((len(ticks) for ticks in re.findall("`+", command)), default=0) + 3)
    return f"{fence}sh\n{visible(command)}\n{fence}"


def _head(grade: Grade) -> list[str]:
    name = escape(clip(wording.title(grade)))
    what = f": {escape(clip(grade.assignment))}, level {grade.level}, {escape(clip(grade.mode, 20))} mode"
    parts = [f"# Feedback for {name}{what if grade.assignment else ''}", f"**{escape(wording.overall(grade))}**"]
    if grade.sections:
        parts.append(_bullets(_line(section) for section in grade.sections))
    for group in wording.groups(grade.notes):
        parts += ["## About the notebook" if group.about is About.HANDOUT else f"## {group.label}", _said(group)]
    return parts


def _line(section: SectionGrade) -> str:
    gist = wording.gist(section)
    title = f"{section.number} · {escape(clip(section.title))}: **{wording.OUTCOME_WORDS[section.outcome]}**"
    return f"{title}. {escape(gist)}" if gist else title


def _said(group: wording.Group) -> str:
    more = [f"{group.more} more in the JSON document."] if group.more else []
    return _bullets([*map(escape, group.sentences), *more])


def _section(section: SectionGrade) -> list[str]:
    parts = [f"## {section.number} · {escape(clip(section.title))}: {wording.OUTCOME_WORDS[section.outcome]}"]
    found = wording.groups(section.notes)
    parts += [f"**{group.label}**\n\n{_said(group)}" for group in found if group.about is About.TRAP]
    if said := wording.right(section):
        parts.append(f"**Right**\n\n{_bullets(map(escape, said))}")
    parts += [f"**{group.label}**\n\n{_said(group)}" for group in found if group.about is not About.TRAP]
    if section.reader:
        parts.append(f"**Read by** {escape(clip(section.reader))}")
    if section.points:
        parts += [f"### Your text against the rubric: {wording.points_earned(section.points)}", _rubric(section.points)]
    if len(parts) == 1:
        parts.append("Neither an answer nor a text was found in this section.")
    return parts


def _rubric(points: Sequence[Point]) -> str:
    lines = []
    for point in points:
        quoted = wording.passage(point)
        says = escape(wording.says(point))
        lines.append(f"**{_MARKS[point.earned]}** {says}" + (f" *“{escape(quoted)}”*" if quoted else ""))
    return _bullets(lines)


def _steps(grade: Grade) -> list[str]:
    return [
        f"{escape(said)}\n\n{_code(command)}" if command else escape(said)
        for said, command in wording.next_steps(grade)
    ]


def _graded(grade: Grade) -> list[str]:
    parts = ["## How it was graded", escape(wording.protection(grade))]
    if grade.protections:
        rows = [
            (clip(item.name), "active" if item.active else "not active", clip(item.how, 300))
            for item in grade.protections
        ]
        lines = [f"| {' | '.join(map(escape, row))} |" for row in rows]
        parts.append("\n".join(["| Protection | Active | How, or why not |", "| --- | --- | --- |", *lines]))
    parts += ["### Do it again", _code(clip(wording.command(grade), 1000))]
    sha = f", SHA-256 {escape(clip(grade.sha256, 64))}" if grade.sha256 else ""
    what = f" Assignment {escape(clip(grade.assignment))}, version {grade.version}." if grade.assignment else ""
    parts.append(f"Notebook {escape(clip(grade.file, 200))}{sha}.{what} {escape(wording.took(grade))}".rstrip())
    return parts
