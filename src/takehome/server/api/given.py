"""What an endpoint is given: the parts of the server from the application's state, and the records that ids name."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPBearer

from takehome.server.jobs.queue import Queue
from takehome.server.refusal import absent
from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.records import Run, Upload
from takehome.server.state.runs import get_run
from takehome.server.state.uploads import get_upload

# It checks nothing (the middleware did, for every address); it tells readers of the OpenAPI document what to send.
TOKEN = Security(HTTPBearer(auto_error=False, description="The token that `takehome serve` prints."))

IdInPath = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="16 hexadecimal digits.")]


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


def _database(request: Request) -> Database:
    found: Database = request.app.state.db
    return found


def _queue(request: Request) -> Queue:
    found: Queue = request.app.state.queue
    return found


TheSettings = Annotated[Settings, Depends(_settings)]
TheDatabase = Annotated[Database, Depends(_database)]
TheQueue = Annotated[Queue, Depends(_queue)]


def run_of(db: Database, id: str) -> Run:
    """The run of this id; raises 404."""
    found = get_run(db, id)
    if found is None:
        raise absent("run", id, "/v1/runs")
    return found


def upload_of(db: Database, id: str) -> Upload:
    """The upload of this id; raises 404."""
    found = get_upload(db, id)
    if found is None:
        raise absent("upload", id, "/v1/uploads")
    return found


def _run_in_path(id: IdInPath, db: TheDatabase) -> Run:
    return run_of(db, id)


def _upload_in_path(id: IdInPath, db: TheDatabase) -> Upload:
    return upload_of(db, id)


TheRun = Annotated[Run, Depends(_run_in_path)]
TheUpload = Annotated[Upload, Depends(_upload_in_path)]
