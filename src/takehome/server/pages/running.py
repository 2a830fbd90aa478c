"""One run's page: waiting, working, and then what came of it, with the report in a frame that can do nothing else.

The page is whole without a script: it then asks again every few seconds while the run works. With the script it
listens to the run's events (``GET /v1/runs/{id}/events``), and keeps the setting of the report's sliders in its own
address, so that a link to the page is a link to the setting.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from takehome import api
from takehome.server.jobs.time_left import time_left
from takehome.server.pages.graded import graded_view
from takehome.server.pages.page_route import PageRoute, nothing_here
from takehome.server.pages.rendering import render
from takehome.server.reading_back import REPORTS, files_of, report_path
from takehome.server.repetition import among
from takehome.server.state.database import now
from takehome.server.state.events import events_after
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.runs import get_run, list_runs, runs_with_key
from takehome.server.state.uploads import get_upload

router = APIRouter(route_class=PageRoute)

COMPARABLE = 50
_WORDS = {"html": "HTML", "md": "Markdown", "json": "JSON", "csv": "CSV"}


@router.get("/runs/{id}")
def run_page(request: Request, id: str) -> HTMLResponse:
    """A run: how it stands, or what came of it."""
    run = _run(request, id)
    part = _finished if run.status is RunStatus.FINISHED else _ended if run.status.final else _working
    view = {"run": run, "entry": _entry(run), "again": _can_be_repeated(request, run), "took": _took(run)}
    return render(request, "run.html.j2", **view, **part(request, run))


@router.get("/runs/{id}/report")
def report(request: Request, id: str) -> Response:
    """The report's page, for the frame and for reading it alone; the headers of its path put it into a sandbox."""
    run = _run(request, id)
    return FileResponse(report_path(request.app.state.settings, run, "report.html"), media_type="text/html")


@router.get("/runs/{id}/files/{name}")
def download(request: Request, id: str, name: str) -> Response:
    """One file of a finished run, to be kept."""
    run = _run(request, id)
    path = report_path(request.app.state.settings, run, name)
    return FileResponse(path, filename=f"run-{run.number}-{name}")


@router.get("/runs/{id}/{name}")
def read_file(request: Request, id: str, name: str) -> Response:
    """``report.json`` and ``report.md`` of a finished run, as they are."""
    run = _run(request, id)
    if name not in REPORTS:
        raise nothing_here("page", f"see the page of run {run.number}")
    return FileResponse(report_path(request.app.state.settings, run, name))


def _working(request: Request, run: Run) -> dict[str, Any]:
    db, moment = request.app.state.db, now()
    events = events_after(db, run.id)
    return {
        "events": events,
        "place": request.app.state.queue.place(run.id) if run.status is RunStatus.QUEUED else 0,
        "time_left": time_left(db, run, moment) if run.status is RunStatus.RUNNING else "",
        "elapsed": max((moment - run.started).total_seconds(), 0.0) if run.started else 0.0,
    }


def _ended(request: Request, run: Run) -> dict[str, Any]:
    return {"events": events_after(request.app.state.db, run.id)}


def _finished(request: Request, run: Run) -> dict[str, Any]:
    settings, db = request.app.state.settings, request.app.state.db
    if run.kind is RunKind.GRADE:
        return {"graded": graded_view(settings, run)}
    others = list_runs(db, kind=RunKind.STUDY, status=RunStatus.FINISHED, limit=COMPARABLE)
    return {
        "repetition": among(run, runs_with_key(db, run.key)),
        "files": [(name, _file_words(name)) for name in files_of(settings, run)],
        "others": [other for other in others if other.id != run.id],
    }


def _file_words(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    words = _WORDS.get(ending, ending.upper())
    return words if stem == "report" else f"{words} ({stem.replace('_', ' ')})"


def _run(request: Request, id: str) -> Run:
    run = get_run(request.app.state.db, id)
    if run is None:
        raise nothing_here("run", "the list of runs shows those that are kept")
    return run


def _entry(run: Run) -> Any:
    """The study of a run; None for grading, and where its study is no longer installed."""
    return next((entry for entry in api.entries() if entry.verb == run.verb), None)


def _can_be_repeated(request: Request, run: Run) -> bool:
    """Whether what it needs is still here: its upload may have been deleted since."""
    return bool(run.scenario) or (run.upload is not None and get_upload(request.app.state.db, run.upload) is not None)


def _took(run: Run) -> float | None:
    return (run.finished - run.started).total_seconds() if run.started and run.finished else None
