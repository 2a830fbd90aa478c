"""Whether the server works: for whoever restarts it when it does not; open to all, so it tells next to nothing."""

from __future__ import annotations

from importlib import metadata

from fastapi import APIRouter, Response

from takehome.server.api.given import TheDatabase
from takehome.server.api.score_models import Counts, Health
from takehome.server.state.counting import counted_if_reached
from takehome.server.state.records import RunStatus

router = APIRouter(tags=["server"])


@router.get("/health", responses={503: {"model": Health, "description": "The database does not answer"}})
def health(response: Response, db: TheDatabase) -> Health:
    """Asks the database for the number of runs that have not ended."""
    counted = counted_if_reached(db)
    response.status_code = 503 if counted is None else 200
    known = counted or {}
    return Health(
        status="no database" if counted is None else "ok",
        version=metadata.version("takehome"),
        database=db.dialect,
        queue=Counts(queued=known.get(RunStatus.QUEUED, 0), running=known.get(RunStatus.RUNNING, 0)),
    )
