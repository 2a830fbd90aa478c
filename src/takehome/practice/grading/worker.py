"""A process that grades one notebook after the other, so that a crash of it never stops the others.

It reads requests from its standard input and answers on its standard output, one JSON line each; whatever a library
prints goes to standard error. It ends when its input ends, and at once when the process that started it is gone.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from subprocess import PIPE, Popen
from typing import IO

from takehome.practice.grading.options import Options
from takehome.practice.results import Grade
from takehome.practice.runner.bytecode import variables

GradeOne = Callable[[bytes, Options], Grade]

OWN = "takehome.practice.grading.worker:own"
"""The grading function of a worker; tests name another one."""

LOOKS = 0.5
"""Seconds between looks whether the process that started this one is still there."""

TAIL = 300
"""Characters of a dead worker's last words that are told."""


class WorkerEnded(RuntimeError):
    """A worker ended, by itself or by its limit of time, before it had answered."""


class Worker:
    """One grading process, as its parent sees it.

    Parameters
    ----------
    function : ``module:function`` that grades. seconds : longest time for one notebook; then the worker is killed.
    """

    def __init__(self, function: str, seconds: float) -> None:
        self.seconds = seconds
        descriptor, name = tempfile.mkstemp()
        os.unlink(name)
        self._errors = os.fdopen(descriptor, "r+b")
        # -P: a file "json.py" beside the submissions must not be imported
        command = [sys.executable, "-P", "-m", __name__, function]
        environment = {**os.environ, **variables()}
        self._process = Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=self._errors, start_new_session=True, env=environment
        )

    def grade(self, content: bytes, options: Options) -> Grade:
        """The grade of a notebook; raises :class:`WorkerEnded` where the process ends instead of answering."""
        from takehome.practice import feedback

        request = {"content": base64.b64encode(content).decode(), "options": options.to_document()}
        timer = threading.Timer(self.seconds, self.kill)
        timer.start()
        try:
            answer = self._asked(json.dumps(request).encode() + b"\n")
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            raise WorkerEnded(self._last_words())
        return feedback.from_document(json.loads(answer))

    def _asked(self, line: bytes) -> bytes:
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("the worker was started without pipes")
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line)
            self._process.stdin.flush()
        return self._process.stdout.readline()

    def _last_words(self) -> str:
        self.kill()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:TAIL] if lines else f"exit status {self._process.returncode}"

    def kill(self) -> None:
        """End the process and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """End the process and free its pipes."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def own(content: bytes, options: Options) -> Grade:
    """Grade as the package does, with the second reader that the options name."""
    from takehome.practice.grading.grade_one import grade_one
    from takehome.practice.grading.readers import load_reader

    return grade_one(content, options, reader=load_reader(options.reader) if options.reader else None)


def serve(grade: GradeOne, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every request with a grade's document."""
    from takehome.practice import feedback

    for line in requests:
        request = json.loads(line)
        graded = grade(base64.b64decode(request["content"]), Options.from_document(request["options"]))
        answers.write(json.dumps(feedback.to_document(graded)).encode() + b"\n")
        answers.flush()


def _end_with(parent: int) -> None:
    """End this process, and what it started, when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(LOOKS)
    os.killpg(0, signal.SIGKILL)


def _main(function: str) -> None:
    from importlib import import_module

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    # kept from everything that this process starts: a request may hold the secret, an answer is a grade
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    module, _, name = function.partition(":")
    serve(getattr(import_module(module), name), requests, answers)


if __name__ == "__main__":
    _main(sys.argv[1])
