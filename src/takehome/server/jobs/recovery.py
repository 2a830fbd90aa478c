"""What a start mends after a server that was killed: orphans are ended, half work is removed, every run has a state.

A run that was working is finished where its report is in its place, since the rename came before the database; else it
is interrupted, and can be repeated. Runs that waited, wait on.
"""

from __future__ import annotations

from collections.abc import Collection

from takehome.server.jobs.family import end_marked, mark_of
from takehome.server.jobs.folders import clear, outcome_of
from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.runs import mark_finished, mark_interrupted, unfinished


def recover(settings: Settings, db: Database) -> None:
    """Mend what an earlier server has left; to be called before any job, with the folder locked."""
    end_marked(mark_of(settings.data))
    clear(settings)
    settle_unfinished(settings, db, ())


def settle_unfinished(settings: Settings, db: Database, working: Collection[str]) -> None:
    """Give every run that is said to be running, and is not among those `working`, its final state."""
    for run in unfinished(db):
        if run.id in working:
            continue
        outcome = outcome_of(settings, run.id)
        if outcome is None:
            mark_interrupted(db, run.id)
        else:
            mark_finished(db, run.id, outcome["summary"], outcome["answer_sha256"])
