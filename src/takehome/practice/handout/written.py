"""What a candidate wrote below "Your answer:", without the question, the place-holder and what nobody sees."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from takehome.practice.handout.markers import lines_of, role_of
from takehome.practice.handout.notebook import ANSWER, PLACEHOLDER

if TYPE_CHECKING:
    from nbformat import NotebookNode

HEAD = re.compile(r"[*_ \t]*your answer[*_ \t]*:[*_ \t]*", re.IGNORECASE)
HOLDER = re.compile(
    r"[*_]{0,3}[(\[] ?(?:please )?(?:write|answer|write your answer|your answer) here ?[)\]][*_]{0,3}", re.IGNORECASE
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
EMBEDDED = re.compile(r"data:image/[a-z+.-]{1,20};base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|<img\b[^>]{0,1000}>", re.IGNORECASE)
"""Every repetition is bounded: a cell may hold a million characters, and a search must not try each with each."""


def answer_of(written: str, handed_out: str) -> str:
    """The answer in a why cell.

    Parameters
    ----------
    written : the cell as it came back. handed_out : the same cell as it was given; its lines are taken out wherever
        they stand, so that an answer above "Your answer:" counts as well.
    """
    given = {_plain(line) for line in handed_out.splitlines()} - {""}
    kept = []
    for line in lines_of(written):
        if role_of(line) is not None or _plain(line) in given:
            continue
        kept.append(HEAD.sub("", line, count=1) if HEAD.match(line) else line)
    return visible("\n".join(kept))


def visible(text: str) -> str:
    """A text without comments, pictures and place-holders."""
    for pattern in (COMMENT, EMBEDDED, PICTURE, HOLDER):
        text = pattern.sub("", text)
    return re.sub(r"\n\s*\n\s*", "\n\n", text).strip()


def why_source(handed_out: str, answer: str) -> str:
    """A why cell with an answer in its place."""
    return f"{handed_out.partition(ANSWER)[0]}{ANSWER}\n\n{answer or PLACEHOLDER}"


def texts(notebook: NotebookNode) -> dict[int, str]:
    """The answer to every question of a restored notebook: section → text, empty where nothing was written.

    Text cells of the candidate's own that follow a why cell belong to its answer.
    """
    found: dict[int, list[str]] = {}
    section = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "why" in tags:
            section = _section(tags)
            found[section] = [cell.source.partition(ANSWER)[2]]
        elif "extra" not in tags:
            section = 0
        elif section and cell.cell_type == "markdown":
            found[section].append(cell.source)
    return {number: visible("\n\n".join(parts)) for number, parts in found.items()}


def with_texts(notebook: NotebookNode, answers: dict[int, str]) -> NotebookNode:
    """A copy of a notebook whose why cells hold these answers."""
    from copy import deepcopy

    made = deepcopy(notebook)
    for cell in made.cells:
        if cell["id"].startswith("why-"):
            cell.source = why_source(cell.source, answers.get(_section(cell.metadata["tags"]), ""))
    return made


def _section(tags: list[str]) -> int:
    return next((int(tag.removeprefix("section:")) for tag in tags if tag.startswith("section:")), 0)


def _plain(line: str) -> str:
    """A line without marks of emphasis, quotation and headings, in one case."""
    return " ".join(re.sub(r"[*_#>`]", " ", unicodedata.normalize("NFKC", line)).casefold().split())
