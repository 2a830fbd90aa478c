"""``reveal``: the answered notebook, executed. The reference solution calls the product's own studies.

Only code of this package runs here (the candidate's notebook says no more than which variant it is), so the kernel
needs no isolation; it talks over files in a private folder, not over the network.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from takehome.practice import available
from takehome.practice.assignments import require
from takehome.practice.starting import refuse_overwriting, write_new
from takehome.practice.submitted import Submitted, opened

if TYPE_CHECKING:
    from nbformat import NotebookNode

SECONDS_A_CELL = 300
"""The slowest solution cell takes some 20 s on two cores; a machine fifteen times slower still ends."""

MARK = "takehome-model-texts:"
ASK = f"import json\nprint({MARK!r} + json.dumps({{str(number): text for number, text in why.items()}}))"
"""What is asked of the kernel at the end: the model texts, whose numbers its cells have computed."""


def reveal(
    notebook: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Write the solution of a notebook in practice mode, executed, with the model texts in its why cells.

    Parameters
    ----------
    notebook : the candidate's file; only its variant is read.
    out : the file to write; None means ``<Name>.solution.ipynb`` beside the notebook.
    progress : is told the title of each section that is being solved.

    Raises
    ------
    InputError
        If the notebook is sealed or cannot be read, if its assignment is unavailable, or if the file is there already.
    MissingExtra
        If the packages that run notebooks are absent.
    """
    available.require("revealing a solution")
    from takehome.practice.handout import answered, with_texts

    submitted = opened(notebook)
    submitted.refuse_sealed("solution")
    require(submitted.assignment)
    path = Path(out) if out else submitted.path.with_name(f"{submitted.path.stem}.solution.ipynb")
    refuse_overwriting(path)
    what = submitted.what
    made = answered(submitted.assignment, level=what.level, seed=what.seed, candidate=what.candidate)
    executed, texts = _executed(made, _told(submitted, progress or (lambda title: None)))
    executed.metadata["takehome"]["revealed"] = True
    import nbformat

    write_new(path, f"{nbformat.writes(with_texts(executed, texts))}\n")
    return path


def _told(submitted: Submitted, progress: Callable[[str], None]) -> Callable[[NotebookNode], None]:
    """What tells `progress` the section of each cell that starts, once a section."""
    titles = {f"todo-{section.number}": section.title for section in submitted.assignment.sections}
    return lambda cell: progress(titles[cell["id"]]) if cell["id"] in titles else None


def _executed(made: NotebookNode, started: Callable[[NotebookNode], None]) -> tuple[NotebookNode, dict[int, str]]:
    """The notebook with its outputs, and the model texts that its kernel holds at the end."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat import v4

    asked = v4.new_code_cell(ASK)
    made.cells.append(asked)
    with tempfile.TemporaryDirectory() as folder:
        # no folders of kernels: the only one left is ipykernel's own, which runs this very Python
        specifications = KernelSpecManager(kernel_dirs=[])
        kernel = AsyncKernelManager(kernel_spec_manager=specifications, transport="ipc", ip=f"{folder}/ipc")
        client = NotebookClient(
            made,
            km=kernel,
            timeout=SECONDS_A_CELL,
            record_timing=False,
            on_cell_start=lambda cell, cell_index: started(cell),
            resources={"metadata": {"path": folder}},
        )
        client.execute(cleanup_kc=True)
    made.cells.remove(asked)
    printed = "".join(output.get("text", "") for output in asked.outputs)
    texts = json.loads(printed.partition(MARK)[2])
    return made, {int(number): text for number, text in texts.items()}
