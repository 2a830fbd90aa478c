"""``python -m takehome.server.jobs.worker``: one job from standard input, JSON lines to standard output, files to a
folder.

A worker knows no database, no network and no token. What it says: ``{"step": text}``, then one of ``{"done": {…}}``
and ``{"problem": {saw, expected, try_next, ours}}``. Everything that parses a stranger's bytes happens here.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from takehome.errors import TakehomeError
from takehome.server.jobs.beginning import Teller, hold_back, own_line, tie_to_parent
from takehome.server.jobs.link import NAME

KINDS = {
    "preview": "takehome.server.jobs.describing:describe",
    "study": "takehome.server.jobs.studying:study",
    "grade": "takehome.server.jobs.grading:grade_into",
}
"""What is called for each kind, as ``f(job, folder, tell)``; it gives what ``done`` holds."""
PARTS = ("saw", "expected", "try_next")


def main() -> None:
    """Do the job that stands on standard input."""
    tie_to_parent()
    teller = Teller(own_line())
    job = json.load(sys.stdin)
    hold_back(job)
    sys.excepthook = partial(_tell_problem, teller, job)
    module, _, name = KINDS[job["kind"]].partition(":")
    done = getattr(import_module(module), name)(job, Path(job["folder"]), teller.step)
    teller.say({"done": done})
    _leave()


def _tell_problem(
    teller: Teller, job: dict[str, Any], kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Whatever ended the job: its meaning to the client; of a fault of ours, the whole to the server's log.

    What is wrong with a table is no fault, and its message may quote the table: that is the client's alone.
    """
    problem = problem_of(error, job)
    if problem["ours"]:
        traceback.print_exception(kind, error, trace)
    teller.say({"problem": _as_shown(problem, job)})
    _leave()


def _leave() -> None:
    """End now: threads and children that a library has left running must not keep a finished job from ending."""
    sys.stderr.flush()
    os._exit(0)


def problem_of(error: BaseException, job: dict[str, Any]) -> dict[str, Any]:
    """An error in the three parts that a person sees."""
    if isinstance(error, TakehomeError):
        return {**{part: getattr(error, part) for part in PARTS}, "ours": False}
    if isinstance(error, MemoryError):
        saw, expected = "the job asked for more memory than the machine gives", "a job that fits into memory"
        return {"saw": saw, "expected": expected, "try_next": "fewer rows or columns", "ours": False}
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC):
        full = error.errno == errno.ENOSPC
        saw = "the disk of the server is full" if full else "the job wrote a file that is larger than is allowed"
        expected = "free space for the report" if full else f"files of at most {job['file_bytes'] / 1e6:,.0f} MB"
        return {"saw": saw, "expected": expected, "try_next": "ask whoever runs the server", "ours": False}
    return {
        "saw": f"an unexpected {type(error).__name__}: {str(error)[:300]}",
        "expected": "a result, or a message that says what is wrong with the input",
        "try_next": "this is a fault of takehome: report it with the end of log/worker.log in the server's data folder",
        "ours": True,
    }


def _as_shown(problem: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """The problem with the client's name of the file, and without paths of the server."""
    shown = str(job.get("shown_name") or "the table")
    hidden = {str(Path.cwd()) + os.sep: "", f"{NAME}.json": shown, NAME: shown}
    hidden |= {str(job[key]): name for key, name in (("path", shown), ("folder", "the report")) if job.get(key)}
    for part in PARTS:
        for text, instead in hidden.items():
            problem[part] = problem[part].replace(text, instead)
    return problem


if __name__ == "__main__":
    main()
