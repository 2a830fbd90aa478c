"""The job of a run, as its worker gets it, and the limits that it works under."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from takehome.server.jobs.watch import Allowed
from takehome.server.settings import Settings
from takehome.server.state.records import Run, RunKind

FILE = "table"


def job_of(settings: Settings, run: Run, folder: Path) -> dict[str, Any]:
    """Everything that a worker needs to know; `folder` is where it writes."""
    uploaded = str((settings.uploads / run.upload / FILE).resolve()) if run.upload else ""
    return {
        "kind": run.kind.value,
        "folder": str(folder.resolve()),
        "file_bytes": settings.limits.file_bytes,
        "path": uploaded,
        "shown_name": run.data_name,
        "verb": run.verb,
        "scenario": run.scenario,
        "options": dict(run.options),
        "economics": run.economics,
        "seed": run.seed,
        "command": command_of(run),
        "secret_file": str(settings.secret_file) if settings.secret_file else "",
    }


def command_of(run: Run) -> str:
    """How the report says that it was made: the command line of the same, without any path of the server."""
    data = f"scenario {run.scenario}" if run.scenario else shlex.quote(run.data_name)
    return f"takehome {run.verb} {data}, by `takehome serve`: seed {run.seed}, options {dict(run.options)}"


def allowed_for(settings: Settings, run: Run) -> Allowed:
    """The limits of a run."""
    limits, grading = settings.limits, run.kind is RunKind.GRADE
    doing, seconds, option = (
        ("the grading", limits.grade_seconds, "--grade-minutes")
        if grading
        else ("the study", limits.run_seconds, "--run-minutes")
    )
    return Allowed(doing, seconds, limits.memory_bytes, limits.file_bytes, option)
