"""A class of 100 through real kernels: two at once, stopped by Ctrl-C and by a kill, and gone on with.

``python -m benchmarks.practice_class [--notebooks 100]`` writes ``results/practice_class.json``. Half of the notebooks
are untouched, half solved, seeds from 2000 on, `battery-trading`. The first call is stopped by Ctrl-C after a quarter,
the second is killed after a half, the third ends. Estimands: grades that are kept twice, lost, or wrong (an untouched
notebook's sections are “not attempted”, a solved one's pass); seconds a notebook, all calls together. Targets: none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.practice_kernels import handed_in
from benchmarks.tables import circumstances, markdown

from takehome.practice import assignments
from takehome.practice.grading.grade_class import grade
from takehome.practice.results import Outcome

RESULTS = Path(__file__).parent / "results" / "practice_class.json"
FIRST = 2000
# a program that was started in the background inherits that Ctrl-C is ignored
CALL = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from takehome.practice.grading.grade_class import grade; grade(sys.argv[1], out=sys.argv[2], jobs=2)"
)


def stopped(folder: Path, out: Path, how: signal.Signals, enough: int) -> set[str]:
    """Grade until so many grades are kept, then stop; the files that are kept."""
    process = subprocess.Popen([sys.executable, "-c", CALL, str(folder), str(out)], stderr=subprocess.DEVNULL)
    kept = out / "grades"
    while process.poll() is None and len(list(kept.glob("*.json"))) < enough:
        time.sleep(0.2)
    process.send_signal(how)
    process.wait()
    return {path.name for path in kept.glob("*.json")}


def times(out: Path, names: set[str]) -> dict[str, int]:
    """When each kept grade was written (ns)."""
    return {name: (out / "grades" / name).stat().st_mtime_ns for name in names}


def run(notebooks: int) -> dict[str, Any]:
    """The class, with its two stops."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "class", Path(name) / "out"
        folder.mkdir()
        make = partial(handed_in, assignments.by_name("battery-trading"), level=1, folder=folder)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(make, range(FIRST, FIRST + notebooks // 2)))
        started = time.perf_counter()
        first = stopped(folder, out, signal.SIGINT, notebooks // 4)
        before = times(out, first)
        second = stopped(folder, out, signal.SIGKILL, notebooks // 2)
        before |= times(out, second - first)
        grades = grade(folder, out=out, jobs=2)
        seconds = time.perf_counter() - started
        again = sum(times(out, {name})[name] != written for name, written in before.items())
    wanted = [Outcome.PASS if "solved" in one.file else Outcome.NOT_ATTEMPTED for one in grades]
    return {
        "notebooks": notebooks,
        "kept_after_interrupt": len(first),
        "kept_after_kill": len(second),
        "graded": len(grades),
        "graded_twice": again,
        "lost": notebooks - len(grades) + sum(bool(one.problem) for one in grades),
        "wrong": sum(one.outcome is not want for one, want in zip(grades, wanted, strict=True)),
        "seconds": seconds,
    }


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    headings = ["notebooks", "kept after Ctrl-C", "kept after a kill", "graded in the end", "graded twice", "lost",
                "graded wrongly", "s a notebook"]  # fmt: skip
    keys = ("notebooks", "kept_after_interrupt", "kept_after_kill", "graded", "graded_twice", "lost", "wrong")
    row = [*(document[key] for key in keys), f"{document['seconds'] / document['notebooks']:.1f}"]
    return f"{markdown(headings, [row])}\n\n{circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--notebooks", type=int, default=100)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    document = run(given.notebooks)
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "ipykernel")}}  # fmt: skip
    given.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
