"""What is old enough to go, and forgetting everything; files are deleted by whoever calls, after the rows."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import datetime
from sqlite3 import OperationalError

from sqlalchemy import delete, func, select, update

from takehome.server.state.database import Database
from takehome.server.state.records import RunStatus
from takehome.server.state.tables import counters, events, runs, uploads

log = logging.getLogger(__name__)
FINAL = [status.value for status in RunStatus if status.final]


def expired(db: Database, before: datetime) -> tuple[list[str], list[str]]:
    """Ids of uploads and of runs that are older than `before`.

    A run's age counts from its end; one that waits or runs does not expire, nor does the upload that it reads.
    """
    wanted = select(runs.c.upload).where(runs.c.status.not_in(FINAL), runs.c.upload.is_not(None))
    old_uploads = select(uploads.c.id).where(uploads.c.created < before, uploads.c.id.not_in(wanted))
    ended = func.coalesce(runs.c.finished, runs.c.created)
    old_runs = select(runs.c.id).where(runs.c.status.in_(FINAL), ended < before)
    with db.reading() as connection:
        found = connection.execute(old_uploads.order_by(uploads.c.created)).scalars().all()
        ran = connection.execute(old_runs.order_by(runs.c.number)).scalars().all()
    return list(found), list(ran)


def delete_everything(db: Database) -> None:
    """Forget all uploads, runs and events, in one transaction; the next run is number 1 again.

    Jobs that are under way are the caller's to end first. SQLite's file and its log are then written anew, so that
    nothing of what was there stays in them; PostgreSQL leaves that to its own cleaning (``VACUUM``).
    """
    with db.writing() as connection:
        for table in (events, runs, uploads):
            connection.execute(delete(table))
        connection.execute(update(counters).where(counters.c.name == "runs").values(last=0))
    if db.dialect == "sqlite":
        _write_anew(db)


def _write_anew(db: Database) -> None:
    # neither can be done in a transaction
    with closing(db.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        try:
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except OperationalError:
            busy = True
    if busy:
        # the rows are overwritten; what the log of changes still holds goes when the server stops, at the latest
        log.warning("the database is in use: its file and its log of changes were not written anew")
