"""Practice: assignments, hand-outs, and notebooks that are graded where they can be isolated."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import FileResponse, Response

from takehome.errors import TakehomeError
from takehome.server import handing_out
from takehome.server.api.documents import run_document
from takehome.server.api.given import TheDatabase, TheQueue, TheSettings, run_of
from takehome.server.api.models import AssignmentDocument, HandoutRequest, RunDocument
from takehome.server.api.problems import declared
from takehome.server.form_reading import FormRoute
from takehome.server.jobs.submitting import submit_grade
from takehome.server.reading_back import GRADES, report_path
from takehome.server.receiving import only_file, receive
from takehome.server.refusal import Refusal
from takehome.server.removing import remove_upload
from takehome.server.state.database import Database
from takehome.server.state.records import Run, RunKind, UploadKind

router = APIRouter(prefix="/practice", tags=["practice"], route_class=FormRoute)

GRADEBOOK = "gradebook.csv"
_CSV = "text/csv; charset=utf-8"
_FEEDBACK = {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}


@router.get("/assignments")
def assignments() -> list[AssignmentDocument]:
    """The assignments, their sections and levels, and whether each is available here."""
    return [AssignmentDocument(**each) for each in handing_out.assignments()]


@router.post(
    "/handouts",
    response_class=Response,
    responses={
        200: {
            "content": {handing_out.NOTEBOOK_TYPE: {}, handing_out.ZIP_TYPE: {}},
            "description": "The notebook; sealed, a zip of the notebook and its data.",
        },
        **declared(409, 413, 415),
    },
)
def handout(asked: HandoutRequest, settings: TheSettings) -> Response:
    """Hand an assignment out to a candidate; nothing of it is kept here."""
    made = handing_out.hand_out(
        settings, asked.assignment, name=asked.name, seed=asked.seed, level=asked.level, sealed=asked.sealed
    )
    disposition = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})


@router.post(
    "/submissions", status_code=202, responses=declared(409, 413, 415, 507), summary="Hand notebooks in to be graded"
)
async def submit(
    request: Request,
    settings: TheSettings,
    db: TheDatabase,
    queue: TheQueue,
    file: Annotated[UploadFile, File(description="A notebook (.ipynb), or a zip of notebooks.")],
) -> RunDocument:
    """Grade a notebook, or a zip of them, in isolation; refused (409) where isolation does not work here."""
    form = await request.form()
    await to_thread.run_sync(_require_isolation)
    upload = await receive(settings, db, only_file(form), UploadKind.NOTEBOOKS)

    def submitted() -> RunDocument:
        try:
            run = submit_grade(settings, db, queue, upload=upload, options={})
        except TakehomeError:
            remove_upload(settings, db, upload.id)
            raise
        return run_document(settings, queue, run)

    return await to_thread.run_sync(submitted)


@router.get(
    "/gradebook",
    response_class=FileResponse,
    responses={200: {"content": {_CSV: {}}, "description": "The gradebook."}, **declared(404)},
)
def gradebook(
    settings: TheSettings, db: TheDatabase, run: Annotated[str, Query(pattern=r"^[0-9a-f]{16}$")]
) -> FileResponse:
    """The gradebook of a finished grading: a row a notebook; no cell is run as a formula by a spreadsheet."""
    path = report_path(settings, _grading(db, run), GRADEBOOK)
    return FileResponse(path, media_type=_CSV, filename=GRADEBOOK)


@router.get("/feedback", response_class=FileResponse, responses={200: {"content": _FEEDBACK}, **declared(404)})
def feedback(
    settings: TheSettings, db: TheDatabase, run: Annotated[str, Query(pattern=r"^[0-9a-f]{16}$")]
) -> FileResponse:
    """The feedback of a finished grading, a document a notebook, each after the published schema of feedback."""
    return FileResponse(report_path(settings, _grading(db, run), GRADES), media_type="application/json")


def _grading(db: Database, run_id: str) -> Run:
    """The run of this id, if it grades notebooks; else raises 404."""
    found = run_of(db, run_id)
    if found.kind is not RunKind.GRADE:
        raise Refusal(404, f"run {found.number}, which graded nothing", "a run that graded notebooks", "GET /v1/runs")
    return found


def _require_isolation() -> None:
    """409 with the local command, where a notebook could reach this machine's network, files or processes."""
    isolation = handing_out.isolation_here()
    if not isolation.active:
        raise Refusal(
            409,
            f"a notebook, which cannot be isolated on the machine of this server ({'; '.join(isolation.missing)})",
            "a machine on which network, files and processes can be kept out of its reach",
            f"{'; '.join((*isolation.remedies, 'or grade it where you trust it'))}: {isolation.command}",
        )
