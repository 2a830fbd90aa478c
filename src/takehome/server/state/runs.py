"""Runs: asked for, taken by a worker, ended. Every change of status is one UPDATE that names the states it may leave.

So of two threads, or servers, that want to change a run, one succeeds and the other is told that it did not; nothing is
read first and written later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from takehome.errors import InputError
from takehome.server.refusal import Refusal
from takehome.server.state.column_types import LARGEST_WHOLE
from takehome.server.state.database import Database, now
from takehome.server.state.records import Problem, Run, RunKind, RunStatus
from takehome.server.state.searching import folded, matching
from takehome.server.state.tables import counters, runs

MOST_WAITING = 1_000
"""Runs in the queue; one that is asked for beyond them would wait for days, and its table could not be deleted."""
ALIKE = 20
"""How many earlier runs tell how long one takes."""
_FIELDS = [field.name for field in fields(Run)]
_RECORD = [runs.c[name] for name in _FIELDS]
_OPEN = [status.value for status in RunStatus if not status.final]


def add_run(db: Database, run: Run) -> Run:
    """Put a run into the queue; gives it back with its number, which no other run has or had.

    Raises
    ------
    InputError
        If its upload, or the run that it repeats, was deleted.
    Refusal
        429, if `MOST_WAITING` runs wait already.
    """
    with db.writing() as connection:
        # the counter's row is locked from here to the end of the transaction, so numbers are given in order
        connection.execute(update(counters).where(counters.c.name == "runs").values(last=counters.c.last + 1))
        number = connection.execute(select(counters.c.last).where(counters.c.name == "runs")).scalar_one()
        _require_room(connection)
        queued = replace(run, number=number, status=RunStatus.QUEUED)
        try:
            connection.execute(insert(runs).values(**_values(queued)))
        except IntegrityError:
            raise InputError(
                "a run of an upload, or a repetition of a run, that is not there any more",
                "an upload that was not deleted",
                "upload the table again",
            ) from None
    return queued


def get_run(db: Database, id: str) -> Run | None:
    """The run of this id, or None."""
    return _one(db, select(*_RECORD).where(runs.c.id == id))


def run_by_number(db: Database, number: int) -> Run | None:
    """The run of this number, or None."""
    if not 0 < number <= LARGEST_WHOLE:
        return None
    return _one(db, select(*_RECORD).where(runs.c.number == number))


def list_runs(
    db: Database,
    *,
    text: str = "",
    kind: RunKind | None = None,
    status: RunStatus | None = None,
    verb: str = "",
    limit: int = 50,
    before: int | None = None,
) -> list[Run]:
    """Runs, newest first.

    Parameters
    ----------
    text : words that must all occur in note, name of the data, scenario, verb or decision sentence, in any case.
    kind, status, verb : only such runs. limit : at most so many. before : only runs with a smaller number.

    Raises
    ------
    InputError
        If the text is longer than 500 characters.
    """
    query = select(*_RECORD).order_by(runs.c.number.desc()).limit(limit)
    condition = matching(text)
    if condition is not None:
        query = query.where(condition)
    for column, wanted in ((runs.c.kind, kind), (runs.c.status, status)):
        if wanted is not None:
            query = query.where(column == wanted.value)
    if verb:
        query = query.where(runs.c.verb == verb)
    if before is not None:
        query = query.where(runs.c.number < max(min(before, LARGEST_WHOLE), 0))
    return _several(db, query)


def next_queued(db: Database) -> Run | None:
    """The run that has waited longest, or None."""
    return _one(db, _with_status(RunStatus.QUEUED).order_by(runs.c.number).limit(1))


def waiting_or_running(db: Database) -> list[str]:
    """Ids of all runs that have not ended, those that wait longest last: so nothing moves up while they are ended."""
    query = select(runs.c.id).where(runs.c.status.in_(_OPEN)).order_by(runs.c.number.desc())
    with db.reading() as connection:
        return list(connection.execute(query).scalars().all())


def unfinished(db: Database) -> list[Run]:
    """Runs that are said to run, in order: at a start, those whose server died."""
    return _several(db, _with_status(RunStatus.RUNNING).order_by(runs.c.number))


def runs_with_key(db: Database, key: str) -> list[Run]:
    """Runs of the same data, options, economics, seed and version, oldest first."""
    return _several(db, select(*_RECORD).where(runs.c.key == key).order_by(runs.c.number))


def finished_like(db: Database, run: Run) -> list[Run]:
    """The newest 20 finished runs of the same verb, newest first."""
    query = _with_status(RunStatus.FINISHED).where(runs.c.verb == run.verb, runs.c.id != run.id)
    return _several(db, query.order_by(runs.c.number.desc()).limit(ALIKE))


def mark_running(db: Database, id: str, worker: int) -> bool:
    """Take a run out of the queue; gives whether it was still in it. `worker` is a process group, or 0."""
    changes = {"status": RunStatus.RUNNING.value, "started": now(), "worker": worker}
    return _changed(db, id, [RunStatus.QUEUED.value], changes)


def set_worker(db: Database, id: str, pgid: int) -> bool:
    """Say which process group works on a run; gives whether it is running."""
    return _changed(db, id, [RunStatus.RUNNING.value], {"worker": pgid})


def mark_finished(db: Database, id: str, summary: Mapping[str, Any], answer_sha256: str) -> bool:
    """End a run whose files are in their place; gives whether it had not ended before."""
    sentence = folded(str(summary.get("sentence", "")))
    answer = {"summary": summary, "answer_sha256": answer_sha256, "folded_sentence": sentence}
    return _ended(db, id, RunStatus.FINISHED, answer)


def mark_failed(db: Database, id: str, problem: Problem) -> bool:
    """End a run that could not be done, and say why; gives whether it had not ended before."""
    return _ended(db, id, RunStatus.FAILED, {"problem": asdict(problem)})


def mark_cancelled(db: Database, id: str) -> bool:
    """End a run because somebody asked for it; gives whether it had not ended before."""
    return _ended(db, id, RunStatus.CANCELLED, {})


def mark_interrupted(db: Database, id: str) -> bool:
    """End a run whose worker or server died; gives whether it had not ended before."""
    return _ended(db, id, RunStatus.INTERRUPTED, {})


def set_note(db: Database, id: str, text: str) -> bool:
    """Replace the note on a run; gives whether the run is there."""
    return _changed(db, id, [status.value for status in RunStatus], {"note": text, "folded_note": folded(text)})


def delete_run(db: Database, id: str) -> bool:
    """Forget a run and its events, in whatever state; gives whether it was there. Its number is not given again."""
    with db.writing() as connection:
        return connection.execute(delete(runs).where(runs.c.id == id)).rowcount == 1


def _require_room(connection: Connection) -> None:
    """Refuse a run where too many wait; under the counter's lock, so that none slips in between."""
    waiting = select(func.count()).where(runs.c.status == RunStatus.QUEUED.value)
    if connection.execute(waiting).scalar_one() >= MOST_WAITING:
        raise Refusal(
            429,
            f"a queue in which {MOST_WAITING:,} runs wait already",
            f"fewer than {MOST_WAITING:,}",
            "wait until some have ended, or cancel those that nobody needs",
        )


