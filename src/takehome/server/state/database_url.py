"""Which database URLs are understood, and how one is shown: never with a password."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from takehome.errors import InputError
from takehome.server.settings import Settings

FILE = "takehome.sqlite"
"""Name of the SQLite database in the data folder."""
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_SECRET_QUERIES = ("password", "sslpassword", "passfile")


def usable_url(settings: Settings) -> URL:
    """The URL of the settings, with its driver; SQLite in the data folder where there is none.

    Raises
    ------
    InputError
        If it is no URL, of another database, or of one that is kept in memory.
    """
    if not settings.database:
        return URL.create("sqlite", database=str(settings.data.resolve() / FILE))
    try:
        url = make_url(settings.database)
    except (ArgumentError, ValueError):
        raise _refused("a --database that is no URL (it is not shown: it may hold a password)") from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in _SQLITE:
        raise _refused(f"a database of the kind {url.drivername!r}")
    if not url.database or url.database == ":memory:" or url.query:
        raise _refused("an SQLite database without a file, or with options")
    return url


def shown(url: URL) -> str:
    """The URL for logs and messages."""
    hidden = {key: "***" for key in _SECRET_QUERIES if key in url.query}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def _refused(saw: str) -> InputError:
    return InputError(
        saw,
        "postgresql://USER:PASSWORD@HOST/NAME, or sqlite:////ABSOLUTE/FILE",
        "leave out --database for SQLite in the data folder",
    )
