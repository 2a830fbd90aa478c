"""Opening the database: from nothing, again, of a newer version, with a URL that cannot be used; never a password.

Oracles: Alembic's comparison of the migrated tables with `tables.py`; the settings that SQLite reports itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import stat
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from takehome.errors import InputError
from takehome.server.settings import Settings
from takehome.server.state import runs
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.database_url import usable_url
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.tables import metadata
from takehome.server.state.upgrade import configuration

PASSWORD = "hunter2-p@ss"
QUOTED = "hunter2-p%40ss"


def test_the_steps_lead_to_the_tables_of_the_code(db: Database) -> None:
    with db.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_steps_can_be_undone_and_done_again(db: Database) -> None:
    with db.writing() as connection:
        command.downgrade(configuration(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with db.writing() as connection:
        command.upgrade(configuration(connection), "head")
        assert set(metadata.tables) < set(inspect(connection).get_table_names())


def test_what_was_kept_is_there_when_opened_again(settings_of_both: Settings) -> None:
    with contextlib.closing(open_database(settings_of_both)) as database:
        run = runs.add_run(database, Run(new_id(), 0, RunKind.STUDY, "value", RunStatus.QUEUED, now(), "k"))
    with contextlib.closing(open_database(settings_of_both)) as database:
        assert runs.list_runs(database) == [run]
        assert database.dialect == settings_of_both.database.partition(":")[0]


def test_a_failed_write_leaves_nothing_behind(db: Database) -> None:
    """The counter was moved in the same transaction, and goes back."""
    absent = Run(new_id(), 0, RunKind.STUDY, "value", RunStatus.QUEUED, now(), "k", upload="not there")
    with pytest.raises(InputError):
        runs.add_run(db, absent)
    assert runs.add_run(db, dataclasses.replace(absent, upload=None)).number == 1


def test_the_tables_of_a_newer_version_are_refused(settings_of_both: Settings) -> None:
    with contextlib.closing(open_database(settings_of_both)) as database, database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="does not know") as told:
        open_database(settings_of_both)
    assert "update takehome" in told.value.try_next


def test_sqlite_is_set_to_lose_nothing_and_to_wait(settings: Settings) -> None:
    with contextlib.closing(open_database(settings)) as database, database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
        assert database.dialect == "sqlite"
        assert str(settings.data) in database.url_shown
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000, "secure_delete": 1,
    }  # fmt: skip
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://someone:{QUOTED}@127.0.0.1:1/takehome",
        f"postgres://someone:{QUOTED}@127.0.0.1:1/takehome",
        f"postgresql+psycopg://someone@127.0.0.1:1/takehome?password={QUOTED}",
        f"postgresql+asyncpg://someone:{QUOTED}@127.0.0.1/takehome",
        f"mysql://someone:{QUOTED}@127.0.0.1/takehome",
        f"someone:{PASSWORD}@127.0.0.1/takehome",
        f"postgresql://someone:{PASSWORD}@127.0.0.1:port/takehome",
        f"postgresql://someone:{QUOTED}@127.0.0.1:1/takehome?no_such_setting=1",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=ro&uri=true",
        "sqlite:////dev/null/not/a/folder/x.sqlite",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(settings: Settings, url: str) -> None:
    chosen = dataclasses.replace(settings, database=url)
    with pytest.raises(InputError) as told:
        open_database(chosen)
    for shown in (told.value.message, repr(chosen)):
        assert "hunter2" not in shown
    assert told.value.expected
    assert told.value.try_next


def test_a_file_that_is_no_database_is_refused_and_left_alone(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("dear diary, " * 100)
    with pytest.raises(InputError, match="not a database"):
        open_database(dataclasses.replace(settings, database=f"sqlite:///{file}"))
    assert file.read_text() == "dear diary, " * 100


def test_a_data_folder_that_cannot_be_made_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="data folder"):
        open_database(dataclasses.replace(settings, data=tmp_path / "file" / "data"))


def test_another_encoding_than_utf8_is_refused(settings: Settings, postgresql_folder: str) -> None:
    """As `initdb` makes databases where the locale says so."""
    name = f"latin_{os.getpid()}"
    with psycopg.connect(host=postgresql_folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0")
        with pytest.raises(InputError, match="LATIN1"):
            open_database(
                dataclasses.replace(settings, database=f"postgresql://postgres@/{name}?host={postgresql_folder}")
            )
        connection.execute(f"DROP DATABASE {name}")


def test_a_password_is_not_in_the_url_that_is_shown(settings: Settings, postgresql_folder: str) -> None:
    """The cluster trusts everybody on its socket, so the password is not looked at."""
    url = f"postgresql://postgres:{QUOTED}@/postgres?host={postgresql_folder}"
    with contextlib.closing(Database(usable_url(dataclasses.replace(settings, database=url)))) as database:
        with database.reading() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        assert "hunter2" not in database.url_shown
        assert "***" in database.url_shown
