"""The plain-text source of an assignment's notebook and of its solution: blocks divided by ``# %% KIND`` lines.

One text that a diff can show, in place of a notebook's JSON. A numbered kind names its section; ``level>=2`` says from
which level on a block is there. Of several todo, why or solution blocks of one section, the one that asks the highest
level counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from takehome.errors import InputError

NUMBERED = ("given", "todo", "why", "solution")
"""Kinds that belong to a section."""
SINGLE = ("name", "text", "install", "setup", "variant", "data")
WRITTEN = ("name", "text", "why")
"""Kinds that hold commented text, not code."""
HEADING = re.compile(r"# %% (?P<kind>[a-z]+)(?: (?P<number>[1-9]\d?))?(?: level>=(?P<level>[1-9]))?\s*")
CANDIDATE = "{{candidate}}"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `number` is its section (0 for none), `text` its code, or its text without the comment signs."""

    kind: str
    number: int
    from_level: int
    text: str
    line: int


def cells(source: str, name: str = "notebook.txt") -> tuple[Block, ...]:
    """The blocks of a source.

    Raises
    ------
    InputError
        If a heading is unknown, or a line of a text block is not commented; the message names file and line.
    """
    blocks: list[Block] = []
    lines: list[str] = []
    heading: tuple[re.Match[str], int] | None = None
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith("# %%"):
            if heading:
                blocks.append(_block(*heading, lines, name))
            heading, lines = (_heading(line, name, number), number), []
        elif heading:
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise _problem(name, number, f"{line[:60]!r} before the first heading", "a line # %% KIND first")
    if heading:
        blocks.append(_block(*heading, lines, name))
    return tuple(blocks)


def at_level(blocks: Iterable[Block], level: int) -> tuple[Block, ...]:
    """The blocks that a level holds, in order."""
    present = [block for block in blocks if block.from_level <= level]
    highest: dict[tuple[str, int], int] = {}
    for block in present:
        key = (block.kind, block.number)
        highest[key] = max(highest.get(key, 0), block.from_level)
    return tuple(
        block
        for block in present
        if block.kind not in ("todo", "why", "solution") or block.from_level == highest[block.kind, block.number]
    )


def read(package: str, name: str) -> tuple[Block, ...]:
    """The blocks of a file in an assignment's folder; raises :class:`InputError` as :func:`cells` does."""
    return cells((files(package) / name).read_text(encoding="utf-8"), f"{package.rpartition('.')[2]}/{name}")


def generator(package: str) -> str:
    """The source of an assignment's ``generator.py``, which an open notebook holds."""
    return (files(package) / "generator.py").read_text(encoding="utf-8").strip()


def _heading(line: str, name: str, number: int) -> re.Match[str]:
    found = HEADING.fullmatch(line)
    kinds = ", ".join((*SINGLE, *(f"{kind} N" for kind in NUMBERED)))
    if not found or found["kind"] not in (*NUMBERED, *SINGLE):
        raise _problem(name, number, f"the heading {line!r}", f"# %% KIND or # %% KIND level>=2; kinds are {kinds}")
    if (found["kind"] in NUMBERED) != (found["number"] is not None):
        raise _problem(name, number, f"the heading {line!r}", f"a section's number after {', '.join(NUMBERED)} only")
    return found


def _block(heading: re.Match[str], line: int, lines: list[str], name: str) -> Block:
    kind = heading["kind"]
    if kind in WRITTEN:
        lines = [_uncommented(text, name, line + place) for place, text in enumerate(lines, 1)]
    text = "\n".join(lines).strip("\n").rstrip()
    if kind in ("text", "why") and "{{" in text:
        raise _problem(name, line, f"a placeholder {{{{…}}}} in a {kind} block", f"{CANDIDATE}, in the name block only")
    return Block(kind, int(heading["number"] or 0), int(heading["level"] or 1), text, line)


def _uncommented(line: str, name: str, number: int) -> str:
    if line.strip() and not line.startswith("#"):
        raise _problem(name, number, f"{line[:60]!r} in a block of text", "each line commented: # …")
    return line.removeprefix("#").removeprefix(" ")


def _problem(name: str, line: int, saw: str, expected: str) -> InputError:
    return InputError(f"{name}, line {line}: {saw}", expected, "correct the source of the assignment")
