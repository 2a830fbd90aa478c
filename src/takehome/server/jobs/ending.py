"""How a worker ended, and what that means: done, a problem, cancelled, or interrupted.

A worker that was killed from outside (kill -9, the machine out of memory, a shutdown) is interrupted: asking again may
well work. One that crashed by itself, or left without a word, has failed by a fault of takehome's.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from takehome.server.state.records import Problem


class Why(StrEnum):
    """Why the server ended a worker, where no limit was passed."""

    CANCELLED = "cancelled"
    STOPPING = "stopping"
    BABBLE = "babble"


FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
REPORT = "this is a fault of takehome: report it with the end of log/worker.log in the server's data folder"


@dataclass(frozen=True, slots=True)
class Ending:
    """How it went.

    Attributes
    ----------
    done : what the worker gave, or None. problem : why there is nothing. cancelled, interrupted : ended on request; by
        the end of the server or from outside. noise : the end of what the worker wrote to standard error.
        seconds : since its start.
    """

    done: Mapping[str, Any] | None = None
    problem: Problem | None = None
    cancelled: bool = False
    interrupted: bool = False
    noise: bytes = field(default=b"", repr=False)
    seconds: float = 0.0


def ending_of(returncode: int | None, reason: Why | Problem | None, said: Mapping[str, Any], noise: bytes) -> Ending:
    """The ending of a worker that is gone; `reason` is why the server ended it, None where it did not."""
    if isinstance(reason, Problem):
        return Ending(problem=reason, noise=noise)
    if reason is Why.BABBLE:
        problem = Problem("the worker said what no worker says", "lines of JSON", REPORT, ours=True)
        return Ending(problem=problem, noise=noise)
    if reason is not None:
        return Ending(cancelled=reason is Why.CANCELLED, interrupted=reason is Why.STOPPING, noise=noise)
    if isinstance(said.get("done"), dict):
        return Ending(done=said["done"], noise=noise)
    if isinstance(said.get("problem"), dict):
        parts = {part: str(said["problem"].get(part, "")) for part in ("saw", "expected", "try_next")}
        return Ending(problem=Problem(**parts, ours=bool(said["problem"].get("ours"))), noise=noise)
    if returncode is not None and -returncode in FROM_OUTSIDE:
        return Ending(interrupted=True, noise=noise)
    return Ending(problem=_crash(returncode), noise=noise)


def _crash(returncode: int | None) -> Problem:
    known = {-number.value: number.name for number in signal.Signals}
    how = f"by {known[returncode]}" if returncode in known else f"with status {returncode}"
    return Problem(f"the worker process ended {how} and without a result", "a result, or a message", REPORT, ours=True)
