"""Setting a study up: what is in the table, which decision it is for, and what may be set; then the run is asked for.

The page after a mistake is the same page with everything that was typed, the mistake at its field and on top (422).
Nothing is filled in that would decide something by itself: the template of the economics holds example prices, so it
is used only once it has been changed, or when its user says that the examples are meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from takehome import api
from takehome.errors import InputError
from takehome.server.asking import FieldError, from_form
from takehome.server.form_reading import sent_form
from takehome.server.jobs.submitting import LARGEST_SEED, submit_study
from takehome.server.pages.page_route import PageRoute, nothing_here
from takehome.server.pages.pictures import column
from takehome.server.pages.questions import MANY, Typed, at_fault, questions, sent_to_asking
from takehome.server.pages.rendering import render
from takehome.server.refusal import Refusal
from takehome.server.removing import remove_upload
from takehome.server.security.forgery import require_csrf
from takehome.server.state.records import Upload, UploadKind
from takehome.server.state.uploads import get_upload
from takehome.studies.entry import Entry

router = APIRouter(route_class=PageRoute)

SHOWN_COLUMNS = 100
# A field of the page that is none of the study's.
OWN_FIELDS = ("csrf", "verb", "upload", "scenario", "seed", "economics", "economics_as_it_is")
MOST_FIELDS = 10_000


@router.get("/uploads/{id}")
def set_up_upload(request: Request, id: str, verb: str = "") -> HTMLResponse:
    """What is in an uploaded table, and with `verb` the questions of that study."""
    return _page(request, _upload(request, id), "", _entry(verb), {"seed": ["0"]})


@router.get("/scenarios/{name}")
def set_up_scenario(request: Request, name: str) -> HTMLResponse:
    """The questions of the study that an embedded problem is for."""
    return _page(request, None, name, _entry_of(name), {"seed": ["0"]})


@router.post("/uploads/{id}/delete")
async def delete_upload(request: Request, id: str) -> Response:
    """Delete a table; reports that were made of it stay. Refused (409) while a run still reads it."""
    async with sent_form(request) as form:
        require_csrf(request, form)
    await run_in_threadpool(_delete, request, id)
    return RedirectResponse("/", 303)


@router.post("/runs")
async def ask_for_run(request: Request) -> Response:
    """Put a run into the queue and go to its page."""
    async with sent_form(request, fields=MOST_FIELDS) as form:
        require_csrf(request, form)
        typed: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            typed.setdefault(name, []).append(str(value))
    return await run_in_threadpool(_submit, request, typed)


def _delete(request: Request, id: str) -> None:
    remove_upload(request.app.state.settings, request.app.state.db, _upload(request, id).id)


def _submit(request: Request, typed: Mapping[str, list[str]]) -> Response:
    upload = _upload(request, _text(typed, "upload")) if _text(typed, "upload") else None
    scenario = "" if upload else _text(typed, "scenario")
    entry = _entry(_text(typed, "verb")) if upload else _entry_of(scenario)
    if entry is None:
        raise InputError("no study was chosen", "one of the studies", "go back and choose what to decide")
    names = _names(upload)
    own = {name: values for name, values in typed.items() if name not in OWN_FIELDS}
    state = request.app.state
    try:
        options = from_form(api.form(entry.verb), sent_to_asking(names, own), names)
        run = submit_study(
            state.settings, state.db, state.queue, verb=entry.verb, upload=upload, scenario=scenario, options=options,
            economics=_economics(entry, typed), seed=_seed(_text(typed, "seed")),
        )  # fmt: skip
    except InputError as problem:
        return _page(request, upload, scenario, entry, typed, problem, 422)
    except Refusal as full:
        # no room in the queue: what was typed waits here
        said = InputError(full.saw, full.expected, full.try_next)
        return _page(request, upload, scenario, entry, typed, said, full.status)
    return RedirectResponse(f"/runs/{run.id}", 303)


def _page(
    request: Request, upload: Upload | None, scenario: str, entry: Entry | None, typed: Typed,
    problem: InputError | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    preview = upload.preview if upload else {}
    described = preview.get("columns", ())
    left_out = [{"name": name} for name in preview.get("names_left_out", ())]
    known = [*described, *left_out] if upload else None
    asked = questions(api.form(entry.verb), known, typed, problem) if entry else []
    view: dict[str, Any] = {
        "upload": upload,
        "preview": preview,
        "columns": [column(each, int(preview["rows"])) for each in described[:SHOWN_COLUMNS]],
        "columns_in_all": len(described) + int(preview.get("columns_left_out", 0)),
        "scenario": scenario,
        "studies": [(each, api.form(each.verb)) for each in api.entries()],
        "entry": entry,
        "form": api.form(entry.verb) if entry else None,
        "questions": asked,
        "at_fault": at_fault(asked, problem),
        "prices": api.economics_template(entry.verb) if entry and entry.economics else "",
        "seed": _text(typed, "seed"),
        "economics": _text(typed, "economics"),
        "as_it_is": bool(_text(typed, "economics_as_it_is")),
        "problem": problem,
        "many": MANY,
    }
    return render(request, "set_up.html.j2", status, **view)


def _economics(entry: Entry, typed: Typed) -> str:
    """The economics that were meant: none while the template stands there unchanged and unclaimed."""
    text = _text(typed, "economics").replace("\r\n", "\n").strip()
    if not text or not entry.economics:
        return ""
    unchanged = text == api.economics_template(entry.verb).strip()
    return "" if unchanged and not _text(typed, "economics_as_it_is") else text + "\n"


def _seed(text: str) -> int:
    if not text.strip():
        return 0
    try:
        seed = int(text)
    except ValueError:
        seed = -1
    if not 0 <= seed <= LARGEST_SEED:
        raise FieldError("seed", f"the seed “{text}”", f"a whole number from 0 to {LARGEST_SEED:,}", "leave it at 0")
    return seed


def _upload(request: Request, id: str) -> Upload:
    upload = get_upload(request.app.state.db, id)
    if upload is None or upload.kind is not UploadKind.TABLE:
        raise nothing_here("table", "upload it again on the first page")
    return upload


def _names(upload: Upload | None) -> Sequence[str] | None:
    return upload.column_names if upload else None


def _entry(verb: str) -> Entry | None:
    """The study of a verb; None when none is chosen yet."""
    if not verb:
        return None
    found = [entry for entry in api.entries() if entry.verb == verb]
    if not found:
        raise nothing_here("study", "choose one of those on the table's page")
    return found[0]


def _entry_of(scenario: str) -> Entry:
    found = [entry for entry in api.entries() if scenario in entry.scenarios]
    if not found:
        raise nothing_here("embedded problem", "choose one of those on the first page")
    return found[0]


def _text(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")
