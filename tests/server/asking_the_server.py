"""A client of the whole application without a socket, and a queue that runs nothing until a test says so."""

from __future__ import annotations

import secrets
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.records import RunStatus
from takehome.server.state.runs import get_run, list_runs, mark_cancelled

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # which HTTP package the client is made of does not matter here
    from starlette.testclient import TestClient

__all__ = ["DATABASES", "TestClient", "WaitingQueue", "asking", "database_of"]

DATABASES = ("sqlite", "postgresql")


@contextmanager
def database_of(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database for a fixture that is made for each of `DATABASES`; empty means SQLite's default."""
    if request.param == "sqlite":
        yield ""
        return
    folder, name = request.getfixturevalue("postgresql_folder"), f"test_{secrets.token_hex(6)}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield f"postgresql://postgres@/{name}?host={folder}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class WaitingQueue:
    """Stands in for the queue of processes: runs stay queued, and are cancelled in the database."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.db, self.condition, self.version = db, threading.Condition(), 0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def wake(self) -> None:
        with self.condition:
            self.version += 1
            self.condition.notify_all()

    def cancel(self, run_id: str) -> bool:
        cancelled = mark_cancelled(self.db, run_id)
        self.wake()
        return cancelled

    def changed(self, timeout: float, seen: int | None = None) -> int:
        with self.condition:
            before = self.version if seen is None else seen
            self.condition.wait_for(lambda: self.version != before, min(timeout, 0.05))
            return self.version

    def place(self, run_id: str) -> int:
        run = get_run(self.db, run_id)
        waiting = sorted(each.number for each in list_runs(self.db, status=RunStatus.QUEUED, limit=1_000))
        return waiting.index(run.number) + 1 if run is not None and run.number in waiting else 0


@contextmanager
def asking(settings: Settings, *, real_queue: bool = False) -> Iterator[TestClient]:
    """A client with the token, while the application lives; without `real_queue` no process is started for runs."""
    from takehome.server import app as assembly

    app = assembly.create_app(settings)
    sends = {
        "base_url": "http://127.0.0.1:8642",
        "headers": {"Authorization": f"Bearer {settings.token}"},
        "raise_server_exceptions": False,
    }
    own = assembly.Queue
    if not real_queue:
        assembly.Queue = WaitingQueue
    try:
        with TestClient(app, **sends) as client:
            yield client
    finally:
        assembly.Queue = own
