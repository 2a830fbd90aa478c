"""What must hold after a server, its worker, or both were killed and the server was started again.

Used by the benchmark of kills and by the tests of the queue. Everything is read from the outside: the database, the
data folder, ``/proc``. Each broken promise is a sentence; none is the aim.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from takehome import api
from takehome.server.jobs.family import mark_of, marked
from takehome.server.jobs.folders import OUTCOME
from takehome.server.jobs.outcome import answer_digest
from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.records import Run, RunStatus
from takehome.server.state.runs import get_run, list_runs
from takehome.server.state.uploads import get_upload

Whole = Callable[[Path, Run], bool]
"""Whether the folder of a finished run holds its whole report."""
ENDS_WITHIN = 5.0
"""Seconds that a killed process has to leave ``/proc``."""


def whole_study(folder: Path, run: Run) -> bool:
    """The report has the answer that the database knows, and the saved study gives its probe rows again."""
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    api.load(folder / "study")
    page = (folder / "report.html").read_text(encoding="utf-8").rstrip()
    return answer_digest(document) == run.answer_sha256 and page.endswith("</html>")


def orphans(settings: Settings) -> set[int]:
    """Processes of the server's workers that are alive."""
    return set(marked(mark_of(settings.data)))


def still_alive(pids: Collection[int], settings: Settings) -> set[int]:
    """Those of `pids` that are still there after a moment."""
    latest = time.monotonic() + ENDS_WITHIN
    while (left := orphans(settings) & set(pids)) and time.monotonic() < latest:
        time.sleep(0.05)
    return left


def broken(
    settings: Settings, db: Database, uploads: Collection[str], runs: Collection[str], whole: Whole
) -> Iterator[str]:
    """Every promise that does not hold, of a server that has nothing to do.

    Parameters
    ----------
    uploads, runs : ids that the server has accepted. whole : asked of every finished run.
    """
    for upload in uploads:
        found = get_upload(db, upload)
        path = settings.uploads / upload / "table"
        if found is None or not path.is_file():
            yield f"the accepted upload {upload} is lost"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != found.sha256:
            yield f"the accepted upload {upload} has other bytes"
    for run in runs:
        if get_run(db, run) is None:
            yield f"the accepted run {run} is lost"
    known = {run.id: run for run in list_runs(db, limit=10_000)}
    for run in known.values():
        yield from _broken_run(settings, run, whole)
    for place in settings.runs.iterdir():
        if place.name not in known:
            yield f"the folder {place.name} belongs to no run"
    if left := [place.name for place in settings.staging.iterdir()]:
        yield f"half work is left: {left}"
    if left := orphans(settings):
        yield f"processes are left: {sorted(left)}"


def _broken_run(settings: Settings, run: Run, whole: Whole) -> Iterator[str]:
    folder = settings.runs / run.id
    if not run.status.final:
        yield f"run {run.number} is {run.status} although the server has nothing to do"
    if run.status is not RunStatus.FINISHED:
        if folder.exists():
            yield f"run {run.number} is {run.status} and has a report"
        return
    try:
        outcome = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
        if outcome["summary"] != run.summary or not whole(folder, run):
            yield f"the report of run {run.number} is not what the database says"
    except (OSError, ValueError) as error:
        yield f"the report of run {run.number} is not whole: {error}"
