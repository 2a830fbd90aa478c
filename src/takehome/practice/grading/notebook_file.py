"""Read a stranger's file as a notebook: the sources of its cells and nothing else that it may hold.

A submitted file is bytes. What a grade needs of them is the order, kind, source, id and tags of the cells; outputs,
widgets and attachments are dropped unread, so a page of forged results weighs nothing. Everything is bounded, and
whatever is not a Python notebook is refused with a sentence.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from takehome.errors import InputError

if TYPE_CHECKING:
    from nbformat import NotebookNode

LARGEST = 20 * 2**20
"""Bytes of a notebook file: thirty times an executed one with all its pictures."""

MOST_CELLS = 1_000
"""Cells of a notebook: ten times those of the longest assignment."""

LONGEST_SOURCE = 1_000_000
"""Characters of all cells together: twenty times an assignment with its generator."""

METADATA_KEPT = 20_000
"""Characters of metadata that are kept of a notebook or of a cell; ours are a few hundred."""

METADATA_DEPTH = 20
"""Levels of metadata in each other; ours have two."""

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

DOWNLOAD = "in Colab: File > Download > Download .ipynb; in Jupyter: File > Download"


def read_notebook(content: bytes) -> NotebookNode:
    """The notebook in a file's bytes, with clean cells and without outputs.

    Raises
    ------
    InputError
        Where the bytes are no notebook of ours to run: too large, no JSON, cut short, another language.
    """
    from nbformat import NotebookNode

    document = _document(content)
    cells = [_clean(cell, place) for place, cell in enumerate(_cells(document), 1)]
    if sum(len(cell["source"]) for cell in cells) > LONGEST_SOURCE:
        raise _refused(f"a notebook with more than {LONGEST_SOURCE:,} characters of source", "a shorter one")
    _only_python(document)
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        if cell["id"] in seen:
            cell["id"] = f"again-{place}"
        seen.add(cell["id"])
    metadata = _small(document.get("metadata"))
    return _as_node(NotebookNode, {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _as_node(node: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return node({key: _as_node(node, inner) for key, inner in value.items()})
    return [_as_node(node, inner) for inner in value] if isinstance(value, list) else value


def _refused(saw: str, expected: str, try_next: str = "") -> InputError:
    return InputError(saw, expected, try_next or f"download the notebook again ({DOWNLOAD}) and submit that file")


def _document(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise _refused("an empty file", "a notebook (.ipynb)")
    if len(content) > LARGEST:
        size = f"a file of {len(content) / 2**20:,.0f} MB"
        raise _refused(size, f"at most {LARGEST // 2**20} MB", "clear all outputs, save, and submit again")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refused("a file that is not text (UTF-8)", "a notebook (.ipynb), which is JSON text") from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        saw = "a notebook that is cut short" if cut else f"a file that is not JSON (line {error.lineno:,}: {error.msg})"
        raise _refused(saw, "a whole notebook (.ipynb)") from None
    except (ValueError, RecursionError):
        raise _refused("JSON with numbers or nesting beyond all measure", "a notebook (.ipynb)") from None
    if not isinstance(document, dict):
        raise _refused("JSON that is not a notebook", "a notebook (.ipynb)")
    return document


def _cells(document: dict[str, Any]) -> list[Any]:
    """The cells of a notebook of format 4, or of all worksheets of one of format 3."""
    form = document.get("nbformat")
    cells = document.get("cells")
    sheets = document.get("worksheets")
    if form == 3 and isinstance(sheets, list) and all(isinstance(sheet, dict) for sheet in sheets):
        lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
        cells = [cell for sheet in lists for cell in sheet]
    elif isinstance(form, int) and form > 4:
        raise _refused(
            f"a notebook of format {str(form)[:10]}", "format 4 (or 3)", "save it with a current Jupyter as format 4"
        )
    if not isinstance(cells, list):
        raise _refused("JSON without the cells of a notebook", "a notebook (.ipynb)")
    if not cells:
        raise _refused("a notebook without cells", "the notebook that was handed out, with your work in it")
    if len(cells) > MOST_CELLS:
        raise _refused(
            f"a notebook of {len(cells):,} cells", f"at most {MOST_CELLS:,}", "delete cells and submit again"
        )
    return cells


def _clean(cell: Any, place: int) -> dict[str, Any]:
    if not isinstance(cell, dict):
        raise _refused(f"a notebook whose cell {place:,} is not a cell", "a whole notebook (.ipynb)")
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or kind not in ("code", "markdown", "raw", "heading"):
        raise _refused(f"a notebook whose cell {place:,} has no readable source", "a whole notebook (.ipynb)")
    if kind == "heading":
        level = cell.get("level")
        kind, source = "markdown", f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {source}"
    given = cell.get("id")
    name = given if isinstance(given, str) and ID.fullmatch(given) else f"cell-{place}"
    clean = {"cell_type": kind, "id": name, "metadata": _small(cell.get("metadata")), "source": _valid(source)}
    return {**clean, "outputs": [], "execution_count": None} if kind == "code" else clean


def _valid(source: str) -> str:
    """Without halves of surrogate pairs, which no file or kernel could carry."""
    return source.encode("utf-8", "replace").decode("utf-8")


def _small(metadata: Any) -> dict[str, Any]:
    """Metadata that are a map of reasonable size and depth, else none."""
    try:
        small = isinstance(metadata, dict) and len(json.dumps(metadata)) <= METADATA_KEPT
        return _writable(metadata, METADATA_DEPTH) if small else {}
    except (RecursionError, ValueError):
        return {}


def _writable(value: Any, depth: int) -> Any:
    """The same value with texts that a file can carry; raises :class:`ValueError` where it is nested more deeply."""
    if isinstance(value, str):
        return _valid(value)
    if isinstance(value, dict | list) and depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {_valid(key): _writable(inner, depth - 1) for key, inner in value.items()}
    return [_writable(inner, depth - 1) for inner in value] if isinstance(value, list) else value


def _only_python(document: dict[str, Any]) -> None:
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        told = metadata.get(part)
        language = told.get(key) if isinstance(told, dict) else None
        if isinstance(language, str) and language and not language.casefold().startswith(("python", "ipython")):
            saw = f"a notebook for the language “{_valid(language[:40])}”"
            raise _refused(saw, "a Python notebook", "choose a Python 3 kernel, run it, save, and submit again")
