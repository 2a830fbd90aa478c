"""What ``takehome practice list`` says: every assignment, its sections and levels, and whether it is available here."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from takehome.practice.assignments import catalogue, missing_verbs

if TYPE_CHECKING:
    from takehome.practice.spec import Assignment

WIDTH = 100


def as_data() -> list[dict[str, Any]]:
    """The assignments as plain data, for programs."""
    return [
        {
            "name": assignment.name,
            "title": assignment.title,
            "summary": assignment.summary,
            "version": assignment.version,
            "minutes": assignment.minutes,
            "available": not missing_verbs(assignment),
            "missing": list(missing_verbs(assignment)),
            "levels": {str(level): adds for level, adds in assignment.levels.items()},
            "sections": [
                {"number": section.number, "title": section.title, "from_level": section.from_level}
                for section in assignment.sections
            ],
        }
        for assignment in catalogue()
    ]


def as_text() -> str:
    """The assignments for reading."""
    blocks = ["\n".join(_lines(assignment)) for assignment in catalogue()]
    return "\n\n".join(blocks) if blocks else "This installation has no assignments."


def _lines(assignment: Assignment) -> list[str]:
    missing = missing_verbs(assignment)
    state = f"unavailable: its solution calls {', '.join(missing)}, which is not installed" if missing else (
        f"about {assignment.minutes} minutes"
    )  # fmt: skip
    sections = [
        f"{section.number} {section.title}" + (f" (from level {section.from_level})" if section.from_level > 1 else "")
        for section in assignment.sections
    ]
    texts = [assignment.summary, f"Sections: {'; '.join(sections)}"]
    texts += [f"Level {level}: {adds}" for level, adds in assignment.levels.items()]
    wrapped = (textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ") for text in texts)
    return [f"{assignment.name} · {assignment.title} ({state})", *(line for lines in wrapped for line in lines)]
