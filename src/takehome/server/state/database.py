"""Opening the database: SQLite in the data folder, or PostgreSQL by URL.

Both are spoken to in short transactions that are either *reading* or *writing*. In SQLite a writing one takes the write
lock at its beginning (``BEGIN IMMEDIATE``): a transaction that reads first and writes later would fail at once, without
waiting, where another server wrote in between. Write-ahead logging lets readers go on meanwhile, and
``synchronous=FULL`` makes what was answered survive a power cut; ``secure_delete`` overwrites what was deleted.

The tables are brought up to date when the database is opened, in one transaction under a lock, so that two servers may
start at the same time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from takehome.errors import InputError
from takehome.server.settings import Settings
from takehome.server.state.database_url import shown, usable_url
from takehome.server.state.upgrade import upgrade

BUSY_SECONDS = 10
"""How long a connection waits: to be made (PostgreSQL), or for another writer (SQLite)."""
READING = "takehome_reading"


def new_id() -> str:
    """A name that nobody can guess: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Database:
    """An open database; safe to use from several threads. Not for making: see :func:`open_database`."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self.engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
        self._reader = self.engine.execution_options(**{READING: True})

    @property
    def dialect(self) -> str:
        """``"sqlite"`` or ``"postgresql"``."""
        return self.engine.dialect.name

    @property
    def url_shown(self) -> str:
        """Where the database is, without its password."""
        return shown(self._url)

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for queries that see one moment of SQLite, or what is committed in PostgreSQL."""
        return self._reader.begin()

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that may write; committed at the end, rolled back by an exception."""
        return self.engine.begin()

    def close(self) -> None:
        """Close every connection; the object cannot be used afterwards."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of these settings, made where it is absent, and with this version's tables.

    Raises
    ------
    InputError
        If the URL cannot be used, the database cannot be reached or written, or a newer takehome made its tables. The
        password is not in the message.
    """
    _make_folder(settings)
    url = usable_url(settings)
    database = Database(url)
    with ExitStack() as undoing:
        undoing.callback(database.close)
        with _told(url), database.writing() as connection:
            upgrade(connection)
        undoing.pop_all()
    return database


@contextmanager
def _told(url: URL) -> Iterator[None]:
    """Turn what the driver says into an error for the operator, without the password."""
    try:
        yield
    except DBAPIError as problem:
        said = str(problem.orig).strip().partition("\n")[0]
        said = said.replace(str(url.password), "***") if url.password else said
        raise InputError(
            f"the database {shown(url)}, which cannot be used: {said}",
            "a database that can be reached and in which tables may be made",
            "check address, user and password, or leave out --database for SQLite in the data folder",
        ) from None


def _make_folder(settings: Settings) -> None:
    """The data folder, for its owner alone: it holds other people's tables."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(
            f"the data folder {settings.data}, which cannot be made ({problem.strerror})",
            "a folder that can be written to",
            "takehome serve --data FOLDER",
        ) from None


def _postgresql(url: URL) -> Engine:
    arguments = {"connect_timeout": BUSY_SECONDS, "application_name": "takehome"}
    return create_engine(url, connect_args=arguments, pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_on_begin`, not by the driver
    for setting in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
