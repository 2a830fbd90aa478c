"""Practice through real, isolated kernels: 20 seeds of each assignment, untouched and solved, both runs of each.

``python -m benchmarks.practice_kernels [--seeds 20] [assignment …]`` writes ``results/practice_kernels.json``.
Estimands: the share of untouched notebooks in which every section is “not attempted” and nothing crashes; the share of
sections of solved ones that pass, on their own and on hidden data; the seconds of one grade with both runs, the note-
book graded alone on an idle machine. The levels take turns. Targets: all, 99 %, 30 s.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from benchmarks.tables import circumstances, markdown

from takehome.practice import assignments, handout, runner
from takehome.practice.grading.grade_class import grade
from takehome.practice.results import Grade, Outcome
from takehome.practice.spec import Assignment

RESULTS = Path(__file__).parent / "results" / "practice_kernels.json"
FIRST = 1000
"""First seed; the tests use others."""


def handed_in(assignment: Assignment, seed: int, level: int, folder: Path) -> tuple[Path, Path]:
    """An untouched and a solved notebook of one variant."""
    untouched, done = folder / f"untouched-{seed}.ipynb", folder / f"solved-{seed}.ipynb"
    nbformat.write(handout.build(assignment, level=level, mode="practice", seed=seed, candidate="Ada"), untouched)
    made = handout.answered(assignment, level=level, seed=seed, candidate="Ada")
    run = runner.run(made, {})
    nbformat.write(handout.with_texts(made, {int(number): text for number, text in run.why.items()}), done)
    return untouched, done


def graded(path: Path, out: Path) -> tuple[Grade, float]:
    """One notebook alone, and the seconds that it took."""
    started = time.perf_counter()
    found = grade([path], out=out, jobs=1)[0]
    return found, time.perf_counter() - started


def one_assignment(assignment: Assignment, seeds: int) -> dict[str, Any]:
    """Every seed of an assignment."""
    quiet, passes, seconds, missed = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(FIRST, FIRST + seeds):
            level = 1 + seed % len(assignment.levels)
            untouched, done = handed_in(assignment, seed, level, folder)
            first, _ = graded(untouched, folder / "grades")
            quiet.append(not first.problem and {s.outcome for s in first.sections} == {Outcome.NOT_ATTEMPTED})
            second, took = graded(done, folder / "grades")
            passes += [section.outcome is Outcome.PASS for section in second.sections]
            seconds.append(took)
            missed += [
                {"seed": seed, "level": level, "section": s.number, "outcome": s.outcome,
                 "notes": [note.sentence for note in s.notes]}
                for s in second.sections if s.outcome is not Outcome.PASS
            ]  # fmt: skip
            print(assignment.name, seed, level, quiet[-1], f"{took:.1f} s", missed[-1:], flush=True)
    return {
        "assignment": assignment.name, "seeds": seeds, "untouched": float(np.mean(quiet)),
        "sections": len(passes), "passed": float(np.mean(passes)), "missed": missed,
        "seconds_median": float(np.median(seconds)), "seconds_most": max(seconds),
    }  # fmt: skip


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [one["assignment"], one["seeds"], f"{one['untouched']:.0%}", one["sections"], f"{one['passed']:.1%}",
         f"{one['seconds_median']:.1f}", f"{one['seconds_most']:.1f}"]
        for one in document["assignments"]
    ]  # fmt: skip
    headings = ["assignment", "seeds", "untouched: not attempted", "solved sections", "passed",
                "s a grade, median", "s, most"]  # fmt: skip
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    chosen = [assignments.by_name(name) for name in given.names or assignments.names()]
    document: dict[str, Any] = {"assignments": [one_assignment(each, given.seeds) for each in chosen]}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "ipykernel")}}  # fmt: skip
    given.out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
