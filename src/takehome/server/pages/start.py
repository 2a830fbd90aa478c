"""Where everybody begins: bring a table, or take an embedded problem; and what was done last."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from takehome import api
from takehome.errors import InputError, TakehomeError
from takehome.server.form_reading import FIELDS_BESIDE, LONGEST_BESIDE, sent_form
from takehome.server.pages.page_route import PageRoute
from takehome.server.pages.rendering import render
from takehome.server.receiving import receive
from takehome.server.refusal import Refusal
from takehome.server.security.forgery import require_csrf
from takehome.server.state.records import UploadKind
from takehome.server.state.runs import list_runs
from takehome.server.state.uploads import list_uploads

router = APIRouter(route_class=PageRoute)

RECENT = 5


@router.get("/")
def start(request: Request) -> HTMLResponse:
    """The first page."""
    return _page(request)


@router.post("/uploads")
async def upload(request: Request) -> Response:
    """Keep an uploaded table and go to its page; when it cannot be read, the first page says why."""
    settings, db = request.app.state.settings, request.app.state.db
    async with sent_form(request, files=1, fields=FIELDS_BESIDE, longest=LONGEST_BESIDE) as form:
        require_csrf(request, form)
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await run_in_threadpool(_page, request, _no_file(), 422)
        try:
            kept = await receive(settings, db, file, UploadKind.TABLE)
        except (InputError, Refusal) as problem:
            status = problem.status if isinstance(problem, Refusal) else 422
            return await run_in_threadpool(_page, request, problem, status)
    return RedirectResponse(f"/uploads/{kept.id}", 303)


def _page(request: Request, problem: TakehomeError | None = None, status: int = 200) -> HTMLResponse:
    settings, db = request.app.state.settings, request.app.state.db
    view: dict[str, Any] = {
        "problem": problem,
        "limit": settings.limits.upload_bytes,
        "problems": [(name, entry) for entry in api.entries() for name in sorted(entry.scenarios)],
        "tables": list_uploads(db, kind=UploadKind.TABLE, limit=RECENT),
        "runs": list_runs(db, limit=RECENT),
    }
    return render(request, "start.html.j2", status, **view)


def _no_file() -> InputError:
    return InputError(
        "no file was chosen",
        "one file: CSV, Parquet or JSON lines",
        "choose a file above, or take one of the example problems below",
    )
