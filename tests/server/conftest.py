"""What the server's tests share: settings in a temporary folder, and both databases, the PostgreSQL one a real one."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from takehome.server.settings import Settings
from takehome.server.state.database import Database, open_database

TOKEN = "0123456789abcdef"
DEBIAN = Path("/usr/lib/postgresql")
STARTS_WITHIN = 30.0
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "listen_addresses": "",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A server in a folder of its own, on SQLite, that asks for a token."""
    return Settings(data=tmp_path / "data", token=TOKEN)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for each test, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'takehome.sqlite'}"
        return
    folder = request.getfixturevalue("postgresql_folder")
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield f"postgresql://postgres@/{name}?host={folder}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings_of_both(settings: Settings, database_url: str) -> Settings:
    """The settings with either database."""
    return dataclasses.replace(settings, database=database_url)


@pytest.fixture
def db(settings_of_both: Settings) -> Iterator[Database]:
    """An open database of either kind."""
    with contextlib.closing(open_database(settings_of_both)) as database:
        yield database


@pytest.fixture(scope="session")
def postgresql_folder() -> Iterator[str]:
    """The folder with the socket of a PostgreSQL cluster that lives as long as the tests.

    Where PostgreSQL is absent the test says so and is skipped; under ``CI=true`` it fails instead.
    """
    programs = _programs()
    if programs is None:
        message = "PostgreSQL's initdb and postgres are neither in PATH nor in /usr/lib/postgresql (Debian: postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # a short path: a socket's may have 107 characters
    with tempfile.TemporaryDirectory(prefix="takehome-pg-", dir="/tmp") as made:
        folder = Path(made)
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        _initialise(programs, folder, user)
        with _running(programs, folder, user):
            yield made


def _programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    places = sorted(DEBIAN.glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    found = shutil.which("initdb")
    candidates = [*([Path(found).resolve().parent] if found else []), *places]
    return next((each for each in candidates if (each / "initdb").exists() and (each / "postgres").exists()), None)


def _initialise(programs: Path, folder: Path, user: str | None) -> None:
    command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-E", "UTF8", "--locale=C"]
    told = subprocess.run(
        [*command, "--auth=trust", "--no-sync"], user=user, group=user, cwd="/", capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr


@contextlib.contextmanager
def _running(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    """The server as our child; it goes with us, even where we are killed."""
    options = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    postgres = [programs / "postgres", "-D", folder / "data", "-k", folder, *options]
    setpriv = shutil.which("setpriv")
    command = [setpriv, "--pdeathsig", "QUIT", *postgres] if setpriv else postgres
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, user=user, group=user, cwd="/", stdout=log, stderr=log)
        try:
            _wait(process, folder)
            yield
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(STARTS_WITHIN)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the server answers."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
