"""The queue and its workers, with real processes: order, endings, limits, families, and what is kept of each.

Oracles: ``/proc`` for which processes are left, the database and the data folder for what is kept.
"""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.server.stand_in_worker import PROGRAM, checksum

from takehome.errors import InputError
from takehome.server.jobs import process
from takehome.server.jobs import queue as queue_module
from takehome.server.jobs.family import mark_of, marked
from takehome.server.jobs.queue import Queue
from takehome.server.jobs.submitting import repeat, submit_study
from takehome.server.settings import Limits, Settings
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.events import events_after
from takehome.server.state.faults import DatabaseFault
from takehome.server.state.records import Run, RunKind, RunStatus, Upload, UploadKind
from takehome.server.state.runs import add_run, delete_run, get_run, mark_running
from takehome.server.state.uploads import add_upload

LONG = 60.0
"""Seconds after which a test gives up waiting; no test waits so long."""


@pytest.fixture
def opened(settings: Settings) -> Iterator[Database]:
    """SQLite; one test runs on both databases, and what the queue asks of them is tested on both in test_state."""
    with closing(open_database(settings)) as db:
        yield db


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in instead of studies."""
    monkeypatch.setattr(queue_module, "start", partial(process.start, program=PROGRAM))


@pytest.fixture
def working(settings: Settings, opened: Database, stand_in: None) -> Iterator[Queue]:
    """A queue that works on stand-ins."""
    queue = Queue(settings, opened)
    queue.start()
    yield queue
    queue.stop()
    assert marked(mark_of(settings.data)) == []


@pytest.fixture
def working_on_both(settings_of_both: Settings, db: Database, stand_in: None) -> Iterator[Queue]:
    """The same on SQLite and on PostgreSQL."""
    queue = Queue(settings_of_both, db)
    queue.start()
    yield queue
    queue.stop()


def asked(db: Database, **options: Any) -> Run:
    """A run of the stand-in, queued."""
    run = Run(new_id(), 0, RunKind.STUDY, "stand-in", RunStatus.QUEUED, now(), new_id(), options=options)
    return add_run(db, run)


def until(queue: Queue, reached: Callable[[], Any]) -> Any:
    """Wait for something that the queue will bring about."""
    latest, seen = time.monotonic() + LONG, None
    while not (found := reached()):
        assert time.monotonic() < latest
        seen = queue.changed(0.2, seen)
    return found


def ended(queue: Queue, run: Run) -> Run:
    """The run, once it has ended."""
    queue.wake()

    def final() -> Run | None:
        found = get_run(queue.db, run.id)
        return found if found is not None and found.status.final else None

    return until(queue, final)


def steps(queue: Queue, run: Run) -> list[str]:
    return [event.text for event in events_after(queue.db, run.id)]


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def test_runs_are_done_in_order_and_their_files_are_kept(working_on_both: Queue) -> None:
    working = working_on_both
    runs = [asked(working.db, pause=0.02) for _ in range(3)]
    found = [ended(working, run) for run in runs]
    assert [run.status for run in found] == [RunStatus.FINISHED] * 3
    starts = [run.started for run in found]
    assert starts == sorted(starts)
    assert all(one.finished <= other.started for one, other in pairwise(found))
    for run in found:
        folder = working.settings.runs / run.id
        assert (folder / "report.json").read_text() == checksum(folder)
        assert run.summary["sentence"] == "nothing is decided"
        assert steps(working, run) == ["step 0", "step 1"]
    assert until(working, lambda: not list(working.settings.staging.iterdir())) is True


def test_place_in_the_queue(working: Queue) -> None:
    first, second, third = asked(working.db, do=["never_end"]), asked(working.db), asked(working.db)
    working.wake()
    until(working, lambda: steps(working, first))
    assert [working.place(run.id) for run in (first, second, third)] == [0, 1, 2]
    assert working.cancel(second.id)
    assert get_run(working.db, second.id).status is RunStatus.CANCELLED
    assert working.place(third.id) == 1
    assert not working.cancel(second.id)


def test_two_places_work_at_once(settings: Settings, opened: Database, stand_in: None) -> None:
    queue = Queue(dataclasses.replace(settings, workers=2), opened)
    queue.start()
    try:
        runs = [asked(opened, do=["never_end"]) for _ in range(3)]
        queue.wake()
        until(queue, lambda: all(steps(queue, run) for run in runs[:2]))
        assert [get_run(opened, run.id).status.value for run in runs] == ["running", "running", "queued"]
    finally:
        queue.stop()
    assert [get_run(opened, run.id).status.value for run in runs] == ["interrupted", "interrupted", "queued"]
    assert marked(mark_of(settings.data)) == []


def test_cancelling_ends_the_whole_family(working: Queue, tmp_path: Path) -> None:
    """An orphan in a session of its own with an empty environment included: the worker adopts it."""
    kept = tmp_path / "pid"
    run = asked(working.db, do=["grandchildren", "unmarked_grandchild", "never_end"], pid_file=str(kept))
    working.wake()
    until(working, lambda: "never ending" in steps(working, run))
    assert len(marked(mark_of(working.settings.data, run.id))) == 3
    assert working.cancel(run.id)
    assert get_run(working.db, run.id).status is RunStatus.CANCELLED
    assert marked(mark_of(working.settings.data, run.id)) == []
    assert gone(int(kept.read_text()))
    assert not (working.settings.runs / run.id).exists()


def test_children_do_not_outlive_a_finished_run(working: Queue) -> None:
    run = ended(working, asked(working.db, do=["grandchildren"]))
    assert run.status is RunStatus.FINISHED
    assert marked(mark_of(working.settings.data, run.id)) == []


@pytest.mark.parametrize(
    ("act", "saw", "ours"),
    [
        ("crash", "ended by SIGSEGV", True),
        ("leave", "with status 3", True),
        ("raise_unexpected", "unexpected RuntimeError: no luck with the report/part", True),
    ],
)
def test_endings_without_a_result(working: Queue, act: str, saw: str, ours: bool) -> None:
    run = ended(working, asked(working.db, do=[act]))
    assert (run.status, run.problem.ours) == (RunStatus.FAILED, ours)
    assert saw in run.problem.saw
    assert run.problem.try_next
    assert ended(working, asked(working.db)).status is RunStatus.FINISHED


def test_a_traceback_goes_to_the_log_alone(working: Queue) -> None:
    run = ended(working, asked(working.db, do=["raise_unexpected"]))
    log = working.settings.data / "log" / "worker.log"
    assert "Traceback" in log.read_text()
    assert run.id in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    assert "Traceback" not in str(run.problem)


def test_a_worker_that_is_killed_is_interrupted(working: Queue) -> None:
    run = asked(working.db, do=["grandchildren", "never_end"])
    working.wake()
    until(working, lambda: "never ending" in steps(working, run))
    os.kill(get_run(working.db, run.id).worker, 9)
    assert ended(working, run).status is RunStatus.INTERRUPTED
    assert "from outside" in steps(working, run)[-1]
    assert marked(mark_of(working.settings.data)) == []


def limited(settings: Settings, **limits: Any) -> Settings:
    return dataclasses.replace(settings, limits=dataclasses.replace(Limits(), **limits))


@pytest.mark.parametrize(
    ("act", "limits", "saw"),
    [
        ("hoard", {"memory_bytes": 300_000_000}, "MB of memory"),
        ("never_end", {"run_seconds": 1.0}, "after 1.00 s"),
        ("print_much", {"run_seconds": 1.5}, "after 1.50 s"),
        ("write_much", {"file_bytes": 5_000_000}, "larger than is allowed"),
    ],
)
def test_limits(
    settings: Settings, opened: Database, stand_in: None, act: str, limits: dict[str, Any], saw: str
) -> None:
    queue = Queue(limited(settings, **limits), opened)
    queue.start()
    try:
        run = ended(queue, asked(opened, do=["grandchildren", act]))
    finally:
        queue.stop()
    assert (run.status, run.problem.ours) == (RunStatus.FAILED, False)
    assert saw in run.problem.saw
    assert run.problem.expected
    assert "run_seconds" not in limits or "`takehome serve --run-minutes 0.0" in run.problem.try_next
    assert marked(mark_of(settings.data)) == []
    log = settings.data / "log" / "worker.log"
    assert not log.exists() or log.stat().st_size < 200_000


def test_what_a_library_prints_is_no_message(working: Queue) -> None:
    run = ended(working, asked(working.db, do=["print_a_little"]))
    assert (run.status, run.summary["title"]) == (RunStatus.FINISHED, "A stand-in")
    assert "forged" in (working.settings.data / "log" / "worker.log").read_text()


def test_a_worker_knows_no_secret(working: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own token, and whatever an operator keeps in variables, by whatever name; and what it needs."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    names = ("TAKEHOME_SERVER_TOKEN", "PGPASSWORD", "TAKEHOME_SERVER_DATABASE", "AWS_SECRET_ACCESS_KEY", "MY_PIN")
    for name in names:
        monkeypatch.setenv(name, "hush-hush")
    run = ended(working, asked(working.db, do=["tell_environment"]))
    told = (working.settings.runs / run.id / "environment.txt").read_text()
    assert {"PATH", "HOME", "OMP_NUM_THREADS"} <= set(told.split("\n"))
    assert not [secret for secret in (*names, "hush-hush", working.settings.token) if secret in told]


def test_a_run_that_is_deleted_while_it_works_leaves_nothing(working: Queue) -> None:
    run = asked(working.db, steps=2, pause=0.3)
    working.wake()
    until(working, lambda: steps(working, run))
    delete_run(working.db, run.id)
    assert ended(working, asked(working.db)).status is RunStatus.FINISHED
    assert not (working.settings.runs / run.id).exists()


def test_a_start_finishes_what_was_in_its_place_and_marks_the_rest(working: Queue) -> None:
    """As a server leaves it that was killed between the rename and the database, or before the rename."""
    whole = ended(working, asked(working.db))
    working.stop()
    settings, db = working.settings, working.db
    left, between, waiting = asked(db), asked(db), asked(db)
    os.rename(settings.runs / whole.id, settings.runs / between.id)
    (settings.staging / left.id).mkdir()
    (settings.staging / left.id / "report.json").write_text("half")
    for run in (left, between):
        assert mark_running(db, run.id, 1)
    again = Queue(settings, db)
    again.start()
    try:
        assert get_run(db, left.id).status is RunStatus.INTERRUPTED
        assert get_run(db, between.id).status is RunStatus.FINISHED
        assert get_run(db, between.id).summary == whole.summary
        assert ended(again, waiting).status is RunStatus.FINISHED
        assert until(again, lambda: not list(settings.staging.iterdir())) is True
    finally:
        again.stop()


def failing_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The database hears of the first end of a run only when it is asked again."""
    fail, finish = [True], queue_module.mark_finished

    def failing(*arguments: Any) -> bool:
        if fail and fail.pop():
            raise error
        return finish(*arguments)

    monkeypatch.setattr(queue_module, "mark_finished", failing)


