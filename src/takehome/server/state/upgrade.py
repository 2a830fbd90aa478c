"""Bringing a database to the tables of this version, with Alembic and no configuration file."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from takehome.errors import InputError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x7461_6B65_686F_6D65
"""Key of PostgreSQL's advisory lock, held until the transaction ends; SQLite's transaction is a lock itself."""
_one_at_a_time = threading.Lock()
"""Alembic keeps its context in a module, so two databases cannot be upgraded by two threads."""


def upgrade(connection: Connection) -> None:
    """Run the steps that this database has not had yet, in the transaction of the connection.

    Raises
    ------
    InputError
        If the tables are of a newer takehome, or a PostgreSQL database is not encoded in UTF-8.
    """
    if connection.dialect.name == "postgresql":
        _refuse_other_encodings(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    try:
        with _one_at_a_time:
            command.upgrade(configuration(connection), "head")
    except CommandError as problem:
        raise InputError(
            f"a database whose tables this version does not know ({problem})",
            "a database of this or an older version of takehome",
            "update takehome, or give another --database",
        ) from None


def configuration(connection: Connection) -> Config:
    """What Alembic needs to work on this connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _refuse_other_encodings(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise InputError(
            f"a PostgreSQL database in the encoding {encoding}",
            "UTF8, which holds names in every script",
            "CREATE DATABASE takehome ENCODING 'UTF8' TEMPLATE template0",
        )
