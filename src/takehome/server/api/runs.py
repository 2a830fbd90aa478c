"""Runs: asked for, watched, repeated, read and deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import FileResponse

from takehome.errors import InputError
from takehome.server.api.documents import run_document
from takehome.server.api.given import TheDatabase, TheQueue, TheRun, TheSettings, run_of, upload_of
from takehome.server.api.models import STORABLE, TEXT, NoteRequest, RunDocument, RunRequest
from takehome.server.api.problems import declared
from takehome.server.api.toml_text import toml_text
from takehome.server.jobs.submitting import repeat, submit_study
from takehome.server.reading_back import BESIDE, report_path
from takehome.server.refusal import Refusal
from takehome.server.removing import remove_run
from takehome.server.state.records import RunKind, RunStatus, UploadKind
from takehome.server.state.runs import list_runs, set_note

router = APIRouter(prefix="/runs", tags=["runs"])

Words = Annotated[str, Query(max_length=200, pattern=TEXT), STORABLE]
_BESIDE = {".csv": "text/csv; charset=utf-8", ".md": "text/markdown; charset=utf-8"}
_FORMS = {"html": "text/html; charset=utf-8", "json": "application/json", "md": "text/markdown; charset=utf-8"}


@router.post("", status_code=202, responses=declared(404, 409, 413, 415))
def ask(asked: RunRequest, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> RunDocument:
    """Ask for a study of an uploaded table or of a scenario; it waits in the queue and runs in its own process."""
    if (asked.upload is None) == (asked.scenario is None):
        saw = "neither an upload nor a scenario" if asked.upload is None else "both an upload and a scenario"
        raise InputError(saw, "one of the two", "name the table to study")
    upload = None if asked.upload is None else upload_of(db, asked.upload)
    if upload is not None and upload.kind is not UploadKind.TABLE:
        raise InputError(f"the upload {upload.id}, which holds notebooks", "a table", "upload a table")
    economics = asked.economics or ""
    run = submit_study(
        settings,
        db,
        queue,
        verb=asked.verb,
        upload=upload,
        scenario=asked.scenario or "",
        options=asked.options,
        economics=economics if isinstance(economics, str) else toml_text(economics),
        seed=asked.seed,
    )
    return run_document(settings, queue, run)


@router.get("")
def listed(
    settings: TheSettings,
    db: TheDatabase,
    queue: TheQueue,
    text: Annotated[Words, Query(description="In note, data, scenario, verb or decision; in any case.")] = "",
    verb: Words = "",
    kind: RunKind | None = None,
    status: RunStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1, description="Only runs with smaller numbers.")] = None,
) -> list[RunDocument]:
    """Runs, newest first; the next page is asked for with `before` = the smallest number seen."""
    found = list_runs(db, text=text, verb=verb, kind=kind, status=status, limit=limit, before=before)
    return [run_document(settings, queue, run) for run in found]


@router.get("/{id}", responses=declared(404))
def one(run: TheRun, settings: TheSettings, queue: TheQueue) -> RunDocument:
    """One run."""
    return run_document(settings, queue, run)


@router.delete("/{id}", status_code=204, response_class=Response, responses=declared(404))
def delete(run: TheRun, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> None:
    """Delete a run and its report; it is cancelled first if it has not ended."""
    remove_run(settings, db, queue, run)


@router.post("/{id}/cancel", responses=declared(404, 409))
def cancel(run: TheRun, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> RunDocument:
    """Cancel a run that waits or works; its process is killed with all its children."""
    if not queue.cancel(run.id):
        run = run_of(db, run.id)
        saw = f"run {run.number}, which is {run.status.value}"
        raise Refusal(409, saw, "a run that waits or works", "nothing is left to cancel")
    return run_document(settings, queue, run_of(db, run.id))


@router.post("/{id}/repeat", status_code=202, responses=declared(404, 409))
def again(run: TheRun, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> RunDocument:
    """Ask for the same again: the same data, options, costs and seed."""
    if run.upload is None and not run.scenario:
        saw = f"run {run.number}, whose uploaded file was deleted"
        raise Refusal(409, saw, "a run whose data is still here", "upload the file again, and ask for a new run")
    return run_document(settings, queue, repeat(settings, db, queue, run))


@router.put("/{id}/note", responses=declared(404, 413, 415))
def note(run: TheRun, asked: NoteRequest, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> RunDocument:
    """Write a note on a run, in place of the one before."""
    set_note(db, run.id, asked.note)
    return run_document(settings, queue, run_of(db, run.id))


def _report(form: str) -> None:
    """Publish the report of a finished run in one of its forms."""
    media = _FORMS[form]

    @router.get(
        f"/{{id}}/report.{form}",
        name=f"report_{form}",
        response_class=FileResponse,
        responses={200: {"content": {media: {}}, "description": "The report."}, **declared(404)},
    )
    def report(run: TheRun, settings: TheSettings) -> FileResponse:
        """The report of a finished run; 404 before."""
        return FileResponse(report_path(settings, run, f"report.{form}"), media_type=media)


for _form in _FORMS:
    _report(_form)


@router.get(
    "/{id}/files/{name}",
    response_class=FileResponse,
    responses={
        200: {"content": {kind: {} for kind in _BESIDE.values()}, "description": "The table, or the statement."},
        **declared(404),
    },
)
def beside(run: TheRun, settings: TheSettings, name: Annotated[str, Path(pattern=f"^{BESIDE}$")]) -> FileResponse:
    """What a finished run wrote beside its report; `files` of the run lists it."""
    path = report_path(settings, run, name)
    return FileResponse(path, media_type=_BESIDE[path.suffix], filename=name)
