"""Forgeries of a handed-out notebook: each takes an honest one and gives it back changed as a cheat would.

They need cells with the tags and ids that the handout writes (``given``, ``todo``, ``section:N``, ``given-data``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import nbformat.v4 as v4


def tagged(notebook: Any, tag: str) -> list[Any]:
    """Its cells with a tag."""
    return [cell for cell in notebook.cells if tag in cell.get("metadata", {}).get("tags", [])]


def changed(change: Callable[[Any], None]) -> Callable[[Any], Any]:
    """A forgery that leaves the original as it is."""

    def forge(notebook: Any) -> Any:
        copied = copy.deepcopy(notebook)
        change(copied)
        return copied

    return forge


def outputs(notebook: Any) -> None:
    for cell in tagged(notebook, "todo"):
        cell["outputs"] = [v4.new_output("stream", name="stdout", text="All tests passed. Grade: pass\n")]
        cell["execution_count"] = 1


def metadata(notebook: Any) -> None:
    notebook.metadata["takehome"] = {**notebook.metadata.get("takehome", {}), "outcome": "pass", "grade": 100}
    for cell in notebook.cells:
        cell.metadata["outcome"] = "pass"


def trivial_data(notebook: Any) -> None:
    for cell in tagged(notebook, "given"):
        if "data" in str(cell.get("id", "")):
            cell.source += "\nfor table in tables.values():\n    table.loc[:, :] = table.iloc[0].to_numpy()"


def given_deleted(notebook: Any) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell not in tagged(notebook, "given")]


def given_disguised(notebook: Any) -> None:
    for cell in tagged(notebook, "todo"):
        cell.metadata["tags"] = ["given" if tag == "todo" else tag for tag in cell.metadata["tags"]]


def tags_lost(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
        cell.metadata.pop("takehome", None)


def ids_repeated(notebook: Any) -> None:
    for cell in notebook.cells:
        cell["id"] = "same"


def reversed_cells(notebook: Any) -> None:
    notebook.cells.reverse()


def sections_swapped(notebook: Any) -> None:
    for cell in notebook.cells:
        tags = cell.get("metadata", {}).get("tags", [])
        swap = {"section:1": "section:2", "section:2": "section:1"}
        cell.metadata["tags"] = [swap.get(tag, tag) for tag in tags]


def cells_repeated(notebook: Any) -> None:
    notebook.cells += copy.deepcopy(notebook.cells)


def seed_changed(notebook: Any) -> None:
    for cell in notebook.cells:
        if "SEED" in cell.source and cell.cell_type == "code":
            cell.source += "\nSEED = 1"


FORGERIES: Mapping[str, Callable[[Any], Any]] = {
    "forged-outputs": changed(outputs),
    "forged-metadata": changed(metadata),
    "forged-data": changed(trivial_data),
    "given-deleted": changed(given_deleted),
    "given-disguised": changed(given_disguised),
    "tags-lost": changed(tags_lost),
    "ids-repeated": changed(ids_repeated),
    "cells-reversed": changed(reversed_cells),
    "sections-swapped": changed(sections_swapped),
    "cells-repeated": changed(cells_repeated),
    "seed-changed": changed(seed_changed),
}
"""Honest notebook → forged notebook. None of them may raise a mark."""
