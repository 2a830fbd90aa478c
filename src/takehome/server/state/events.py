"""The steps that a run has told, numbered from 1 without a gap: a reader asks for those after the last that it has."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from takehome.errors import InputError
from takehome.server.state.column_types import LARGEST_WHOLE
from takehome.server.state.database import Database
from takehome.server.state.records import Event
from takehome.server.state.tables import events, runs


def add_event(db: Database, run_id: str, text: str, seconds: float) -> Event:
    """Add the next step of a run, `seconds` after its start.

    Raises
    ------
    InputError
        If there is no such run (any more).
    """
    with db.writing() as connection:
        # the lock of the run's row orders writers in PostgreSQL; in SQLite the transaction does
        locked = connection.execute(select(runs.c.id).where(runs.c.id == run_id).with_for_update()).one_or_none()
        if locked is None:
            raise InputError(f"an event of the run {run_id!r}, which is not there", "a run that was not deleted")
        last = connection.execute(select(func.max(events.c.number)).where(events.c.run == run_id)).scalar_one()
        event = Event(run=run_id, number=(last or 0) + 1, text=text, seconds=seconds)
        connection.execute(
            insert(events).values(run=event.run, number=event.number, text=event.text, seconds=event.seconds)
        )
    return event


def events_after(db: Database, run_id: str, number: int = 0) -> list[Event]:
    """The steps of a run after this number, in order."""
    after = max(min(number, LARGEST_WHOLE), 0)
    query = select(events).where(events.c.run == run_id, events.c.number > after).order_by(events.c.number)
    with db.reading() as connection:
        rows = connection.execute(query).all()
    return [Event(**row._asdict()) for row in rows]
