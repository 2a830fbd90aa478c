"""What a finished run wrote, for pages and programs: a path is only ever one of the names that stand here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from takehome.server.refusal import Refusal
from takehome.server.settings import Settings
from takehome.server.state.records import Run, RunStatus

REPORTS = ("report.html", "report.json", "report.md")
GRADES = "grades.json"
"""The feedback of a grading as data; it has an address of its own and is not listed."""
BESIDE = r"[a-z][a-z0-9_-]{0,60}\.(csv|md)"
"""What a table, or a statement, beside a report may be called."""
_BESIDE = re.compile(BESIDE)


def run_folder(settings: Settings, run: Run) -> Path:
    """Where a finished run's files are."""
    return settings.runs / run.id


def report_path(settings: Settings, run: Run, name: str) -> Path:
    """One file of a finished run.

    Parameters
    ----------
    name : one of ``report.html``, ``report.json``, ``report.md``, ``grades.json``, or what :func:`beside` lists.

    Raises
    ------
    Refusal
        404, if the run has not finished, or has no such file.
    """
    if run.status is not RunStatus.FINISHED:
        raise Refusal(
            404,
            f"run {run.number}, which is {run.status.value}, so that it has no {name}",
            "a finished run",
            "wait for it, or repeat it" if run.status.final else "wait until it has finished",
        )
    path = run_folder(settings, run) / name
    if (name not in (*REPORTS, GRADES) and not _BESIDE.fullmatch(name)) or not path.is_file():
        had = ", ".join(files_of(settings, run)) or "none"
        raise Refusal(404, f"no such file of run {run.number}", f"one of its files: {had}", "correct the name")
    return path


def files_of(settings: Settings, run: Run) -> list[str]:
    """Names of what can be downloaded of a finished run: its reports, then what is beside them."""
    folder = run_folder(settings, run)
    return [name for name in REPORTS if (folder / name).is_file()] + beside(settings, run)


def beside(settings: Settings, run: Run) -> list[str]:
    """Names of the tables and statements of a finished run, in their order."""
    names = (path.name for path in run_folder(settings, run).glob("*") if path.is_file())
    return sorted(name for name in names if _BESIDE.fullmatch(name) and name not in REPORTS)


def document_of(settings: Settings, run: Run) -> dict[str, Any]:
    """The report of a finished run as data (``report.json``); raises as :func:`report_path`."""
    document: dict[str, Any] = json.loads(report_path(settings, run, "report.json").read_text(encoding="utf-8"))
    return document
