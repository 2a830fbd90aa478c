"""Uploaded tables: sent as a form with one file, kept until they are deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from takehome.server.api.documents import upload_document, upload_summary
from takehome.server.api.given import TheDatabase, TheSettings, TheUpload
from takehome.server.api.models import UploadDocument, UploadSummary
from takehome.server.api.problems import declared
from takehome.server.form_reading import FormRoute
from takehome.server.receiving import only_file, receive
from takehome.server.removing import remove_upload
from takehome.server.state.records import UploadKind
from takehome.server.state.uploads import list_uploads

router = APIRouter(prefix="/uploads", tags=["uploads"], route_class=FormRoute)


@router.post("", status_code=201, responses=declared(413, 415, 507))
async def send(
    request: Request,
    settings: TheSettings,
    db: TheDatabase,
    file: Annotated[UploadFile, File(description="CSV, Parquet or JSON lines, also with gzip.")],
) -> UploadDocument:
    """Upload a table; it is read once to see its columns, and refused if it cannot be read."""
    form = await request.form()
    return upload_document(await receive(settings, db, only_file(form), UploadKind.TABLE))


@router.get("")
def listed(db: TheDatabase, limit: Annotated[int, Query(ge=1, le=1_000)] = 100) -> list[UploadSummary]:
    """The uploaded tables, newest first."""
    return [upload_summary(upload) for upload in list_uploads(db, kind=UploadKind.TABLE, limit=limit)]


@router.get("/{id}", responses=declared(404))
def one(upload: TheUpload) -> UploadDocument:
    """One upload and what was seen in it."""
    return upload_document(upload)


@router.delete("/{id}", status_code=204, response_class=Response, responses=declared(404, 409))
def delete(upload: TheUpload, settings: TheSettings, db: TheDatabase) -> None:
    """Delete an uploaded file; reports made of it stay."""
    remove_upload(settings, db, upload.id)
