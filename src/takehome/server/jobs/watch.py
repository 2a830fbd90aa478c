"""The limits of a job that only the outside can hold: time, and the memory of all its processes together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from takehome.server.jobs.family import descendants_of, memory_of
from takehome.server.state.records import Problem
from takehome.units import format_number

EVERY = 0.25
"""Seconds between two looks."""
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a job may take: seconds, bytes of resident memory, bytes of one file; `doing` names it ("the study").

    `option` is the one of ``takehome serve`` that allows more time (in minutes), or empty.
    """

    doing: str
    seconds: float
    memory_bytes: int
    file_bytes: int
    option: str = ""


class Watch:
    """Looks at a worker's family a few times a second."""

    def __init__(self, worker: int, allowed: Allowed) -> None:
        self.worker, self.allowed = worker, allowed
        self.started = self._looked = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the worker's start."""
        return time.monotonic() - self.started

    def passed(self) -> Problem | None:
        """The limit that is passed now; most calls do not look, since `EVERY` is not over."""
        now = time.monotonic()
        if now - self._looked < EVERY:
            return None
        self._looked = now
        if self.seconds > self.allowed.seconds:
            return _too_slow(self.allowed)
        memory = memory_of(descendants_of(self.worker), self.allowed.memory_bytes)
        return _too_large(self.allowed, memory) if memory > self.allowed.memory_bytes else None


def _too_slow(allowed: Allowed) -> Problem:
    fewer = "fewer rows or columns, or the faster setting where there is one"
    longer = f"start the server with `takehome serve {allowed.option} {2 * allowed.seconds / MINUTE:g}`"
    return Problem(
        f"{allowed.doing} was ended after {format_number(allowed.seconds)} s",
        "an end within that time, which is the server's limit",
        f"{fewer}; or {longer}" if allowed.option else f"{fewer}; on your own machine there is no limit",
    )


def _too_large(allowed: Allowed, memory: int) -> Problem:
    most = allowed.memory_bytes / 1e6
    return Problem(
        f"{allowed.doing} was ended because it held {memory / 1e6:,.0f} MB of memory",
        f"at most {most:,.0f} MB, which is the server's limit",
        f"fewer rows or columns; or start the server with `takehome serve --memory {2 * most:.0f}`",
    )
