"""How many runs are in which state, for health, metrics and the queue."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from takehome.server.state.database import Database
from takehome.server.state.records import RunStatus
from takehome.server.state.tables import runs, uploads


def runs_by_status(db: Database) -> dict[RunStatus, int]:
    """Every status, also those that no run has."""
    with db.reading() as connection:
        found = connection.execute(select(runs.c.status, func.count()).group_by(runs.c.status)).all()
    counted = {RunStatus(status): int(count) for status, count in found}
    return {status: counted.get(status, 0) for status in RunStatus}


def place_in_queue(db: Database, run_id: str) -> int:
    """1 for the run that has waited longest, 2 for the one after it …; 0 for one that does not wait."""
    waiting = runs.c.status == RunStatus.QUEUED.value
    own = select(runs.c.number).where(runs.c.id == run_id, waiting).scalar_subquery()
    with db.reading() as connection:
        # without a number of its own nothing is smaller or equal
        return connection.execute(select(func.count()).where(waiting, runs.c.number <= own)).scalar_one()


def kept(db: Database) -> tuple[int, int]:
    """How many uploads and how many runs there are."""
    with db.reading() as connection:
        files, all_runs = (
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (uploads, runs)
        )
    return int(files), int(all_runs)


def counted_if_reached(db: Database) -> dict[RunStatus, int] | None:
    """The same; None where the database does not answer."""
    try:
        return runs_by_status(db)
    except SQLAlchemyError:
        return None
