"""What is deleted is gone, from rows, files and logs alike; and nothing else goes.

Files without a row go at a start, but only those of this very database. The oracle is the folder on disk, byte by byte.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from tests.server.asking_the_server import WaitingQueue

from takehome.server.jobs.ending import Ending
from takehome.server.jobs.worker_log import log_noise
from takehome.server.refusal import Refusal
from takehome.server.removing import remove_everything, remove_upload, sweep
from takehome.server.settings import Settings
from takehome.server.state.counting import kept
from takehome.server.state.database import new_id, now, open_database
from takehome.server.state.identity import identity
from takehome.server.state.records import Run, RunKind, RunStatus, Upload, UploadKind
from takehome.server.state.retention import delete_everything
from takehome.server.state.runs import add_run, set_note
from takehome.server.state.tables import runs
from takehome.server.state.uploads import add_upload, get_upload


def left_behind(settings: Settings) -> list[Path]:
    """A report and an upload of which no database knows."""
    made = [settings.runs / ("a" * 16), settings.uploads / ("b" * 16)]
    for folder in made:
        folder.mkdir(parents=True)
        (folder / "file").write_text("whole")
    return made


def test_what_an_interrupted_deletion_left_goes_at_the_next_start(settings: Settings) -> None:
    with contextlib.closing(open_database(settings)) as db:
        sweep(settings, db)
        made = left_behind(settings)
        sweep(settings, db)
    assert not any(folder.exists() for folder in made)


def test_with_another_database_nothing_is_deleted(settings: Settings, tmp_path: Path) -> None:
    """A mistyped address, or a database that was set up anew, must not cost anybody their reports."""
    with contextlib.closing(open_database(settings)) as db:
        sweep(settings, db)
    made = left_behind(settings)
    with contextlib.closing(open_database(replace(settings, database=f"sqlite:///{tmp_path / 'new.db'}"))) as other:
        sweep(settings, other)
        sweep(settings, other)
    assert all(folder.exists() for folder in made)


def test_a_folder_with_files_that_names_no_database_is_left_alone(settings: Settings) -> None:
    made = left_behind(settings)
    with contextlib.closing(open_database(settings)) as db:
        sweep(settings, db)
    assert all(folder.exists() for folder in made)


def test_a_database_keeps_its_number(db) -> None:
    first = identity(db)
    delete_everything(db)
    assert identity(db) == first


SECRET = "0 Elm Street"


def uploaded_with_a_run(settings: Settings, db) -> tuple[Upload, Run]:
    """A table that holds a secret, and a run that waits for it."""
    preview = {"columns": [{"name": "address", "top": [[SECRET, 3]]}]}
    upload = Upload(new_id(), UploadKind.TABLE, f"{SECRET}.csv", 3, "0" * 64, now(), preview)
    (settings.uploads / upload.id).mkdir(parents=True)
    (settings.uploads / upload.id / "table").write_text(SECRET)
    add_upload(db, upload)
    return upload, add_run(
        db, Run(new_id(), 0, RunKind.STUDY, "value", RunStatus.QUEUED, now(), "k", upload=upload.id, note=SECRET)
    )


def mentions(folder: Path) -> set[str]:
    """Names of the files in which the secret stands."""
    return {path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()}


def test_everything_is_everything(settings: Settings) -> None:
    """Of a table's values nothing stays in any file: neither in the database, nor in its log, nor in the workers'."""
    with contextlib.closing(open_database(settings)) as db:
        for _ in range(20):
            _, run = uploaded_with_a_run(settings, db)
        set_note(db, run.id, f"{SECRET} again")
        log_noise(settings, run, Ending(noise=f"KeyError: {SECRET}".encode()))
        assert mentions(settings.data) >= {"table", "worker.log", "takehome.sqlite-wal"}
        remove_everything(settings, db, WaitingQueue(settings, db))
        assert mentions(settings.data) == set()
        assert kept(db) == (0, 0)


def test_a_single_deletion_is_overwritten_in_the_database(settings: Settings) -> None:
    with contextlib.closing(open_database(settings)) as db:
        upload, run = uploaded_with_a_run(settings, db)
        WaitingQueue(settings, db).cancel(run.id)
        remove_upload(settings, db, upload.id)
        delete_everything(db)
    # closed, the database has no log of changes beside it
    assert mentions(settings.data) == set()


def test_a_file_that_any_run_waits_for_stays_however_many_wait(settings: Settings, db) -> None:
    upload, run = uploaded_with_a_run(settings, db)
    with db.writing() as connection:
        waiting = connection.execute(select(runs)).one()._asdict()
        others = [{**waiting, "id": new_id(), "number": number, "upload": None} for number in range(2, 1_203)]
        connection.execute(insert(runs), others)
    with pytest.raises(Refusal, match=f"run {run.number}, which still reads"):
        remove_upload(settings, db, upload.id)
    assert get_upload(db, upload.id) == upload
    assert (settings.uploads / upload.id / "table").exists()
    remove_everything(settings, db, WaitingQueue(settings, db))
    assert kept(db) == (0, 0)
