"""Drives one notebook inside the enclosure: reads a plan, runs its cells, writes what came of them as JSON lines.

The plan is JSON on the standard input: the cells, the data files, the limits. The lines go to the pipe that was the
standard output; nothing else may write there. A cell that cannot be stopped, or that takes its kernel along, costs its
kernel: a new one gets the given cells again, and the later sections have their chance.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from takehome.practice.runner.inside.kernel import Kernel, Outcome

ADDRESS_SLACK = 2_000_000_000
"""Bytes of address space beyond the memory limit: libraries reserve far more than they use."""
OPEN_FILES = 256
"""Files, sockets and pipes of one process: each may hold memory that is in no process's resident memory."""
HARVEST_SECONDS = 10.0
"""For reading answers that take 0.01 s."""
BUSY = 3.0
"""How many times the limit of the whole run it may take where the machine is busy with others."""
RESTARTS = 4
"""Kernels that a notebook may lose before the rest of it is skipped; each costs some seconds."""
NOT_DUMPABLE, DIE_WITH_PARENT = 4, 1
"""Options of prctl(2): the notebook may not look into this process, which ends with the grader."""
HARVEST = "__import__('takehome.practice.runner.inside.harvest', fromlist=['harvest'])"
PREPARE = f"{HARVEST}.prepare()"
COLLECT = f"{HARVEST}.collect(globals(), {{size}})"


def limit_this_process(limits: dict[str, Any]) -> None:
    """The limits of the operating system, for this process and everything below it; none can be raised again."""
    address = limits["memory_bytes"] + ADDRESS_SLACK
    processor = int(limits["total_seconds"]) * 2 + 1
    for what, most in (
        (resource.RLIMIT_AS, address),
        (resource.RLIMIT_DATA, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write the data files, base64 in the plan, below the working directory."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(text))


class Drive:
    """The cells of one notebook and the kernel that has them at present."""

    def __init__(self, plan: dict[str, Any], pipe: int) -> None:
        self.plan, self.pipe = plan, pipe
        self.base, self.limits = Path(plan["base"]), plan["limits"]
        self.end = time.monotonic() + self.limits["total_seconds"]
        self.latest = self.end + (BUSY - 1) * self.limits["total_seconds"]
        self.kernels = 0
        self.kernel = self.new_kernel()

    def new_kernel(self) -> Kernel:
        """A fresh kernel, prepared."""
        self.kernels += 1
        kernel = Kernel(self.base, self.kernels, self.limits)
        kernel.execute(PREPARE, HARVEST_SECONDS, {})
        return kernel

    def say(self, **line: Any) -> None:
        """Write one line to the grader."""
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(self.pipe, data) :]

    def left(self) -> float:
        """Seconds that a cell may have now."""
        return min(self.limits["cell_seconds"], self.end - time.monotonic())

    def run(self) -> None:
        """Every cell in order."""
        for number, cell in enumerate(self.plan["cells"]):
            # exit() ends the kernel only after its cell
            gone = self.kernel.process.poll() is not None
            if self.left() <= 0 or (gone and not self.start_again(number)):
                return
            start = time.monotonic()
            outcome = self.kernel.execute(cell["source"], self.left())
            seconds = time.monotonic() - start
            self.end = min(self.end + outcome.waited, self.latest)
            harvest = {}
            if cell["harvest"] and not outcome.lost:
                harvest = self.harvest(outcome)
            self.say(
                cell=number, status=outcome.status, text=outcome.text, error=outcome.error, seconds=seconds, **harvest
            )
            last = number + 1 == len(self.plan["cells"])
            if outcome.lost and (last or not self.start_again(number)):
                return

    def harvest(self, outcome: Outcome) -> dict[str, str]:
        """The kernel's answers, texts and pictures as one JSON text, which is not looked into here."""
        size = self.limits["answers_bytes"]
        seconds = min(HARVEST_SECONDS, max(self.end - time.monotonic(), 1.0))
        read = self.kernel.execute("", seconds, {"harvest": COLLECT.format(size=size)})
        outcome.lost = read.lost
        found = read.expressions.get("harvest")
        data = found.get("data") if isinstance(found, dict) else None
        text = data.get("text/plain") if isinstance(data, dict) else None
        if isinstance(text, str) and 0 < len(text) <= size:
            return {"harvest": text}
        why = f"they take more than {size / 1e6:g} MB" if isinstance(text, str) else read.error
        return {"unread": why[:500] or "the kernel gave none"}

    def start_again(self, number: int) -> bool:
        """Replace a lost kernel: end all its processes, start another, repeat the given cells before this one."""
        self.kernel.stop()
        if self.plan["alone"]:
            # every process of this user in this namespace but the caller: whatever the notebook left running
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        if self.kernels > RESTARTS or self.left() <= 0:
            return False
        try:
            self.kernel = self.new_kernel()
        except RuntimeError:
            return False
        given = [cell for cell in self.plan["cells"][:number] if cell["given"]]
        return all(self.kernel.execute(cell["source"], self.left()).status == "ok" for cell in given)


def main() -> None:
    """Read the plan, keep the pipe to oneself, run."""
    library = ctypes.CDLL(None)
    library.prctl(NOT_DUMPABLE, 0, 0, 0, 0)
    library.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    plan = json.load(sys.stdin.buffer)
    pipe = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    base = Path(plan["base"])
    for name in ("work", "home", "tmp", "run", "shm"):
        (base / name).mkdir(exist_ok=True)
    write_files(base / "work", plan["files"])
    write_files(base / "home", plan["home"])
    limit_this_process(plan["limits"])
    drive = Drive(plan, pipe)
    drive.run()
    drive.kernel.stop()


if __name__ == "__main__":
    main()
