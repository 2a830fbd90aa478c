"""The tables, with the fields of `records.py`; the steps that lead to them are in `migrations/versions`.

Three columns of `runs` are no fields of a record: what a search looks at, folded (see `searching.py`). `counters` holds
the last number that a run was given, so that the number of a deleted run is not given to another one, and the number
of the database itself (see `identity.py`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, MetaData, Table

from takehome.server.state.column_types import AnyText, Digits, Json, Moment

metadata = MetaData()

uploads = Table(
    "uploads",
    metadata,
    Column("id", AnyText, primary_key=True),
    Column("kind", AnyText, nullable=False),
    Column("name", AnyText, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", AnyText, nullable=False),
    Column("created", Moment, nullable=False),
    Column("preview", Json, nullable=False),
    Index("uploads_by_age", "created"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", AnyText, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("kind", AnyText, nullable=False),
    Column("verb", AnyText, nullable=False),
    Column("status", AnyText, nullable=False),
    Column("created", Moment, nullable=False),
    Column("key", AnyText, nullable=False),
    Column("seed", Digits, nullable=False),
    Column("upload", AnyText, ForeignKey("uploads.id", name="runs_of_upload", ondelete="SET NULL")),
    Column("scenario", AnyText, nullable=False),
    Column("options", Json, nullable=False),
    Column("economics", AnyText, nullable=False),
    Column("version", AnyText, nullable=False),
    Column("data_name", AnyText, nullable=False),
    Column("data_sha256", AnyText, nullable=False),
    Column("started", Moment),
    Column("finished", Moment),
    Column("worker", BigInteger, nullable=False),
    Column("repeats", AnyText, ForeignKey("runs.id", name="runs_repeated", ondelete="SET NULL")),
    Column("problem", Json),
    Column("summary", Json, nullable=False),
    Column("answer_sha256", AnyText, nullable=False),
    Column("note", AnyText, nullable=False),
    Column("folded_names", AnyText, nullable=False),
    Column("folded_sentence", AnyText, nullable=False),
    Column("folded_note", AnyText, nullable=False),
    Index("runs_by_number", "number", unique=True),
    Index("runs_by_status", "status", "number"),
    Index("runs_by_key", "key"),
    Index("runs_by_upload", "upload"),
    Index("runs_by_repeated", "repeats"),
)

events = Table(
    "events",
    metadata,
    Column("run", AnyText, ForeignKey("runs.id", name="events_of_run", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("text", AnyText, nullable=False),
    Column("seconds", Double, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", AnyText, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
