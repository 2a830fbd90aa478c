"""Every process that a worker has started, found in ``/proc``, measured, and ended to the last.

A worker's family is its descendants (it adopts its orphans, see `beginning.py`), its session, and every process that
carries the mark of its run in the environment, which children inherit: the mark finds what has outlived the worker.
A process is ended through a handle (``pidfd``) that is opened before it is looked at, so that a number which the
system has given to another process meanwhile is never hit.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from takehome.practice.runner.watch import proportional_bytes

MARK = "TAKEHOME_SERVER_RUN"
PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE = 5.0
"""Seconds until the last process must be gone; a process in a system call that cannot be interrupted may need them."""
EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Seen:
    """One process: `state` is a letter of proc(5), `resident` is in bytes."""

    pid: int
    state: str
    parent: int
    session: int
    resident: int

    @property
    def alive(self) -> bool:
        return self.state not in "ZX"


def mark_of(data: Path, run: str = "") -> str:
    """The mark of a run of the server that keeps its files in `data`; the common beginning without `run`."""
    return f"{hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]}/{run}"


def processes() -> dict[int, Seen]:
    """Every process of the machine by its number."""
    return {seen.pid: seen for seen in map(_seen, _numbers()) if seen}


def _seen(pid: int) -> Seen | None:
    """One process; None where it is gone."""
    try:
        text = Path("/proc", str(pid), "stat").read_text(errors="replace")
        # the name of the program stands in parentheses and may hold anything
        fields = text.rpartition(")")[2].split()
        return Seen(pid, fields[0], int(fields[1]), int(fields[3]), int(fields[21]) * PAGE)
    except (OSError, ValueError, IndexError):
        return None


def _numbers() -> Iterator[int]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            yield int(entry.name)


def family_of(worker: int) -> list[Seen]:
    """The worker, its descendants, and its session; without those that have ended."""
    everyone = processes()
    members = {pid for pid, seen in everyone.items() if worker in (pid, seen.session)}
    more = members
    while more:
        more = {pid for pid, seen in everyone.items() if seen.parent in more} - members
        members |= more
    return [everyone[pid] for pid in sorted(members) if everyone[pid].alive]


def descendants_of(worker: int) -> list[Seen]:
    """The worker and its descendants, found from parent to child: cheap on a machine with many processes.

    A kernel without the lists of children (CONFIG_PROC_CHILDREN) is asked for everything.
    """
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        return family_of(worker)
    found, waiting = [], [worker]
    while waiting:
        pid = waiting.pop()
        seen = _seen(pid)
        if seen is not None and seen.alive:
            found.append(seen)
            waiting += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    """Children of all threads of a process."""
    children: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                children += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return children


def memory_of(family: list[Seen], enough: int) -> int:
    """Resident bytes together; a page that n processes share counts 1/n, looked into only above `enough`."""
    plain = sum(seen.resident for seen in family)
    if plain <= enough or len(family) < 2:
        return plain
    shares = [(proportional_bytes(seen.pid), seen.resident) for seen in family]
    return sum(resident if share is None else share for share, resident in shares)


def marked(mark: str) -> list[int]:
    """Processes whose environment carries a mark that begins like this; those that have ended have none."""
    wanted = f"{MARK}={mark}".encode()
    return [pid for pid in _numbers() if pid != os.getpid() and _carries(pid, wanted)]


def _carries(pid: int, wanted: bytes) -> bool:
    try:
        return (b"\0" + Path("/proc", str(pid), "environ").read_bytes()).find(b"\0" + wanted) >= 0
    except OSError:
        return False


def end_marked(mark: str) -> int:
    """End every process that carries the mark; how many there were."""
    wanted, ended, latest = f"{MARK}={mark}".encode(), set(), time.monotonic() + PATIENCE
    while (found := marked(mark)) and time.monotonic() < latest:
        for pid in found:
            if _end(pid, lambda number: _carries(number, wanted)):
                ended.add(pid)
        time.sleep(EVERY)
    return len(ended)


def end_family(worker: int, mark: str) -> None:
    """End a worker that is still this process's child, with everything that it has started.

    The worker is stopped first and ended last: while it stands, orphans become its children and cannot be lost.
    """
    _send(worker, signal.SIGSTOP)
    latest = time.monotonic() + PATIENCE
    while (others := [seen.pid for seen in family_of(worker) if seen.pid != worker]) and time.monotonic() < latest:
        for pid in others:
            _end(pid, lambda number: number in {seen.pid for seen in family_of(worker)})
        time.sleep(EVERY)
    _send(worker, signal.SIGKILL)
    end_marked(mark)


def _send(pid: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, what)


def _end(pid: int, still: Callable[[int], bool]) -> bool:
    """End one process if it is `still` the one that was meant."""
    with contextlib.suppress(ProcessLookupError, PermissionError, OSError):
        handle = os.pidfd_open(pid)
        try:
            if still(pid):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                return True
        finally:
            os.close(handle)
    return False
