"""Runs families of hostile cells and prints what became of them as JSON; run as a program, by root or by a user.

Beside the runs it is the grader that they attack: it listens at a port and at an abstract socket, holds a secret in its
environment, and looks afterwards whether anybody came or stayed.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.practice.hostile import CELLS, LIES, notebook_of
from tests.practice.hostile.cells import ABSTRACT, DAEMON, PORT

import takehome
from takehome.practice import runner

LIMITS = replace(
    runner.LIMITS,
    cell_seconds=15.0,
    total_seconds=90.0,
    memory_bytes=1_000_000_000,
    processes=60,
    file_bytes=20_000_000,
    output_bytes=1_000_000,
    answers_bytes=2_000_000,
)
QUICK = frozenset({"loops", "stubborn", "bombs", "threads", "output", "giant", "family"})
"""Families whose cells never end, so that they wait for the clock; they import nothing that takes time."""
QUICK_SECONDS = 3.0
LIES_EACH = 10
"""Lies that share a notebook."""


def families() -> dict[str, list[str]]:
    """Family → names of its cells; lies are families of their own."""
    found: dict[str, list[str]] = {}
    for name, cell in CELLS.items():
        found.setdefault(cell.family, []).append(name)
    honest = [name for name, lie in LIES.items() if not lie.poisons]
    parts = [honest[start : start + LIES_EACH] for start in range(0, len(honest), LIES_EACH)]
    parts += [[name] for name, lie in LIES.items() if lie.poisons]
    return found | {f"lies-{number}": part for number, part in enumerate(parts)}


def source_of(name: str) -> str:
    return CELLS[name].source if name in CELLS else LIES[name].source


def run_family(family: str, names: list[str]) -> dict[str, Any]:
    """One notebook of these cells."""
    started = time.monotonic()
    limits = replace(LIMITS, cell_seconds=QUICK_SECONDS) if family in QUICK else LIMITS
    found = runner.run(notebook_of(*map(source_of, names)), {"data/a.csv": b"a\n1\n"}, limits)
    cells = [asdict(cell) for cell in found.cells[1:]]
    by_name = {
        name: {
            "status": cells[2 * number]["status"],
            "error": cells[2 * number]["error"][:300],
            "text": cells[2 * number]["text"][:300],
            "answers": found.answers.get(str(2 * number + 1)),
            "witness": found.answers.get(str(2 * number + 2)) == {"witness": 2 * number + 2},
        }
        for number, name in enumerate(names)
    }
    return {"cells": by_name, "problem": found.problem, "seconds": time.monotonic() - started}


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Two places where nobody may come; gives the list of those who did."""
    came: list[str] = []
    port, abstract = socket.socket(), socket.socket(socket.AF_UNIX)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with port, abstract, contextlib.suppress(OSError):
        port.bind(("127.0.0.1", PORT))
        abstract.bind(f"\0{ABSTRACT}")

        def accept(server: socket.socket, name: str) -> None:
            server.listen()
            with contextlib.suppress(OSError):
                while True:
                    server.accept()[0].close()
                    came.append(name)

        for server, name in ((port, "port"), (abstract, "abstract socket")):
            threading.Thread(target=accept, args=(server, name), daemon=True).start()
        yield came


def attacked() -> str:
    """Of what the cells try to change or delete: a module of the product, one of Python's, the names beside them."""
    digest = hashlib.sha256()
    for path in (Path(takehome.__file__).with_name("api.py"), Path(os.__file__)):
        digest.update(path.read_bytes())
        digest.update(" ".join(sorted(each.name for each in path.parent.iterdir() if each.is_dir())).encode())
    return digest.hexdigest()


def daemons() -> int:
    """Processes that carry the daemons' mark, on the whole machine."""
    found = 0
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += Path(path).read_bytes().startswith(DAEMON.encode())
    return found


def main(wanted: list[str]) -> None:
    """Run the wanted families (all where none is named), two at a time."""
    chosen = {name: cells for name, cells in families().items() if not wanted or name in wanted}
    before = attacked()
    with listening() as came, ThreadPoolExecutor(2) as pool:
        runs = dict(zip(chosen, pool.map(run_family, chosen, chosen.values()), strict=True))
    report = {
        "families": runs,
        "protections": {each.name: each.active for each in runner.protections()},
        "came": came,
        "daemons": daemons(),
        "unchanged": attacked() == before,
        "folders": glob.glob(f"{tempfile.gettempdir()}/th-*"),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1:])
