"""Every run that was asked for, found again by words; its note, and the buttons that act on one run.

The list asks the database for one run more than it shows, to know whether older ones follow. A page of it is named by
the number of the last run before it, so that runs that are added meanwhile do not shift what is on the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from takehome import api
from takehome.errors import InputError
from takehome.server.form_reading import sent_form
from takehome.server.jobs import submitting
from takehome.server.pages.page_route import PageRoute, nothing_here
from takehome.server.pages.rendering import render
from takehome.server.removing import remove_run
from takehome.server.repetition import Repetition, among
from takehome.server.security.forgery import require_csrf
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.runs import get_run, list_runs, runs_with_key, set_note

router = APIRouter(route_class=PageRoute)

_Kind = TypeVar("_Kind", bound=StrEnum)
PAGE = 25
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """A run of the list, and how it stands to the other runs of its key."""

    run: Run
    repeated: Repetition | None


@router.get("/runs")
def history(
    request: Request, text: str = "", status: str = "", kind: str = "", verb: str = "", before: str = ""
) -> HTMLResponse:
    """The runs that match, newest first; a page that cannot be asked for says why, above the list of all."""
    asked = {"text": text, "status": status, "kind": kind, "verb": verb}
    problem = None
    try:
        found = _found(request, asked, before)
    except InputError as wrong:
        problem, found = wrong, list_runs(request.app.state.db, limit=PAGE + 1)
    view: dict[str, Any] = {
        "rows": [_row(request, run) for run in found[:PAGE]],
        "asked": asked,
        "searched": any(asked.values()),
        "before": before,
        "older": _older(asked, found),
        "statuses": list(RunStatus),
        "kinds": list(RunKind),
        "verbs": sorted({entry.verb for entry in api.entries()}),
        "problem": problem,
    }
    return render(request, "history.html.j2", 422 if problem else 200, **view)


@router.post("/runs/{id}/cancel")
async def cancel(request: Request, id: str) -> Response:
    """Cancel a run that waits or works, and show it."""
    return await _act(request, id, lambda run, form: _cancelled(request, run))


@router.post("/runs/{id}/repeat")
async def repeat(request: Request, id: str) -> Response:
    """Ask for the same again, and show the new run."""
    return await _act(request, id, lambda run, form: _repeated(request, run))


@router.post("/runs/{id}/note")
async def note(request: Request, id: str) -> Response:
    """Keep a person's own words on a run."""
    return await _act(request, id, lambda run, form: _noted(request, run, form.get("note", "")))


@router.post("/runs/{id}/delete")
async def delete(request: Request, id: str) -> Response:
    """Delete a run with its report, and show the others."""
    return await _act(request, id, lambda run, form: _deleted(request, run))


async def _act(request: Request, id: str, action: Callable[[Run, dict[str, str]], str]) -> Response:
    """Do something to a run after its form was checked, and go where `action` says."""
    async with sent_form(request) as sent:
        require_csrf(request, sent)
        form = {name: str(value) for name, value in sent.multi_items()}
    run = await run_in_threadpool(get_run, request.app.state.db, id)
    if run is None:
        raise nothing_here("run", "see the list of runs")
    return RedirectResponse(await run_in_threadpool(action, run, form), 303)


def _cancelled(request: Request, run: Run) -> str:
    request.app.state.queue.cancel(run.id)
    return f"/runs/{run.id}"


def _repeated(request: Request, run: Run) -> str:
    state = request.app.state
    return f"/runs/{submitting.repeat(state.settings, state.db, state.queue, run).id}"


def _noted(request: Request, run: Run, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        saw = f"a note of {len(text):,} characters"
        raise InputError(saw, f"at most {LONGEST_NOTE:,}", "go back and shorten it")
    if "\0" in text or any("\ud800" <= mark <= "\udfff" for mark in text):
        raise InputError("a note with a zero byte or half of a surrogate pair", "text", "go back and type it again")
    set_note(request.app.state.db, run.id, text)
    return f"/runs/{run.id}#note"


def _deleted(request: Request, run: Run) -> str:
    state = request.app.state
    remove_run(state.settings, state.db, state.queue, run)
    return "/runs"


def _older(asked: dict[str, str], found: Sequence[Run]) -> str:
    """Address of the next page; empty on the last one."""
    if len(found) <= PAGE:
        return ""
    given = {name: value for name, value in asked.items() if value}
    return f"/runs?{urlencode({**given, 'before': found[PAGE - 1].number})}"


def _row(request: Request, run: Run) -> Row:
    if run.status is not RunStatus.FINISHED:
        return Row(run, None)
    return Row(run, among(run, runs_with_key(request.app.state.db, run.key)))


def _found(request: Request, asked: dict[str, str], before: str) -> Sequence[Run]:
    if before and not (before.isascii() and before.isdecimal()):
        raise InputError(f"runs before “{before[:40]}”", "the number of a run", "leave it out")
    return list_runs(
        request.app.state.db,
        text=asked["text"],
        kind=_member(RunKind, asked["kind"]),
        status=_member(RunStatus, asked["status"]),
        verb=asked["verb"],
        limit=PAGE + 1,
        before=int(before[:18]) if before else None,
    )


def _member(kind: type[_Kind], value: str) -> _Kind | None:
    """The member of this value, None for none."""
    if not value:
        return None
    if value not in list(kind):
        raise InputError(f"“{value[:40]}”", f"one of {', '.join(kind)}", "choose it in the form")
    return kind(value)
