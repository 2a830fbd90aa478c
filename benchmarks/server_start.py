"""How long a server takes from the command to its first page, and how much its extra adds to an installation.

``python -m benchmarks.server_start`` writes ``benchmarks/results/server_start.json``. The command is the operator's own
(``takehome serve``), in a process of its own with an empty data folder each time; Python's compiled files are there, as
after any first start. The clock stops when the whole start page has arrived. The fastest of five counts: the others say
how busy the machine was. The size is that of the files of every distribution that ``takehome[server]`` needs and
``takehome`` does not.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.bench_study import circumstances, write
from packaging.requirements import Requirement

STARTS = 5
SECONDS_LIMIT = 4.0
MEGABYTES_LIMIT = 60.0


def first_page() -> tuple[float, float]:
    """Seconds until the address is printed, and until the page has arrived."""
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w") as log:
        began = time.perf_counter()
        command = [sys.executable, "-m", "takehome", "serve", "--port", "0", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
            try:
                assert process.stdout
                address = process.stdout.readline().strip()
                printed = time.perf_counter() - began
                base, _, token = address.partition("?token=")
                request = urllib.request.Request(base, headers={"Authorization": f"Bearer {token}"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    page = answer.read()
                seconds = time.perf_counter() - began
                assert page.startswith(b"<!doctype html>")
            finally:
                process.terminate()
    return printed, seconds


def needed(extra: str = "") -> set[str]:
    """Names of all distributions that takehome needs, with an extra or without."""
    found: set[str] = set()
    waiting = [("takehome", {extra})]
    while waiting:
        name, extras = waiting.pop()
        for text in metadata.requires(name) or []:
            asked = Requirement(text)
            wanted = any(asked.marker is None or asked.marker.evaluate({"extra": each}) for each in extras | {""})
            key = re.sub(r"[-_.]+", "-", asked.name).lower()
            if wanted and key not in found and _installed(key):
                found.add(key)
                waiting.append((key, set(asked.extras)))
    return found


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def megabytes(names: set[str]) -> float:
    """Size of the files of these distributions, compiled ones apart."""
    files = [file for name in names for file in metadata.files(name) or [] if file.suffix != ".pyc"]
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()) / 1e6


def main() -> int:
    """Measure, print, write the results; status 1 where a promise is not met."""
    before = circumstances("two")
    times = [first_page() for _ in range(STARTS)]
    printed, seconds = min(times, key=lambda pair: pair[1])
    added = needed("server") - needed()
    size = megabytes(added)
    rows: list[dict[str, Any]] = [
        {
            "case": "first page after the command",
            "seconds": round(seconds, 2),
            "seconds_limit": SECONDS_LIMIT,
            "address_printed_seconds": round(printed, 2),
            "all_seconds": [round(pair[1], 2) for pair in times],
            "met": seconds <= SECONDS_LIMIT,
        },
        {
            "case": "what the extra adds",
            "megabytes": round(size, 1),
            "megabytes_limit": MEGABYTES_LIMIT,
            "distributions": sorted(added),
            "met": size <= MEGABYTES_LIMIT,
        },
    ]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    write("server_start.json", rows, before)
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
