"""Delete my data: everything that this server keeps, after a person typed that this is meant."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from takehome.errors import InputError
from takehome.server.form_reading import sent_form
from takehome.server.pages.page_route import PageRoute
from takehome.server.pages.rendering import render
from takehome.server.removing import CONFIRMATION, remove_everything
from takehome.server.security.forgery import require_csrf
from takehome.server.state.counting import kept

router = APIRouter(route_class=PageRoute)


@router.get("/delete-everything")
def ask(request: Request, done: str = "") -> HTMLResponse:
    """What there is to delete, and the field that confirms it."""
    return _page(request, done=bool(done))


@router.post("/delete-everything")
async def delete(request: Request) -> Response:
    """Delete all uploads, runs, reports and notes, if the confirmation was typed."""
    async with sent_form(request) as form:
        require_csrf(request, form)
        typed = str(form.get("confirm", ""))
    if typed.strip().casefold() != CONFIRMATION:
        problem = InputError(
            f"“{typed[:60]}” in the field" if typed else "an empty field", f"the words “{CONFIRMATION}”", "type them"
        )
        return await run_in_threadpool(_page, request, problem=problem, typed=typed[:60], status=422)
    state = request.app.state
    await run_in_threadpool(remove_everything, state.settings, state.db, state.queue)
    return RedirectResponse("/delete-everything?done=1", 303)


def _page(
    request: Request, *, done: bool = False, problem: InputError | None = None, typed: str = "", status: int = 200
) -> HTMLResponse:
    state = request.app.state
    uploads, runs = kept(state.db)
    view: dict[str, Any] = {
        "uploads": uploads,
        "runs": runs,
        "retain_days": state.settings.retain_days,
        "words": CONFIRMATION,
        "done": done,
        "problem": problem,
        "typed": typed,
    }
    return render(request, "delete_everything.html.j2", status, **view)
