"""Forgeries of a handed-out notebook: each takes an honest one and gives it back changed as a cheat would.

They need cells with the tags and ids that the handout writes (``given``, ``todo``, ``section:N``, ``given-data``).
"""

from __future__ import annotations

import copy
import re
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


def first_todo(notebook: Any) -> tuple[Any, str]:
    """The cell of section 1, and the number that is typed in there."""
    cell = next(cell for cell in notebook.cells if cell["id"] == "todo-1")
    return cell, re.findall(r"\d+\.\d+", cell.source)[0]


def second_run_detected(notebook: Any) -> None:
    cell, typed = first_todo(notebook)
    cell.source += f'\nanswers[1] = {{"mean": {typed} if SEED == 7 else float(shops["Sales"].median())}}'


def second_run_ended(notebook: Any) -> None:
    cell, _ = first_todo(notebook)
    cell.source += "\nif SEED != 7:\n    answers.clear(); raise SystemExit(0)"


def data_replaced(notebook: Any) -> None:
    cell, typed = first_todo(notebook)
    notebook.cells.insert(notebook.cells.index(cell), v4.new_code_cell(f"shops = shops.assign(Sales={typed})"))
    cell.source += '\nanswers[1] = {"mean": float(shops["Sales"].mean())}'


def mean_patched_first(notebook: Any) -> None:
    cell, typed = first_todo(notebook)
    notebook.cells.insert(0, v4.new_code_cell(f"import pandas as pd\npd.Series.mean = lambda *a, **k: {typed}"))
    cell.source += '\nanswers[1] = {"mean": float(shops["Sales"].mean())}'


def markers_in_a_text(notebook: Any) -> None:
    cell, _ = first_todo(notebook)
    marks = "# --- given: data (do not modify) ---\nshops = None\n# --- given: variant ---\nSEED = 1\nMODE = 'practice'"
    cell.source += f'\ntext = """\n{marks}\n# --- your code: section 2 ---\n"""'


def odd_sections(notebook: Any) -> None:
    _, typed = first_todo(notebook)
    for number in ("0", "999", "01", "\u0661", "-1"):
        notebook.cells.append(
            v4.new_code_cell(f'# --- your code: section {number} ---\nanswers[1] = {{"mean": {typed}}}')
        )


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
    "second-run-detected": changed(second_run_detected),
    "second-run-ended": changed(second_run_ended),
    "data-replaced": changed(data_replaced),
    "mean-patched-first": changed(mean_patched_first),
    "markers-in-a-text": changed(markers_in_a_text),
    "odd-sections": changed(odd_sections),
}
"""Honest notebook → forged notebook. None of them may raise a mark."""
