"""Does practice know right from wrong? Solutions, other methods and trap answers of 200 seeds, graded in process.

``python -m benchmarks.practice_answers [--seeds 200] [--higher 20] [assignment …]`` writes
``results/practice_answers.json``. Estimands, over the seeds: the share in which the reference solution passes a section
whole (answers, pictures, text, and as second run the answers and pictures of the same code on the next seed's data);
the share in which each other correct method's answers are right; the share in which each trap answer is wrong *and*
named as itself. Targets: 99 %, 97 %, 95 %. The Monte-Carlo error of a share of 99 % over 200 seeds is .7 points, of
95 % 1.5.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.practice_methods import Tried, methods_of
from benchmarks.practice_solved import Solved, solved
from benchmarks.tables import circumstances, markdown

from takehome.practice import assignments
from takehome.practice.grading.section import SecondRun, answers_right, grade_section
from takehome.practice.results import About, Outcome
from takehome.practice.spec import Section

RESULTS = Path(__file__).parent / "results" / "practice_answers.json"
TARGETS = {"solution": 0.99, "method": 0.97, "trap": 0.95}
BATCH = 10
"""Seeds of one task, each of which needs the solution of the next seed as well."""

Row = tuple[str, int, str, bool]
"""What was tried (solution, method or trap), the section, its name, and whether it did what it should."""


def plain(answers: Any) -> Any:
    """Answers as they would come back from a kernel."""
    return json.loads(json.dumps(answers, default=lambda value: value.tolist()))


def tried(section: Section, one: Solved, other: Solved, methods: Tried, traps: Tried) -> Iterator[Row]:
    """Everything that is tried on one section of one seed."""
    truth, number = section.truth(one.world), section.number
    common = {"ran": True, "drawn": one.drawn.get(number, ()), "text": one.why[number], "own_numbers": one.numbers}
    second = SecondRun(section.truth(other.world), other.answers[number], other.drawn.get(number, ()))
    grade = grade_section(section, truth, one.answers[number], second=second, **common)
    yield "solution", number, "reference", grade.outcome is Outcome.PASS
    if grade.outcome is not Outcome.PASS:
        print(one.world.seed, number, grade.outcome, [note.sentence for note in grade.notes], flush=True)
    for name, method in methods.get(number, {}).items():
        yield "method", number, name, answers_right(section, truth, plain(method(one.world)))
    for name, trap in traps.get(number, {}).items():
        if (answers := trap(one.world)) is None:
            continue
        grade = grade_section(section, truth, plain(answers), second=None, **common)
        named = {note.name for note in grade.notes if note.about is About.TRAP}
        yield "trap", number, name, grade.outcome is Outcome.WRONG and name in named


def batch(name: str, level: int, seeds: tuple[int, ...]) -> list[Row]:
    """Some seeds of an assignment at a level."""
    assignment = assignments.by_name(name)
    methods, traps = methods_of(name, level)
    rows: list[Row] = []
    following = solved(assignment, level, seeds[0])
    for seed in seeds:
        one, following = following, solved(assignment, level, seed + 1)
        for section in assignment.at_level(level):
            rows += tried(section, one, following, methods, traps)
    return rows


def shares(rows: list[Row]) -> list[dict[str, Any]]:
    """The share of each thing tried, in the order of the sections."""
    found: dict[tuple[str, int, str], list[bool]] = defaultdict(list)
    for what, section, name, right in rows:
        found[what, section, name].append(right)
    return [
        {"what": what, "section": section, "name": name, "share": float(np.mean(right)), "seeds": len(right),
         "met": float(np.mean(right)) >= TARGETS[what]}
        for (what, section, name), right in sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    ]  # fmt: skip


def run(names: list[str], levels: dict[int, int], processes: int) -> list[dict[str, Any]]:
    """Every assignment at every level; `levels` holds the number of seeds of each."""
    made = []
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for name in names:
            for level, count in levels.items():
                started = time.perf_counter()
                starts = range(0, count, BATCH)
                tasks = [pool.submit(batch, name, level, tuple(range(s, min(s + BATCH, count)))) for s in starts]
                rows = [row for task in tasks for row in task.result()]
                made.append({"assignment": name, "level": level, "seconds": time.perf_counter() - started,
                             "shares": shares(rows)})  # fmt: skip
                missed = [one for one in made[-1]["shares"] if not one["met"]]
                print(name, level, f"{made[-1]['seconds']:.0f} s", "missed:", missed, flush=True)
    return made


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md: the least share of each kind in each section."""
    rows = []
    for made in document["assignments"]:
        for section in sorted({one["section"] for one in made["shares"]}):
            here = [one for one in made["shares"] if one["section"] == section]
            row: list[Any] = [made["assignment"], made["level"], section, max(one["seeds"] for one in here)]
            for what in TARGETS:
                least = min((one for one in here if one["what"] == what), key=lambda one: one["share"], default=None)
                count = sum(one["what"] == what for one in here)
                row.append(f"{least['share']:.1%} ({least['name']}, of {count})" if least else "")
            rows.append(row)
    headings = ["assignment", "level", "section", "seeds", "solution passes", "least other method", "least trap named"]
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def _before(path: Path) -> list[dict[str, Any]]:
    """What an earlier run wrote, of which the assignments that are not run now are kept."""
    return json.loads(path.read_text(encoding="utf-8"))["assignments"] if path.exists() else []


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--higher", type=int, default=20, help="seeds of the levels above the first")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    levels = {1: given.seeds, 2: given.higher, 3: given.higher}
    names = given.names or list(assignments.names())
    kept = [one for one in _before(given.out) if one["assignment"] not in names]
    made = sorted([*kept, *run(names, levels, given.processes)], key=lambda one: (one["assignment"], one["level"]))
    document: dict[str, Any] = {"assignments": made}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn")}}  # fmt: skip
    given.out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
