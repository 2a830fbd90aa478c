"""Write and execute the example notebooks: ``python examples/build.py``.

The cells stand here as plain text, so that a change of the package is one command away from a current notebook; no
number is typed into a sentence. ``tests/examples`` executes the result again and compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
MARK = "# %% "
SCRIPT = ".cells.txt"


def cells(source: str) -> list[nbformat.NotebookNode]:
    """Cells from a script: ``# %% [markdown]`` (commented text follows) or ``# %% code``."""
    made = []
    for number, block in enumerate(("\n" + source).split("\n" + MARK)[1:]):
        kind, _, text = block.partition("\n")
        if kind.strip() == "[markdown]":
            lines = [line.removeprefix("#").removeprefix(" ") for line in text.strip().splitlines()]
            cell = nbformat.v4.new_markdown_cell("\n".join(lines))
        else:
            cell = nbformat.v4.new_code_cell(text.strip())
        cell["id"] = f"cell-{number:02d}"
        made.append(cell)
    return made


def notebook(script: Path) -> nbformat.NotebookNode:
    """The notebook of a script, not executed."""
    made = nbformat.v4.new_notebook(cells=cells(script.read_text(encoding="utf-8")))
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.metadata["language_info"] = {"name": "python"}
    return made


def execute(made: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Run all cells in order; the first error ends it. Times of execution are not kept: they differ at every run."""
    NotebookClient(made, timeout=900, kernel_name="python3", record_timing=False).execute(cwd=str(HERE))
    made.metadata["language_info"] = {"name": "python"}
    for cell in made.cells:
        cell.metadata.pop("execution", None)
    return made


def main() -> int:
    """Rebuild every notebook beside its cells (``*.cells.txt``)."""
    for script in sorted(HERE.glob(f"*{SCRIPT}")):
        target = script.with_name(script.name.replace(SCRIPT, ".ipynb"))
        print(f"executing {target.name}", file=sys.stderr)
        text = nbformat.writes(execute(notebook(script)))
        target.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
