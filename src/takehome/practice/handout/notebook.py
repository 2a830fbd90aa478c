"""Build the notebook that is handed out, from an assignment's plain-text source.

Every cell starts with its marker, has an id and tags, and the notebook says in its metadata what it is. Built twice
from the same variant, it is the same byte by byte: what was given can be recognised by its checksum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.practice.handout import source, variant
from takehome.practice.handout.markers import Role
from takehome.practice.handout.naming import in_markdown
from takehome.practice.handout.variant import PRACTICE, SEALED, Variant

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.spec import Assignment

INSTALL = """\
# On Colab, or wherever takehome is missing, this installs it; elsewhere it does nothing.
import importlib.util

if importlib.util.find_spec("takehome") is None:
    %pip install --quiet "takehome[practice]"\
"""
OPEN_DATA = """\
# @title This draws the data of SEED and LEVEL: run it; the task is meant to be solved without reading it
{generator}


tables, BUSINESS, _ = draw(SEED, LEVEL)
{names}\
"""
SEALED_DATA = """\
import json
from pathlib import Path

import pandas as pd

DATA = Path("data")
if not DATA.is_dir():
    raise FileNotFoundError("Put the folder data/ that you were given beside this notebook (on Colab: upload it).")
BUSINESS = json.loads((DATA / "business.json").read_text(encoding="utf-8"))
tables = {{
    name: pd.read_csv(DATA / f"{{name}}.csv", engine="python", keep_default_na=False, na_values=[""])
    for name in {tables}
}}
{names}\
"""
GENERATOR = Role("given", "data")
ANSWER = "**Your answer:**"
PLACEHOLDER = "*(write here)*"
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}
"""Metadata that fold a cell's code, in Jupyter and in Colab; Colab shows what stands behind ``# @title``."""
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def build(
    assignment: Assignment, *, level: int, mode: str, seed: int | None, candidate: str, data: str = ""
) -> NotebookNode:
    """The notebook of one variant, not executed.

    Parameters
    ----------
    seed : of the open generator; in sealed mode it never enters the notebook and may be None.
    data : checksum of the files of a sealed hand-out.

    Raises
    ------
    InputError
        If the assignment has no such level, or if its source cannot be read.
    """
    from nbformat import v4

    if level not in assignment.levels:
        raise InputError(
            f"level {level} of {assignment.name}",
            f"one of the levels {', '.join(map(str, assignment.levels))}",
            "takehome practice list says what each level adds",
        )
    shown = None if mode == SEALED else seed
    what = Variant(assignment.name, assignment.version, level, mode, shown, candidate, data)
    blocks = source.at_level(source.read(assignment.package, "notebook.txt"), level)
    cells = [cell_of(role, text) for role, text in _texts(assignment, what, blocks)]
    for cell in cells:
        if mode == PRACTICE and cell["id"] == GENERATOR.id:
            cell.metadata.update(FOLDED)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, "takehome": variant.metadata(what)}
    return v4.new_notebook(cells=cells, metadata=metadata)


def cell_of(role: Role, text: str) -> NotebookNode:
    """A cell with its marker, id and tags."""
    from nbformat import v4

    new = v4.new_code_cell if role.is_code else v4.new_markdown_cell
    made = new(text if text.startswith(role.marker) else f"{role.marker}\n{text}".rstrip("\n"))
    made["id"] = role.id
    made.metadata["tags"] = role.tags
    return made


def _texts(assignment: Assignment, what: Variant, blocks: Iterable[source.Block]) -> Iterator[tuple[Role, str]]:
    """Role and source of every cell."""
    counted: dict[tuple[str, int], int] = {}
    for block in blocks:
        key = (block.kind, block.number)
        counted[key] = counted.get(key, 0) + 1
        if block.kind == "name":
            yield Role("name"), block.text.replace(source.CANDIDATE, in_markdown(what.candidate))
        elif block.kind == "text":
            yield Role("text", str(counted[key])), block.text
        elif block.kind == "why":
            yield Role("why", str(block.number)), _question(block.text)
        elif block.kind == "variant":
            yield variant.ROLE, variant.source(what)
        elif block.number:
            yield Role(block.kind, str(block.number), counted[key] if block.kind == "given" else 1), block.text
        else:
            made = {"install": INSTALL, "data": _data(assignment, what) if block.kind == "data" else ""}
            yield Role("given", block.kind), made.get(block.kind, block.text)


def _question(text: str) -> str:
    """The why cell's text up to the place for the answer, which is the same in every notebook."""
    return f"{text.partition(ANSWER)[0].rstrip()}\n\n{ANSWER}\n\n{PLACEHOLDER}"


def _data(assignment: Assignment, what: Variant) -> str:
    """The data cell: the open generator, or the reading of the files."""
    tables = list(assignment.draw(what.seed or 0, what.level).tables)
    names = "\n".join(f'{name} = tables["{name}"]' for name in tables)
    if what.mode == PRACTICE:
        return OPEN_DATA.format(generator=source.generator(assignment.package), names=names)
    listed = "".join(f'"{name}", ' for name in tables)
    return SEALED_DATA.format(tables=f"({listed.rstrip() if len(tables) == 1 else listed.rstrip(', ')})", names=names)
