"""Uploads, runs, their events, and the counter of runs.

The columns stand here a second time on purpose: this step must go on making what it made when it was released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _uploads()
    _runs()
    _events()
    counters = op.create_table(
        "counters", sa.Column("name", sa.Text(), primary_key=True), sa.Column("last", sa.BigInteger(), nullable=False)
    )
    op.bulk_insert(counters, [{"name": "runs", "last": 0}])


def downgrade() -> None:
    """Drop the tables with everything in them."""
    for name in ("counters", "events", "runs", "uploads"):
        op.drop_table(name)


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("kind", "name"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *_texts("sha256"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        *_texts("preview"),
    )
    op.create_index("uploads_by_age", "uploads", ["created"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *_texts("kind", "verb", "status"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        *_texts("key", "seed"),
        sa.Column("upload", sa.Text(), sa.ForeignKey("uploads.id", name="runs_of_upload", ondelete="SET NULL")),
        *_texts("scenario", "options", "economics", "version", "data_name", "data_sha256"),
        sa.Column("started", sa.DateTime(timezone=True)),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("worker", sa.BigInteger(), nullable=False),
        sa.Column("repeats", sa.Text(), sa.ForeignKey("runs.id", name="runs_repeated", ondelete="SET NULL")),
        sa.Column("problem", sa.Text()),
        *_texts("summary", "answer_sha256", "note", "folded_names", "folded_sentence", "folded_note"),
    )
    op.create_index("runs_by_number", "runs", ["number"], unique=True)
    op.create_index("runs_by_status", "runs", ["status", "number"])
    for name, column in (("runs_by_key", "key"), ("runs_by_upload", "upload"), ("runs_by_repeated", "repeats")):
        op.create_index(name, "runs", [column])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column(
            "run", sa.Text(), sa.ForeignKey("runs.id", name="events_of_run", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        *_texts("text"),
        sa.Column("seconds", sa.Double(), nullable=False),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