def test_a_database_that_fails_for_a_while_stops_nothing(working: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_once(monkeypatch, DatabaseFault("the database is away"))
    first, second = asked(working.db), asked(working.db)
    assert ended(working, first).status is RunStatus.FINISHED, "its report was in its place"
    assert ended(working, second).status is RunStatus.FINISHED


def test_a_fault_of_our_own_stops_nothing(working: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda said: told.append(str(said.exc_value)))
    failing_once(monkeypatch, ValueError("a fault of our own"))
    first, second = asked(working.db), asked(working.db)
    assert [ended(working, run).status for run in (first, second)] == [RunStatus.FINISHED] * 2
    assert told == ["a fault of our own"]


def test_a_real_study_repeats_its_answer(settings: Settings, opened: Database) -> None:
    """The embedded regression, twice; the summary is the report's, and equal keys give equal answers."""
    queue = Queue(settings, opened)
    queue.start()
    try:
        asking = partial(submit_study, settings, opened, queue, upload=None, economics="", seed=1)
        first = asking(verb="regress", scenario="omnicorp-servers", options={"fast": True})
        done = ended(queue, first)
        again = ended(queue, repeat(settings, opened, queue, done))
        with pytest.raises(InputError, match="'omnicorp' for regress"):
            asking(verb="regress", scenario="omnicorp", options={})
    finally:
        queue.stop()
    assert (done.status, again.status) == (RunStatus.FINISHED, RunStatus.FINISHED)
    assert (again.key, again.answer_sha256, again.repeats) == (done.key, done.answer_sha256, done.id)
    assert done.summary["gain_low"] <= done.summary["gain"] <= done.summary["gain_high"]
    assert done.summary["rows"] == 1000
    assert {path.name for path in (settings.runs / done.id).iterdir()} == {
        "outcome.json", "report.html", "report.json", "report.md", "study",
    }  # fmt: skip
    report = (settings.runs / done.id / "report.json").read_text()
    assert str(settings.data) not in report


def test_a_study_that_cannot_be_done_says_why(settings: Settings, opened: Database) -> None:
    """The message names the client's file, and nothing of where it is kept."""
    upload = Upload(new_id(), UploadKind.TABLE, "../my costs.csv", 8, "a", now(), {"columns": [{"name": "a"}]})
    add_upload(opened, upload)
    queue = Queue(settings, opened)
    queue.start()
    try:
        (settings.uploads / upload.id).mkdir()
        (settings.uploads / upload.id / "table").write_bytes(b"a,b\n1,2,3\n4,5\n")
        asking = partial(submit_study, settings, opened, queue, verb="regress", scenario="", economics="", seed=0)
        run = ended(queue, asking(upload=upload, options={"target": "a"}))
    finally:
        queue.stop()
    assert (run.status, run.problem.ours) == (RunStatus.FAILED, False)
    assert "row 1 of ../my costs.csv has 3 fields" in run.problem.saw
    assert str(settings.data) not in str(run.problem)
