"""Whether the packages of the extra ``server`` are there."""

from __future__ import annotations

from importlib.util import find_spec

from takehome.errors import MissingExtra

NEEDED = (
    "alembic",
    "fastapi",
    "prometheus_client",
    "pydantic",
    "python_multipart",
    "sqlalchemy",
    "starlette",
    "uvicorn",
)
"""Looked up without importing them; psycopg is asked for where a PostgreSQL database is."""


def require() -> None:
    """Raise :class:`~takehome.errors.MissingExtra`, with the line that installs it, where a package is absent."""
    if any(find_spec(name) is None for name in NEEDED):
        raise MissingExtra("server", "takehome serve")
