"""Hostile and broken submissions, as Python that builds them.

``CORPUS`` names each and builds it: a notebook of its own (an honest `given` cell, the hostile cell as section 1, an
honest witness as section 2), or the bytes of a file. ``EXPECTED`` says what it tries and what may become of it.
``FORGERIES`` change an honest notebook of an assignment. ``CELLS`` and ``LIES`` hold the sources alone, to be put into
any section of any notebook (`source_for`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import nbformat.v4 as v4
from tests.practice.hostile.broken import BROKEN, BrokenFile
from tests.practice.hostile.cells import ENDING, MAGICS, REACHING, TAKING, HostileCell
from tests.practice.hostile.escapes import ASKING, DRIVING, HOLDING
from tests.practice.hostile.forgeries import FORGERIES
from tests.practice.hostile.lying import LIES, Lie

__all__ = ["BROKEN", "CELLS", "CORPUS", "EXPECTED", "FORGERIES", "LIES", "notebook_of", "source_for"]

CELLS: Mapping[str, HostileCell] = {**REACHING, **ASKING, **DRIVING, **HOLDING, **ENDING, **TAKING, **MAGICS}


def source_for(source: str, section: int) -> str:
    """A hostile source as the cell of one section."""
    return source.replace("SECTION", str(section))


def tagged(source: str, *tags: str) -> Any:
    """A code cell with tags."""
    cell = v4.new_code_cell(source)
    cell.metadata["tags"] = list(tags)
    return cell


def notebook_of(*sources: str) -> Any:
    """A notebook of hostile cells: the n-th is section 2n − 1, and section 2n is a witness that it may not harm."""
    cells = [tagged("answers = {}; why = {}", "given")]
    for number, source in enumerate(sources):
        hostile, witness = 2 * number + 1, 2 * number + 2
        cells.append(tagged(source_for(source, hostile), "todo", f"section:{hostile}"))
        # a hostile cell may have thrown the dictionary away
        text = f"answers = globals().get('answers') or {{}}\nanswers[{witness}] = {{'witness': {witness}}}"
        cells.append(tagged(text, "todo", f"section:{witness}"))
    return v4.new_notebook(cells=cells)


CORPUS: Mapping[str, Callable[[], Any]] = {
    **{name: partial(notebook_of, each.source) for name, each in CELLS.items()},
    **{name: partial(notebook_of, each.source) for name, each in LIES.items()},
    **{name: each.content for name, each in BROKEN.items()},
}
"""Name → a notebook (nbformat 4) or the bytes of a file."""

EXPECTED: Mapping[str, HostileCell | Lie | BrokenFile] = {**CELLS, **LIES, **BROKEN}
"""Name → what it tries, and what may become of it."""