def _ended(db: Database, id: str, status: RunStatus, changes: Mapping[str, Any]) -> bool:
    return _changed(db, id, _OPEN, {**changes, "status": status.value, "finished": now(), "worker": 0})


def _changed(db: Database, id: str, states: list[str], changes: Mapping[str, Any]) -> bool:
    change = update(runs).where(runs.c.id == id, runs.c.status.in_(states)).values(**changes)
    with db.writing() as connection:
        return connection.execute(change).rowcount == 1


def _with_status(status: RunStatus) -> Select[Any]:
    return select(*_RECORD).where(runs.c.status == status.value)


def _one(db: Database, query: Select[Any]) -> Run | None:
    with db.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _record(row)


def _several(db: Database, query: Select[Any]) -> list[Run]:
    with db.reading() as connection:
        rows = connection.execute(query).all()
    return [_record(row) for row in rows]


def _values(run: Run) -> dict[str, Any]:
    """The row of a record."""
    return {
        **{name: getattr(run, name) for name in _FIELDS},
        "kind": run.kind.value,
        "status": run.status.value,
        "problem": None if run.problem is None else asdict(run.problem),
        "folded_names": folded(run.verb, run.data_name, run.scenario),
        "folded_sentence": folded(str(run.summary.get("sentence", ""))),
        "folded_note": folded(run.note),
    }


def _record(row: Row[Any]) -> Run:
    """The record of a row."""
    problem = None if row.problem is None else Problem(**row.problem)
    changes = {"kind": RunKind(row.kind), "status": RunStatus(row.status), "problem": problem}
    return Run(**{**row._asdict(), **changes})
