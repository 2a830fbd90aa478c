"""What Alembic runs for every command; the connection, already in a transaction, comes from `database.py`."""

from __future__ import annotations

from alembic import context

from takehome.server.state.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
