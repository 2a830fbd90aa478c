"""The notebooks of examples/: as stored, and executed anew (once a session)."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("part-1-servers", "part-1-churn", "part-2-segments", "part-3-trading", "part-3-fleet")


@cache
def build() -> ModuleType:
    """``examples/build.py``."""
    specification = importlib.util.spec_from_file_location("build_examples", EXAMPLES / "build.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@cache
def stored(name: str) -> nbformat.NotebookNode:
    """The notebook in the repository."""
    return nbformat.read(EXAMPLES / f"{name}.ipynb", 4)


@cache
def fresh(name: str) -> nbformat.NotebookNode:
    """Its script's cells, not executed."""
    return build().notebook(EXAMPLES / f"{name}.cells.txt")


@cache
def executed(name: str) -> nbformat.NotebookNode:
    """Its script, executed now."""
    return build().execute(build().notebook(EXAMPLES / f"{name}.cells.txt"))


def numbers(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """What the last cell printed."""
    return json.loads("".join(output.text for output in notebook.cells[-1].outputs if output.output_type == "stream"))


def told(notebook: nbformat.NotebookNode) -> str:
    """All text that the cells put out as Markdown."""
    return "\n".join(
        output.data["text/markdown"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output and "text/markdown" in output.data
    )
