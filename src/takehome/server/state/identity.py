"""Which database this is: a number of its own, drawn when it is first asked for, so that a folder can name it."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from takehome.server.state.database import Database
from takehome.server.state.tables import counters

NAME = "identity"
_BITS = 62


def identity(db: Database) -> int:
    """The number of this database; it stays the same for as long as the database lives."""
    with db.writing() as connection:
        known = connection.execute(select(counters.c.last).where(counters.c.name == NAME)).scalar_one_or_none()
        if known is not None:
            return int(known)
        drawn = secrets.randbits(_BITS)
        connection.execute(insert(counters).values(name=NAME, last=drawn))
    return drawn
