"""Accepted files: one row each; the bytes are in the data folder, and whoever deletes a row deletes them too."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Row, delete, insert, select

from takehome.server.state.database import Database
from takehome.server.state.records import RunStatus, Upload, UploadKind
from takehome.server.state.tables import runs, uploads

FINAL = [status.value for status in RunStatus if status.final]


def add_upload(db: Database, upload: Upload) -> None:
    """Keep an upload whose file is in its place."""
    with db.writing() as connection:
        connection.execute(insert(uploads).values(**_values(upload)))


def get_upload(db: Database, id: str) -> Upload | None:
    """The upload of this id, or None."""
    with db.reading() as connection:
        row = connection.execute(select(uploads).where(uploads.c.id == id)).one_or_none()
    return None if row is None else _record(row)


def list_uploads(db: Database, kind: UploadKind | None = None, limit: int = 100) -> list[Upload]:
    """The newest uploads, newest first; of one kind, or of all."""
    query = select(uploads).order_by(uploads.c.created.desc(), uploads.c.id).limit(limit)
    if kind is not None:
        query = query.where(uploads.c.kind == kind.value)
    with db.reading() as connection:
        rows = connection.execute(query).all()
    return [_record(row) for row in rows]


def delete_upload(db: Database, id: str) -> bool:
    """Forget an upload; gives whether it was there. Its runs keep their reports, and their `upload` becomes None."""
    with db.writing() as connection:
        return connection.execute(delete(uploads).where(uploads.c.id == id)).rowcount == 1


def delete_unread_upload(db: Database, id: str) -> tuple[bool, int]:
    """Forget an upload that no run waits for or reads; gives whether it went, and the number of the run that reads it.

    The number is 0 where no run does. A run that is asked for meanwhile finds the upload there, or is refused.
    """
    reader = select(runs.c.number).where(runs.c.upload == id, runs.c.status.not_in(FINAL)).order_by(runs.c.number)
    with db.writing() as connection:
        # PostgreSQL's lock of the row keeps new runs of the upload away; SQLite's transaction keeps everybody away
        connection.execute(select(uploads.c.id).where(uploads.c.id == id).with_for_update())
        number = connection.execute(reader.limit(1)).scalar_one_or_none()
        if number is not None:
            return False, int(number)
        return connection.execute(delete(uploads).where(uploads.c.id == id)).rowcount == 1, 0


def _values(upload: Upload) -> dict[str, Any]:
    return {**{field.name: getattr(upload, field.name) for field in fields(upload)}, "kind": upload.kind.value}


def _record(row: Row[Any]) -> Upload:
    return Upload(**{**row._asdict(), "kind": UploadKind(row.kind)})
