"""What is too old goes, rows and files; the oracle is the clock of the records and the folders on disk."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.server.asking_the_server import WaitingQueue
from tests.server.runs_made import asked, finished

from takehome.server import retaining
from takehome.server.retaining import ended, forget_expired, keep_forgetting
from takehome.server.settings import Settings
from takehome.server.state.database import Database, now, open_database
from takehome.server.state.records import Upload, UploadKind
from takehome.server.state.runs import get_run
from takehome.server.state.uploads import add_upload, get_upload


@pytest.fixture
def days(settings: Settings) -> Settings:
    return replace(settings, retain_days=10)


@pytest.fixture
def db(days: Settings):
    with contextlib.closing(open_database(days)) as database:
        yield database


def upload_of_age(settings: Settings, db: Database, id: str, age: float) -> str:
    folder = settings.uploads / id
    folder.mkdir(parents=True)
    (folder / "table").write_text("a\n1\n")
    add_upload(db, Upload(id, UploadKind.TABLE, "a.csv", 4, "0" * 64, now() - timedelta(days=age)))
    return id


def test_old_uploads_go_and_young_and_wanted_ones_stay(days: Settings, db: Database) -> None:
    old, young, wanted = (upload_of_age(days, db, f"{n}" * 16, age) for n, age in ((1, 10.01), (2, 9.99), (3, 50)))
    asked(db, upload=wanted)
    assert forget_expired(days, db, WaitingQueue(days, db)) == (1, 0)
    assert get_upload(db, old) is None
    assert get_upload(db, young)
    assert get_upload(db, wanted)
    assert sorted(path.name for path in days.uploads.iterdir()) == [young, wanted]


def test_finished_runs_go_with_their_reports(days: Settings, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished(days, db)
    assert forget_expired(days, db, WaitingQueue(days, db)) == (0, 0)
    later = now() + timedelta(days=10, seconds=5)
    monkeypatch.setattr(retaining, "now", lambda: later)
    assert forget_expired(days, db, WaitingQueue(days, db)) == (0, 1)
    assert get_run(db, run.id) is None
    assert not (days.runs / run.id).exists()


def test_without_a_limit_nothing_is_ever_deleted(settings: Settings, db: Database) -> None:
    id = upload_of_age(settings, db, "1" * 16, 10_000)
    assert forget_expired(settings, db, WaitingQueue(settings, db)) == (0, 0)
    asyncio.run(keep_forgetting(settings, db, WaitingQueue(settings, db)))
    assert get_upload(db, id)


def test_it_is_done_at_once_and_ends_with_the_server(days: Settings, db: Database) -> None:
    id = upload_of_age(days, db, "1" * 16, 11)

    async def a_short_life() -> None:
        task = asyncio.ensure_future(keep_forgetting(days, db, WaitingQueue(days, db)))
        while get_upload(db, id):
            await asyncio.sleep(0.01)
        await ended(task)
        assert task.cancelled()

    asyncio.run(a_short_life())
