"""Every line of the brief is covered: by a command, by a field of the report that exists, and by a test."""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from takehome import api
from takehome.cli.group import takehome as group

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/brief-coverage.md"
BRIEF = Path(os.environ.get("TAKEHOME_DATA", ROOT.parent / "shared/data")).parent / "seed"
FURNITURE = ("##", "Part ", "In [None]", "import ", "from ", "%", "sns.", "# Setup", "# ---", "# [YOUR", "**Your", ">")


def normal(line: str) -> str:
    """A line without its pictures and quoting, so that it can be compared."""
    return re.sub(r"\s+", " ", re.sub(r"[^\x20-\x7e]|`|\|", " ", line)).strip().removeprefix("> ").strip('"').strip()


PARTS = {"1": "Part 2: Scenario", "2": "Part 3: Scenario", "3": None}
"""The parts of the brief, and the heading at which each ends; the last ends with the brief."""


@dataclass(frozen=True)
class Row:
    part: str
    line: str
    command: str
    field: str
    test: str


@cache
def sections() -> dict[str, str]:
    """The page's text by part."""
    _, *found = re.split(r"^## Part (\d+)$", PAGE.read_text(), flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


@cache
def rows() -> dict[tuple[str, str], Row]:
    """Every row by its part and line: two parts may share a line."""
    found = {}
    for part, section in sections().items():
        for text in section.splitlines():
            if text.startswith("| ") and not text.startswith("| line of the brief"):
                cells = [cell.strip().strip("`") for cell in text.strip("| ").split(" | ")]
                assert len(cells) == 4, text
                found[part, normal(cells[0])] = Row(part, *cells)
    return found


def quoted(part: str) -> list[str]:
    """The lines that a part of the page lists."""
    block = re.search(r"```text\n(.*?)```", sections()[part], re.DOTALL)
    assert block
    return [normal(line) for line in block[1].splitlines() if line.strip()]


LINES = [(part, line) for part in sections() for line in quoted(part)]


def test_every_part_has_its_section() -> None:
    assert set(sections()) == set(PARTS)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]} {line[1][:40]}")
def test_every_line_has_a_row(line: tuple[str, str]) -> None:
    assert line in rows()


def test_every_row_is_a_line() -> None:
    assert set(rows()) == set(LINES)


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.line[:40])
def test_its_command_exists(row: Row) -> None:
    program, name, *_ = row.command.split()
    assert program == "takehome"
    assert group.get_command(None, name) is not None


@cache
def document(verb: str) -> dict[str, Any]:
    entry = next(entry for entry in api.entries() if entry.verb == verb)
    problem = api.scenario(next(iter(entry.scenarios)))
    return api.run_scenario(entry, problem, fast=entry.verb == "regress").to_dict()


def verb_of(command: str) -> str:
    """The verb whose report a command leads to: its own, that of its scenario, or the first."""
    words = command.split()
    found = [entry.verb for entry in api.entries() if {entry.verb, *entry.scenarios} & set(words)]
    return found[0] if found else "regress"


def look_up(value: Any, path: list[str]) -> Any:
    """Follow keys; in a list, the item whose id, code, subject or action is the key."""
    for key in path:
        if isinstance(value, list):
            value = next(item for item in value if key in {item.get(n) for n in ("id", "code", "subject", "action")})
        else:
            value = value[key]
    return value


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.line[:40])
def test_its_field_exists(row: Row) -> None:
    assert look_up(document(verb_of(row.command)), row.field.split(".")) not in (None, "", [], {})


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.line[:40])
def test_its_test_exists(row: Row) -> None:
    path, _, name = row.test.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text()


@pytest.mark.parametrize("part", PARTS)
def test_the_quoted_lines_are_the_briefs(part: str) -> None:
    files = list(BRIEF.glob("*.txt")) if BRIEF.is_dir() else []
    if not files and os.environ.get("CI") != "true":
        pytest.skip(f"the brief is not in {BRIEF}")
    text = files[0].read_text()
    following = PARTS[part]
    rest = text[text.index(f"Part {part}: Scenario") :]
    rest = rest if following is None else rest[: rest.index(following)].rpartition("\n")[0]
    lines = [normal(line) for line in rest.splitlines()]
    assert {line for line in lines if line and not line.startswith(FURNITURE)} == set(quoted(part))
