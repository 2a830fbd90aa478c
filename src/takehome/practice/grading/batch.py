"""Grade many submissions at the same time; a notebook that ends its grader costs itself a grade and nobody else.

Each of a few threads owns one worker process and takes the next submission when it is free. A worker that ends while
it grades is started anew and asked once more, because another notebook may have taken the memory; the second end is
told in the submission's feedback. Ctrl-C ends the workers at once; what was finished is with the caller already.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from takehome.practice.grading.grade_one import problem_grade
from takehome.practice.grading.options import Options
from takehome.practice.grading.submission import Submission
from takehome.practice.grading.worker import OWN, Worker, WorkerEnded
from takehome.practice.results import Grade

TRIES = 2
"""How often a submission is given to a worker."""

ENDED = "worker_ended"
"""Key of ``Grade.run`` that says how often a worker ended: such a grade is not kept, the next call tries again."""

Finished = Callable[[Submission, Grade], None]


def grade_many(
    submissions: Iterable[Submission],
    options: Options,
    finished: Finished,
    *,
    jobs: int,
    seconds: float,
    function: str = OWN,
) -> None:
    """Grade submissions in `jobs` processes; `finished` is called in this thread, in the order in which they end.

    Parameters
    ----------
    submissions : read one at a time, as workers become free. seconds : longest time for one notebook.
    function : ``module:function`` that grades in the worker.
    """
    run = _Run(iter(submissions), options, seconds, function)
    with ThreadPoolExecutor(jobs) as threads:
        futures = [threads.submit(run.work) for _ in range(jobs)]
        try:
            for _ in range(jobs):
                while (done := run.done.get()) is not None:
                    finished(*done)
        finally:
            run.stop()
        for future in futures:
            future.result()


class _Run:
    """What the threads of one call share."""

    def __init__(self, submissions: Iterator[Submission], options: Options, seconds: float, function: str) -> None:
        self.submissions, self.options, self.seconds, self.function = submissions, options, seconds, function
        self.done: SimpleQueue[tuple[Submission, Grade] | None] = SimpleQueue()
        self.lock = threading.Lock()
        self.workers: set[Worker] = set()
        self.stopped = False

    def work(self) -> None:
        """Grade one submission after the other; None on the queue says that this thread has ended."""
        worker: Worker | None = None
        try:
            while (submission := self._next()) is not None:
                grade, worker = self._graded(submission, worker)
                if grade is not None:
                    self.done.put((submission, grade))
        finally:
            self._end(worker)
            self.done.put(None)

    def stop(self) -> None:
        """End all workers; nothing new is begun."""
        with self.lock:
            self.stopped = True
            workers = list(self.workers)
        for worker in workers:
            worker.kill()

    def _next(self) -> Submission | None:
        with self.lock:
            return None if self.stopped else next(self.submissions, None)

    def _graded(self, submission: Submission, worker: Worker | None) -> tuple[Grade | None, Worker | None]:
        """A grade, or None where everything was stopped; and the worker where it is still there."""
        last = ""
        for _ in range(TRIES):
            worker = worker or self._begun()
            if worker is None:
                return None, None
            try:
                return worker.grade(submission.content, self.options), worker
            except WorkerEnded as ended:
                last = str(ended)
                self._end(worker)
                worker = None
        told = f"The grader's own process ended {TRIES} times while it graded this file ({last}); the others go on."
        return replace(problem_grade("", submission.sha256, told), run={ENDED: TRIES}), None

    def _begun(self) -> Worker | None:
        with self.lock:
            if self.stopped:
                return None
            worker = Worker(self.function, self.seconds)
            self.workers.add(worker)
            return worker

    def _end(self, worker: Worker | None) -> None:
        if worker is not None:
            with self.lock:
                self.workers.discard(worker)
            worker.close()
