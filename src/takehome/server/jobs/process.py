"""One worker process, from the server's side: started, listened to under limits, and ended with all its children.

The thread that starts a worker also listens to it until it is gone: the worker dies with that thread. Nothing that a
worker does harms the listener: its noise (standard error, and what libraries print) is read slowly after the first
megabyte, and all but its end is dropped; a line of the protocol has a greatest length; a job that never ends is ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from takehome.server.jobs.ending import Ending, Why, ending_of
from takehome.server.jobs.family import MARK, end_family, end_marked
from takehome.server.jobs.watch import Allowed, Watch

CHUNK, LINE_BYTES, NOISE_BYTES = 1 << 16, 1 << 24, 1 << 16
LOUD_BYTES = 1 << 20
TICK, REST, DRAIN = 0.05, 0.005, 1.0
"""Seconds between two looks at whether to stop; after each chunk of a worker that makes more noise than `LOUD_BYTES`
(it then waits for the server, and not the server for it); and for what an ended worker has still to say."""
WORKER = ("-P", "-m", "takehome.server.jobs.worker")
HANDED_ON = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|LD_LIBRARY_PATH|XDG_CACHE_HOME|MPLCONFIGDIR|PYTHON[A-Z0-9]+"
    r"|[A-Z]+_NUM_THREADS|LOKY_MAX_CPU_COUNT|(?:OMP|KMP|MKL|OPENBLAS|NUMBA)_[A-Z_]+"
)
"""Variables that a worker gets: where programs and caches are, language and time, and how its libraries calculate.
Nothing else, for nobody knows in which of his variables an operator keeps a secret."""

Step = Callable[[str, float], None]
"""Called with each step and the seconds since the start."""


def start(job: Mapping[str, Any], mark: str, place: Path, program: Sequence[str] = WORKER) -> subprocess.Popen[bytes]:
    """Start a worker on a job.

    Parameters
    ----------
    mark : see :func:`takehome.server.jobs.family.mark_of`. place : its working folder, and the folder of its temporary
        files. program : arguments of Python.
    """
    environment = {name: value for name, value in os.environ.items() if HANDED_ON.fullmatch(name)}
    environment |= {MARK: mark, "TMPDIR": str(place)}
    with tempfile.TemporaryFile(dir=place) as question:
        # a file and no pipe: a worker that does not read must not block the server
        question.write(json.dumps({**job, "parent": os.getpid()}).encode())
        question.seek(0)
        return subprocess.Popen(
            [sys.executable, *program],
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=place,
            env=environment,
            start_new_session=True,
        )


def follow(
    process: subprocess.Popen[bytes], allowed: Allowed, mark: str, *, on_step: Step, stop: Callable[[], Why | None]
) -> Ending:
    """Listen to a worker until it is gone, with everything that it has started.

    Parameters
    ----------
    stop : looked at a few times a second; what it gives is why the worker is ended now.
    """
    listener = _Listener(process, Watch(process.pid, allowed), on_step)
    reason = None
    try:
        while reason is None and not listener.over():
            listener.hear(TICK)
            reason = stop() or listener.fault or listener.watch.passed()
    finally:
        if process.returncode is None:
            end_family(process.pid, mark)
            process.wait()
        end_marked(mark)
        if reason is None:
            listener.hear_rest()
        listener.close()
    ending = ending_of(process.returncode, reason or listener.fault, listener.said, listener.noise)
    return replace(ending, seconds=listener.watch.seconds)


class _Listener:
    """Both pipes of a worker."""

    def __init__(self, process: subprocess.Popen[bytes], watch: Watch, on_step: Step) -> None:
        self.process, self.watch, self.on_step = process, watch, on_step
        self.said: dict[str, Any] = {}
        self.fault: Why | None = None
        self.noise, self._line, self._heard = b"", b"", 0
        self._pipes = selectors.DefaultSelector()
        for pipe, hearer in ((process.stdout, self._speech), (process.stderr, self._noise)):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            self._pipes.register(pipe, selectors.EVENT_READ, hearer)

    def over(self) -> bool:
        """Whether the worker has said its last word, or is gone."""
        return bool(self.said) or self.process.poll() is not None

    def hear(self, seconds: float) -> None:
        """Hear what is said within so many seconds, at most a chunk of each pipe."""
        if not self._pipes.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._pipes.select(seconds):
            try:
                chunk = os.read(key.fd, CHUNK)
            except BlockingIOError:
                continue
            if not chunk:
                self._pipes.unregister(key.fileobj)
            key.data(chunk)

    def hear_rest(self) -> None:
        """What an ended worker had still in its pipes, for a bounded time: a stranger may hold their other ends."""
        latest = time.monotonic() + DRAIN
        while self._pipes.get_map() and time.monotonic() < latest:
            self.hear(TICK)

    def _noise(self, chunk: bytes) -> None:
        self.noise = (self.noise + chunk)[-NOISE_BYTES:]
        self._heard += len(chunk)
        if self._heard > LOUD_BYTES:
            time.sleep(REST)

    def _speech(self, chunk: bytes) -> None:
        *lines, self._line = (self._line + chunk).split(b"\n")
        for line in lines:
            self._take(line)
        if len(self._line) > LINE_BYTES:
            self.fault, self._line = Why.BABBLE, b""

    def _take(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            self.fault = Why.BABBLE
            return
        if not isinstance(said, dict) or self.said:
            return
        if "step" in said:
            self.on_step(str(said["step"]), self.watch.seconds)
        elif "done" in said or "problem" in said:
            self.said = said

    def close(self) -> None:
        self._pipes.close()
        for pipe in (self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
