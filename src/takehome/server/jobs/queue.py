"""The queue: runs are done in the order in which they were asked for, `settings.workers` at a time.

Each place has one thread that lives as long as the queue: it takes the next run, starts a worker, listens to it and
tells the database how it ended (a worker dies with the thread that started it). What the database says is the truth;
the queue itself remembers only which runs are being worked on.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from takehome.errors import TakehomeError
from takehome.server.jobs.ending import Ending, Why
from takehome.server.jobs.family import mark_of
from takehome.server.jobs.folders import complete, publish, scratch, staged
from takehome.server.jobs.job import allowed_for, job_of
from takehome.server.jobs.process import follow, start
from takehome.server.jobs.recovery import recover, settle_unfinished
from takehome.server.jobs.worker_log import log_noise
from takehome.server.settings import Settings
from takehome.server.state.counting import place_in_queue
from takehome.server.state.database import Database
from takehome.server.state.events import add_event
from takehome.server.state.faults import DatabaseFault
from takehome.server.state.records import Run, RunStatus
from takehome.server.state.runs import (
    get_run,
    mark_cancelled,
    mark_failed,
    mark_finished,
    mark_interrupted,
    mark_running,
    next_queued,
    set_worker,
)

IDLE, AFTER_FAULT, CANCEL_SECONDS = 2.0, 1.0, 10.0
"""Seconds: between looks at an empty queue; after the database failed; that `cancel` waits for a worker's end."""
MOST_STEPS, STEP_LETTERS = 2_000, 300
ENDED_FROM_OUTSIDE = "the worker was ended from outside, or because the machine had no memory left"
FAULTS = (DatabaseFault, OSError, TakehomeError)
"""What may be well again in a moment: the database away, no process or file to be had, a run deleted meanwhile."""
logger = logging.getLogger(__name__)


@contextlib.contextmanager
def _logged(what: str) -> Iterator[None]:
    """Go on after a fault that only costs a step: a study of an hour does not end for it."""
    try:
        yield
    except FAULTS:
        logger.exception("%s", what)


class Queue:
    """See the module's text; every method may be called from any thread."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings, self.db = settings, db
        self._changed = threading.Condition()
        self._version = 0
        self._working: dict[str, Why | None] = {}
        self._stopping = self._doubtful = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Mend what an earlier server has left, then begin; no other server may use the data folder."""
        recover(self.settings, self.db)
        for _ in range(max(self.settings.workers, 1)):
            self._open_place()

    def _open_place(self) -> None:
        thread = threading.Thread(target=self._serve, name="takehome-place", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """End every worker with its children; their runs are interrupted. Those that wait, wait on."""
        self._stopping = True
        self.wake()
        while self._threads:
            self._threads.pop().join()

    def wake(self) -> None:
        """Something has changed: a run was added, a step was made, a run has ended."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def changed(self, timeout: float, seen: int | None = None) -> int:
        """Wait until something changes, at most `timeout` seconds; gives a number that grows with every change.

        Parameters
        ----------
        seen : the number of the last call, so that a change between two calls is not missed.
        """
        with self._changed:
            before = self._version if seen is None else seen
            self._changed.wait_for(lambda: self._version != before or self._stopping, timeout)
            return self._version

    def cancel(self, run_id: str) -> bool:
        """End a run that waits or works; gives whether it is cancelled. A worker is gone when this returns."""
        with self._changed:
            if run_id not in self._working:
                cancelled = mark_cancelled(self.db, run_id)
            else:
                self._working[run_id] = Why.CANCELLED
                self._changed.wait_for(lambda: run_id not in self._working, CANCEL_SECONDS)
                run = get_run(self.db, run_id)
                cancelled = run is not None and run.status is RunStatus.CANCELLED
        self.wake()
        return cancelled

    def place(self, run_id: str) -> int:
        """1 for the run that is next, 2 for the one after it …; 0 for one that does not wait."""
        return place_in_queue(self.db, run_id)

    def _serve(self) -> None:
        """One place of work, until the queue stops."""
        try:
            while not self._stopping:
                self._serve_once()
        finally:
            # a fault of our own ends this thread, which says so; the other runs go on in a new one
            if not self._stopping:
                self._doubtful = True
                time.sleep(AFTER_FAULT)
                self._open_place()

    def _serve_once(self) -> None:
        seen = self._version
        try:
            run = self._take()
            if run is None:
                self.changed(IDLE, seen)
            else:
                self._work_on(run)
        except FAULTS:
            logger.exception("a place of work has met a fault; it goes on")
            self._doubtful = True
            time.sleep(AFTER_FAULT)

    def _take(self) -> Run | None:
        """The next run, which is from now on being worked on."""
        with self._changed:
            if self._doubtful:
                settle_unfinished(self.settings, self.db, self._working)
                self._doubtful = False
            run = next_queued(self.db)
            if run is None or self._stopping or not mark_running(self.db, run.id, 0):
                return None
            self._working[run.id] = None
        self.wake()
        return run

    def _work_on(self, run: Run) -> None:
        try:
            work, folder = scratch(self.settings, run.id), staged(self.settings, run.id)
            try:
                ending = self._ending(run, work, folder)
                log_noise(self.settings, run, ending)
                self._settle(run, ending, folder)
            finally:
                for place in (work, folder):
                    shutil.rmtree(place, ignore_errors=True)
        finally:
            with self._changed:
                del self._working[run.id]
            self.wake()

    def _ending(self, run: Run, work: Path, folder: Path) -> Ending:
        mark = mark_of(self.settings.data, run.id)
        process = start(job_of(self.settings, run, folder), mark, work)
        with _logged("the process group of a run could not be kept"):
            set_worker(self.db, run.id, process.pid)
        stop = self._stop_of(run.id)
        return follow(process, allowed_for(self.settings, run), mark, on_step=self._teller(run.id), stop=stop)

    def _stop_of(self, run_id: str) -> Callable[[], Why | None]:
        return lambda: self._working[run_id] or (Why.STOPPING if self._stopping else None)

    def _teller(self, run_id: str) -> Callable[[str, float], None]:
        steps = 0

        def tell(text: str, seconds: float) -> None:
            nonlocal steps
            steps += 1
            if steps <= MOST_STEPS:
                self._tell(run_id, text, seconds)

        return tell

    def _tell(self, run_id: str, text: str, seconds: float) -> None:
        with _logged("a step of a run could not be kept"):
            add_event(self.db, run_id, text[:STEP_LETTERS], seconds)
        self.wake()

    def _settle(self, run: Run, ending: Ending, folder: Path) -> None:
        """Tell the database; a report is in its place before that."""
        if ending.done is not None:
            summary, digest = ending.done["summary"], ending.done["answer_sha256"]
            complete(folder, ending.done)
            with self._changed:
                if self._working[run.id] is None:
                    place = publish(self.settings, run.id)
                    if not mark_finished(self.db, run.id, summary, digest):
                        shutil.rmtree(place, ignore_errors=True)
                    return
                mark_cancelled(self.db, run.id)
        elif ending.problem is not None:
            mark_failed(self.db, run.id, ending.problem)
        elif ending.cancelled:
            mark_cancelled(self.db, run.id)
        else:
            if not self._stopping:
                self._tell(run.id, ENDED_FROM_OUTSIDE, ending.seconds)
            mark_interrupted(self.db, run.id)
