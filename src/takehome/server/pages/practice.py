"""Practice: an assignment is handed out, notebooks come back and are graded, and a class has its gradebook.

A notebook is a stranger's program: it runs only where the probe found that the enclosure works; elsewhere the page
gives the command with which one grades it on a machine of one's own choice. Feedback pages quote what candidates wrote;
they are shown in frames that can do nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from takehome.errors import InputError, MissingExtra, TakehomeError
from takehome.server.form_reading import FIELDS_BESIDE, LONGEST_BESIDE, sent_form
from takehome.server.handing_out import LOCAL_COMMAND, assignments, hand_out, isolation_here, offers_sealed
from takehome.server.jobs.submitting import submit_grade
from takehome.server.pages.graded import feedback_file, feedback_name
from takehome.server.pages.packing import packed
from takehome.server.pages.page_route import PageRoute, nothing_here
from takehome.server.pages.rendering import render
from takehome.server.receiving import receive
from takehome.server.refusal import Refusal
from takehome.server.removing import remove_upload
from takehome.server.security.forgery import require_csrf
from takehome.server.state.records import Run, RunKind, UploadKind
from takehome.server.state.runs import get_run, list_runs

router = APIRouter(route_class=PageRoute)

LISTED = 20
MOST_FILES = 500
_NEW = {"assignment": "", "name": "", "level": "1", "seed": "", "sealed": ""}


@router.get("/practice")
def practice(request: Request) -> HTMLResponse:
    """Assignments to hand out, a place to hand notebooks in, and what was graded."""
    return _page(request, _NEW)


@router.post("/practice/handouts")
async def handed_out(request: Request) -> Response:
    """The notebook, or the zip of a sealed hand-out, as a download; after a mistake the page again, nothing lost."""
    async with sent_form(request) as form:
        require_csrf(request, form)
        typed = {name: str(form.get(name, "")) for name in _NEW}
    return await run_in_threadpool(_hand_out, request, typed)


@router.post("/practice/submissions")
async def submit(request: Request) -> Response:
    """Put the grading of one notebook, several, or a zip into the queue, and show the run."""
    state = request.app.state
    async with sent_form(request, files=MOST_FILES, fields=FIELDS_BESIDE, longest=LONGEST_BESIDE) as form:
        require_csrf(request, form)
        files = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
        try:
            await run_in_threadpool(_require_isolation)
            upload = await receive(state.settings, state.db, await packed(files, state.settings), UploadKind.NOTEBOOKS)
        except (InputError, Refusal) as problem:
            status = problem.status if isinstance(problem, Refusal) else 422
            return await run_in_threadpool(_page, request, _NEW, submission=problem, status=status)

    def submitted() -> Run:
        try:
            return submit_grade(state.settings, state.db, state.queue, upload=upload, options={})
        except TakehomeError:
            remove_upload(state.settings, state.db, upload.id)
            raise

    run = await run_in_threadpool(submitted)
    return RedirectResponse(f"/runs/{run.id}", 303)


@router.get("/runs/{id}/grades/{stem}")
def feedback_page(request: Request, id: str, stem: str) -> HTMLResponse:
    """One notebook's feedback, in a frame, with the way back to its class."""
    run = _graded(request, id)
    feedback_file(request.app.state.settings, run, f"{stem}.html")
    name = feedback_name(request.app.state.settings, run, stem)
    address = f"/runs/{run.id}/feedback/{quote(stem)}.html"
    return render(request, "feedback.html.j2", run=run, name=name, address=address)


@router.get("/runs/{id}/feedback/{name}")
def feedback(request: Request, id: str, name: str) -> Response:
    """The feedback itself; the headers of its path put it into a sandbox."""
    return FileResponse(feedback_file(request.app.state.settings, _graded(request, id), name), media_type="text/html")


def _hand_out(request: Request, typed: dict[str, str]) -> Response:
    try:
        made = hand_out(
            request.app.state.settings,
            assignment=typed["assignment"],
            name=typed["name"],
            level=_whole(typed["level"], "the level") or 1,
            seed=None if typed["sealed"] else _whole(typed["seed"], "the seed"),
            sealed=bool(typed["sealed"]),
        )
    except (InputError, MissingExtra) as problem:
        return _page(request, typed, handout=problem, status=422)
    disposition = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})


def _page(
    request: Request,
    typed: dict[str, str],
    *,
    handout: TakehomeError | None = None,
    submission: TakehomeError | None = None,
    status: int = 200,
) -> HTMLResponse:
    settings, db = request.app.state.settings, request.app.state.db
    isolation = isolation_here()
    view: dict[str, Any] = {
        "assignments": assignments(),
        "typed": typed,
        "sealable": offers_sealed(settings),
        "limit": settings.limits.notebook_bytes,
        "isolation": isolation,
        "protections": _protections() if isolation.active else [],
        "handout": handout,
        "submission": submission,
        "runs": list_runs(db, kind=RunKind.GRADE, limit=LISTED),
    }
    return render(request, "practice.html.j2", status, **view)


def _protections() -> list[Any]:
    """What was found active by trying, each with how."""
    from takehome.practice.runner import protections

    return list(protections())


def _require_isolation() -> None:
    """Raise where a notebook must not run: 409, with the command for another machine."""
    isolation = isolation_here()
    if not isolation.active:
        raise Refusal(
            409,
            f"a machine on which a notebook cannot be isolated ({'; '.join(isolation.missing)})",
            "a server on which the probe found its network, files and processes out of reach",
            f"{LOCAL_COMMAND}, on a machine where it can; what helps here stands on the page “Practice”",
        )


def _graded(request: Request, id: str) -> Run:
    run = get_run(request.app.state.db, id)
    if run is None or run.kind is not RunKind.GRADE:
        raise nothing_here("grading", "see the list of runs")
    return run


def _whole(text: str, what: str) -> int | None:
    """A whole number that was typed; None for none."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 40):
        raise InputError(f"“{text[:40]}” as {what}", "a whole number, 0 or more", "leave it empty")
    return int(text)
