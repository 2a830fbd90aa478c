"""A watch from outside over everything that a run has started.

The limits inside are the operating system's, one process at a time; only from outside can a whole family of processes
be added up. The watch looks a few times a second and ends the run where the sum passes a limit.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from takehome.practice.runner.inside.drive import BUSY
from takehome.practice.runner.nouns import GIGABYTE, Limits

EVERY = 0.15
"""Seconds between two looks: at 5 GB/s of new memory, less than one gigabyte more than allowed."""
OWN_PROCESSES = 8
"""Processes and threads of the enclosure and the driver, which are not the notebook's."""
FLOOR = 0.04
"""Share of the machine's memory that must stay available: shared memory that nobody maps is counted nowhere else."""
PAGE = os.sysconf("SC_PAGE_SIZE")
BLOCK = 512
"""Bytes of one of ``st_blocks``."""


def family() -> dict[int, tuple[int, int, int]]:
    """Every process of the machine: pid → (parent, threads, resident bytes)."""
    found = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            text = Path("/proc", entry.name, "stat").read_text(errors="replace")
            # the name of the program stands in parentheses and may hold anything
            fields = text.rpartition(")")[2].split()
            found[int(entry.name)] = int(fields[1]), int(fields[17]), int(fields[21]) * PAGE
    return found


def descendants(pid: int) -> dict[int, tuple[int, int, int]]:
    """Every process below `pid`."""
    processes = family()
    children: dict[int, list[int]] = {}
    for child, (parent, _, _) in processes.items():
        children.setdefault(parent, []).append(child)
    found, waiting = {}, list(children.get(pid, []))
    while waiting:
        child = waiting.pop()
        found[child] = processes[child]
        waiting += children.get(child, [])
    return found


def proportional_bytes(pid: int) -> int | None:
    """Resident memory in which a page that n processes share counts 1/n; None where it cannot be read."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return None


def memory_of(processes: dict[int, tuple[int, int, int]], enough: int) -> int:
    """Memory of processes together (bytes); shared pages are looked into only where the plain sum is over `enough`."""
    plain = sum(resident for _, _, resident in processes.values())
    if plain <= enough:
        return plain
    shares = {pid: proportional_bytes(pid) for pid in processes}
    return sum(share if share is not None else processes[pid][2] for pid, share in shares.items())


def held_in_files(pids: Iterable[int]) -> int:
    """Memory of files without a name (memfd_create) that these processes hold open (bytes): nobody need map it."""
    found = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            for entry in os.scandir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    if os.readlink(entry.path).startswith("/memfd:"):
                        file = os.stat(entry.path)
                        found[file.st_dev, file.st_ino] = file.st_blocks * BLOCK
    return sum(found.values())


def machine_is_short() -> bool:
    """Whether the machine itself has nearly no memory left."""
    values = {}
    for line in Path("/proc/meminfo").read_text().splitlines():
        name, _, rest = line.partition(":")
        values[name] = int(rest.split()[0])
    return values.get("MemAvailable", 1) < FLOOR * values.get("MemTotal", 0)


class Watch(threading.Thread):
    """Ends a run by `kill` where it passes `limits`; `verdict` is then the reason, a whole sentence."""

    def __init__(self, pid: int, limits: Limits, kill: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.pid, self.limits, self.kill = pid, limits, kill
        self.verdict = ""
        self.over = threading.Event()
        self.start_time = time.monotonic()

    def run(self) -> None:
        """Look until the run is over."""
        while not self.over.wait(EVERY):
            self.verdict = self.look()
            if self.verdict:
                self.kill()
                return

    def look(self) -> str:
        """What limit is passed now, or nothing."""
        limits = self.limits
        latest = BUSY * limits.total_seconds
        if time.monotonic() - self.start_time > latest + 2 * EVERY:
            return f"The run was ended after {latest:g} s, the limit for a whole notebook on a busy machine."
        processes = descendants(self.pid)
        memory = memory_of(processes, limits.memory_bytes) + held_in_files(processes)
        if memory > limits.memory_bytes:
            used, most = memory / GIGABYTE, limits.memory_bytes / GIGABYTE
            return f"The run was ended because its processes held {used:.1f} GB of memory; {most:.1f} GB are allowed."
        many = sum(threads for _, threads, _ in processes.values())
        if many > limits.processes + OWN_PROCESSES:
            return f"The run was ended because it had {many:,} processes and threads; {limits.processes:,} are allowed."
        if machine_is_short():
            return "The run was ended because the machine had nearly no memory left."
        return ""

    def stop(self) -> None:
        """The run is over."""
        self.over.set()
        self.join()
