"""Deleting what somebody asked to delete: rows first, then files, so that nothing points to a file that is gone.

If the server dies in between, files without a row are left; :func:`sweep` deletes those at the next start. It makes
sure first that folder and database belong together: opened with another database, all files would be without a row.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Protocol

from takehome.server.jobs.worker_log import LOG
from takehome.server.refusal import Refusal
from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.identity import identity
from takehome.server.state.records import Run
from takehome.server.state.retention import delete_everything
from takehome.server.state.runs import delete_run, get_run, waiting_or_running
from takehome.server.state.uploads import delete_unread_upload, get_upload

CONFIRMATION = "delete everything"
BELONGS_TO = "database-id"
"""File of the data folder that holds the number of the database whose files these are."""
log = logging.getLogger(__name__)


class Cancels(Protocol):
    """What of the queue is needed here."""

    def cancel(self, run_id: str) -> bool: ...


def remove_run(settings: Settings, db: Database, queue: Cancels, run: Run) -> None:
    """Delete a run with its report; one that waits or works is cancelled first."""
    if not run.status.final:
        queue.cancel(run.id)
    delete_run(db, run.id)
    _delete_folder(settings.runs / run.id)


def remove_upload(settings: Settings, db: Database, upload_id: str) -> bool:
    """Delete an uploaded file; the reports that were made of it stay. Gives whether it was there.

    Raises
    ------
    Refusal
        409, while a run that reads it waits or works.
    """
    gone, reader = delete_unread_upload(db, upload_id)
    if reader:
        raise Refusal(
            409,
            f"run {reader}, which still reads this file",
            "a file that no run waits for",
            f"wait for run {reader}, or cancel it",
        )
    _delete_folder(settings.uploads / upload_id)
    return gone


def remove_everything(settings: Settings, db: Database, queue: Cancels) -> None:
    """Delete all uploads, runs, reports and notes, and what workers have written to the log.

    Runs that wait or work are cancelled first.
    """
    for run_id in waiting_or_running(db):
        queue.cancel(run_id)
    delete_everything(db)
    # a fault's message may quote a table's values
    _delete_folder(settings.data / LOG)
    for folder in (settings.uploads, settings.runs):
        for path in _folders(folder):
            _delete_folder(path)


def sweep(settings: Settings, db: Database) -> None:
    """Delete folders of uploads and runs that the database does not know; to be called at a start, before any job.

    Nothing is deleted where the folder was filled by another database.
    """
    if not _belong_together(settings, db):
        log.warning("%s holds files of another database: they are left alone, and not shown", settings.data)
        return
    for path in _folders(settings.uploads):
        if get_upload(db, path.name) is None:
            _delete_folder(path)
    for path in _folders(settings.runs):
        if get_run(db, path.name) is None:
            _delete_folder(path)


def _belong_together(settings: Settings, db: Database) -> bool:
    """Whether the folder names this database; a folder without uploads and runs is given to it."""
    place, number = settings.data / BELONGS_TO, str(identity(db))
    if place.is_file():
        return place.read_text(encoding="ascii").strip() == number
    if _folders(settings.uploads) or _folders(settings.runs):
        return False
    place.write_text(f"{number}\n", encoding="ascii")
    return True


def _folders(parent: Path) -> list[Path]:
    return sorted(parent.iterdir()) if parent.is_dir() else []


def _delete_folder(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
