"""Runs one notebook in an enclosure and gathers what came back."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from takehome.errors import InputError
from takehome.practice.runner.enclosure import Way
from takehome.practice.runner.font_cache import font_lists
from takehome.practice.runner.hearing import Heard, lines
from takehome.practice.runner.nouns import LIMITS, CellRun, Limits, Run
from takehome.practice.runner.probe import missing, protections, way_here
from takehome.practice.runner.process import enclosed, end, kill
from takehome.practice.runner.remedies import remedies
from takehome.practice.runner.watch import Watch

if TYPE_CHECKING:
    from nbformat import NotebookNode

Progress = Callable[[int, int], None]
"""Called after each code cell with the number of cells that have run and the number of all."""

MOST_CELLS, MOST_CHARACTERS = 1_000, 2_000_000
"""Code cells and characters of code: fifty times what an assignment has with its generator."""
DRIVER = [sys.executable, "-m", "takehome.practice.runner.inside.drive"]


def run(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    limits: Limits = LIMITS,
    *,
    trust: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Run every code cell of a notebook, enclosed, and bring back its answers, texts and pictures.

    Parameters
    ----------
    notebook : nbformat 4; cells tagged ``given`` run again where a kernel was lost; after the others the answers are
        read. A cell belongs to the section of its tag ``section:N``, or else to that of the cell before it.
    files : path below the working directory → content. limits : what it may use.
    trust : run it without isolation where none can be had; the limits of the operating system still hold.
    progress : called with (cells that have run, all cells).

    Raises
    ------
    InputError
        Where this machine offers no isolation and `trust` is false.
    """
    way = way_here()
    if way is Way.NONE and not trust:
        raise not_isolated()
    cells = planned(notebook)
    started = time.monotonic()
    heard = Heard([cell["section"] for cell in cells])
    problem = foreign_language(notebook) or too_large(cells)
    if not problem:
        problem = listen(heard, cells, checked_files(files), limits, way, progress)
    runs = tuple(heard.cells.get(number, CellRun(cell["id"], "skipped")) for number, cell in enumerate(cells))
    if not problem and any(cell.status == "skipped" for cell in runs):
        problem = f"The run ended before its last cell ({len(heard.cells):,} of {len(runs):,} cells have run)."
    seconds = time.monotonic() - started
    return Run(runs, heard.answers, heard.why, tuple(heard.drawn), protections(), seconds, problem)


def not_isolated() -> InputError:
    """The refusal to run a notebook: what failed on this machine, and what whoever runs it can do."""
    help_here = [sentence.rstrip(".") for sentence in remedies()]
    return InputError(
        f"a machine on which a notebook cannot be isolated ({'; '.join(missing())})",
        "user namespaces or bubblewrap, so that a stranger's code cannot reach your files and the network",
        "; ".join([*help_here, "grade on another machine, or run code that you trust with --trust"]),
    )


def listen(
    heard: Heard,
    cells: list[dict[str, Any]],
    files: Mapping[str, bytes],
    limits: Limits,
    way: Way,
    progress: Progress | None,
) -> str:
    """Start the driver, feed it, take what it says; gives the reason where the watch has ended it."""
    ids = [cell["id"] for cell in cells]
    with enclosed(way, limits, DRIVER) as (process, private, head):
        driver_plan = {
            "base": private,
            "alone": way is not Way.NONE,
            "cells": cells,
            "limits": asdict(limits),
            "files": encoded(files),
            "home": encoded(font_lists()),
        }
        watch = Watch(process.pid, limits, partial(kill, process))
        watch.start()
        feeder = threading.Thread(target=feed, args=(process, head, driver_plan), daemon=True)
        feeder.start()
        try:
            assert process.stdout is not None
            for line in lines(process.stdout, limits, len(cells)):
                heard.take(line, ids)
                if progress is not None:
                    progress(len(heard.cells), len(cells))
        finally:
            watch.stop()
            end(process)
            feeder.join()
    return watch.verdict


def feed(process: subprocess.Popen[bytes], head: bytes, plan: dict[str, Any]) -> None:
    """Write the input; an enclosure that ends early reads no more of it."""
    assert process.stdin is not None
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(head)
        process.stdin.write(json.dumps(plan).encode())
        process.stdin.close()


def planned(notebook: NotebookNode) -> list[dict[str, Any]]:
    """The code cells as the driver needs them: source, section, whether given, whether to read the answers after."""
    found, section = [], 0
    for number, cell in enumerate(notebook.get("cells", [])):
        tags = [str(tag) for tag in cell.get("metadata", {}).get("tags", [])]
        for tag in tags:
            name, _, digits = tag.partition(":")
            section = int(digits) if name == "section" and digits.isdecimal() else section
        source = cell.get("source", "")
        if cell.get("cell_type") != "code" or not source.strip():
            continue
        given = "given" in tags
        found.append(
            {
                "id": str(cell.get("id", f"cell-{number}")),
                "source": source,
                "section": section,
                "given": given,
                "harvest": not given,
            }
        )
    return found


def too_large(cells: list[dict[str, Any]]) -> str:
    """A sentence where there is more code than any solution has."""
    characters = sum(len(cell["source"]) for cell in cells)
    if len(cells) > MOST_CELLS:
        return f"The notebook has {len(cells):,} code cells; at most {MOST_CELLS:,} are run."
    if characters > MOST_CHARACTERS:
        return f"The notebook has {characters:,} characters of code; at most {MOST_CHARACTERS:,} are run."
    return ""


def foreign_language(notebook: NotebookNode) -> str:
    """A sentence where the notebook names a language that is not Python."""
    metadata = notebook.get("metadata", {})
    named = [metadata.get("kernelspec", {}).get("language"), metadata.get("language_info", {}).get("name")]
    for language in named:
        if isinstance(language, str) and language and language.lower() not in {"python", "python3", "ipython"}:
            return f"The notebook asks for a kernel of the language {language[:40]}; only Python is run."
    return ""


def checked_files(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The data files, none of which leaves the working directory."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise InputError(f"the data file '{name}'", "a path below the working directory", "data/<name>.csv")
    return files


def encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    """File contents as text that JSON can carry."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}
