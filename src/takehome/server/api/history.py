"""Two runs side by side, and forgetting everything."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from takehome.server.api.given import TheDatabase, TheQueue, TheSettings, run_of
from takehome.server.api.models import EverythingRequest
from takehome.server.api.problems import declared
from takehome.server.comparison import as_document, compare
from takehome.server.reading_back import document_of
from takehome.server.refusal import Refusal
from takehome.server.removing import CONFIRMATION, remove_everything
from takehome.server.settings import Settings
from takehome.server.state.records import Run, RunKind, RunStatus

router = APIRouter(tags=["history"])

IdAsked = Annotated[str, Query(pattern=r"^[0-9a-f]{16}$", description="Id of a run.")]


@router.get("/compare", responses=declared(404, 409))
def compared(a: IdAsked, b: IdAsked, settings: TheSettings, db: TheDatabase) -> dict[str, Any]:
    """What differs between two runs: settings, data, money with its interval, findings; and what they agree in."""
    first, second = run_of(db, a), run_of(db, b)
    for run in (first, second):
        if run.kind is not RunKind.STUDY:
            raise Refusal(409, f"run {run.number}, which graded notebooks", "two studies", "compare two studies")
    return as_document(compare(first, second, _document(settings, first), _document(settings, second)))


@router.delete("/everything", status_code=204, response_class=Response, responses=declared(409, 413, 415))
def forget(asked: EverythingRequest, settings: TheSettings, db: TheDatabase, queue: TheQueue) -> None:
    """Delete all uploads, runs, reports and notes of this server; nothing brings them back."""
    if asked.confirm != CONFIRMATION:
        raise Refusal(409, "other words", f"the words: {CONFIRMATION}", f'{{"confirm": "{CONFIRMATION}"}}')
    remove_everything(settings, db, queue)


def _document(settings: Settings, run: Run) -> dict[str, Any] | None:
    return document_of(settings, run) if run.status is RunStatus.FINISHED else None
