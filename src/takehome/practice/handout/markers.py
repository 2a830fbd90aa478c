"""The first line of every cell that is handed out says what the cell is: its marker.

Colab drops cell ids and sometimes tags, people copy, move and merge cells; a comment in the source survives all of
that. Ids and tags are set besides and are asked only where a marker was deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE = re.compile(
    r"[ \t]*#[ \t]*-{2,}[ \t]*(given|your code)[ \t]*:[ \t]*(?:section[ \t]+(\d{1,3})|([a-z]+))"
    r"(?:,[ \t]*part[ \t]+(\d{1,3}))?(?:[ \t]*\(do not modify\))?[ \t]*-{2,}[ \t]*"
)
MARKDOWN = re.compile(r"[ \t]*<!--[ \t]*(name|text|why)(?:[ \t]*:[ \t]*(?:section[ \t]+)?(\d{1,3}))?[ \t]*-->[ \t]*")
PREAMBLE = ("install", "setup", "variant", "data")
"""The given cells that belong to no section."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a cell is.

    Attributes
    ----------
    kind : ``name``, ``text``, ``given``, ``todo`` or ``why``.
    of : for a given cell ``install``, ``setup``, ``variant``, ``data`` or its section's number; for a todo or why cell
        the section's number; for a text its number among the texts.
    part : counts the given cells of one section.
    """

    kind: str
    of: str = ""
    part: int = 1

    @property
    def section(self) -> int:
        """The number of the section, 0 where the cell belongs to none."""
        return int(self.of) if self.kind in ("given", "todo", "why") and self.of.isdecimal() else 0

    @property
    def id(self) -> str:
        """The cell's id in the notebook, for instance ``todo-3``."""
        return "-".join([self.kind, *filter(None, [self.of]), *([str(self.part)] if self.part > 1 else [])])

    @property
    def tags(self) -> list[str]:
        """The cell's tags in the notebook."""
        return [self.kind, f"section:{self.section}"] if self.section else [self.kind]

    @property
    def is_code(self) -> bool:
        """Whether the cell holds code, not text."""
        return self.kind in ("given", "todo")

    @property
    def marker(self) -> str:
        """The cell's first line."""
        if self.kind in ("name", "text"):
            return f"<!-- {self.kind}{f': {self.of}' if self.of else ''} -->"
        of = f"section {self.of}" if self.section else self.of
        if self.kind == "why":
            return f"<!-- why: {of} -->"
        part = f", part {self.part}" if self.part > 1 else ""
        closing = " (do not modify)" if self.of == "data" else ""
        return f"# --- {'your code' if self.kind == 'todo' else 'given'}: {of}{part}{closing} ---"

    @property
    def title(self) -> str:
        """How a sentence calls the cell."""
        if self.kind == "todo":
            return f"the cell for your code of section {self.of}"
        if self.kind == "why":
            return f"the cell for your answer to question {self.of}"
        if self.kind == "given" and self.section:
            return f"the given cell of section {self.of}" + (f" (part {self.part})" if self.part > 1 else "")
        return f"the given cell “{self.of}”" if self.kind == "given" else f"the {self.kind} cell {self.of}".rstrip()


def role_of(line: str) -> Role | None:
    """The role that one line names, or None where it is not a marker.

    >>> role_of("# --- your code: section 3 ---")
    Role(kind='todo', of='3', part=1)
    """
    if found := CODE.fullmatch(line):
        kind, section, name, part = found.groups()
        if section is None and (kind == "your code" or name not in PREAMBLE):
            return None
        of = str(int(section)) if section else str(name)
        return Role("todo" if kind == "your code" else "given", of, int(part or 1))
    if found := MARKDOWN.fullmatch(line):
        kind, number = found.groups()
        if (kind == "name") == (number is not None):
            return None
        return Role(kind, str(int(number)) if number else "")
    return None


def lines_of(source: str) -> list[str]:
    """The lines of a source, divided at line ends alone: a string in it may hold other characters that divide lines."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def first_role(source: str) -> Role | None:
    """The role of a cell by its first line that is not blank."""
    for line in lines_of(source):
        if line.strip():
            return role_of(line)
    return None
