"""How well are texts read? The labelled answers of ``tests/practice/texts``, those built on and those kept apart.

``python -m benchmarks.practice_texts`` writes ``results/practice_texts.json``; with ``--learn`` it first learns anew
which words sound false (``text/weights.json``, from the statements of the rubrics, the texts of `LEARNED` and a few
reference solutions), which no grading ever does. Estimands, over each set: of the answers
that pass, the share labelled good; the share referred to a reader; the share of good answers that pass, are referred,
or are called wrong; the number of padded, nonsensical and copied answers that pass. Targets: 98 %, 30 %, none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from benchmarks import practice_learning as learning
from benchmarks.practice_solved import solved
from benchmarks.tables import circumstances, markdown

from takehome.practice import assignments
from takehome.practice.grading import text
from takehome.practice.results import Outcome
from takehome.practice.spec import Rubric

HERE = Path(__file__).parent
TEXTS = HERE.parent / "tests" / "practice" / "texts"
RESULTS = HERE / "results" / "practice_texts.json"
SETS = ("build", "heldout", "second", "third", "fourth", "fifth")
LEARNED = ("build", "fresh", "subtle", "variations", "third", "fourth")
"""Texts that weights are learned from; the other files stay apart."""

FALSE_OR_TRUE = ("good", "paraphrased", "wrong-sign", "half")
"""Kinds that differ in what they claim, and not in being texts at all."""

SOLVED = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1))
"""Levels and seeds whose reference solutions are learned from."""

EMPTY_KINDS = ("salad", "padded", "copied")


def _rubric(question: str) -> Rubric:
    name, _, number = question.partition("/")
    return next(s.rubric for s in assignments.by_name(name).sections if s.number == int(number))


def _items(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def read(item: dict[str, Any]) -> Outcome:
    """How one labelled answer is read, with the scenario's numbers where the file holds them."""
    numbers = [float(fact) for fact in item["facts"].values() if isinstance(fact, int | float)]
    own = [*item.get("own", ()), *numbers]
    return text.read(item["text"], _rubric(item["question"]), item["facts"], own).outcome


def learn() -> None:
    """Learn the weights anew."""
    answers = [
        learning.answer(one["text"], _rubric(one["question"]), one["facts"], good=one["good"], group=name)
        for name in LEARNED
        for one in _items(name)
        if one["kind"] in FALSE_OR_TRUE
    ]
    said = list[learning.Example]()
    for assignment in assignments.catalogue():
        package = f"takehome.practice.assignments.{assignment.name.replace('-', '_')}.rubrics"
        statements = resources.files(package).joinpath("statements.txt").read_text(encoding="utf-8")
        said += learning.statements(statements, {part.number: part.rubric for part in assignment.sections})
    learning.learn([*answers, *_references()], said)


def _references() -> Iterator[learning.Example]:
    for assignment in assignments.catalogue():
        for level, seed in SOLVED:
            one = solved(assignment, level, seed)
            for part in assignment.at_level(level):
                facts = part.facts(part.truth(one.world), one.answers[part.number])
                group = learning.REFERENCE
                yield learning.answer(one.why[part.number], part.rubric, facts, good=True, group=group)


def measured(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of one set."""
    outcomes = [read(item) for item in items]
    passed = [item for item, outcome in zip(items, outcomes, strict=True) if outcome is Outcome.PASS]
    good = [outcome for item, outcome in zip(items, outcomes, strict=True) if item["good"]]
    return {
        "answers": len(items),
        "good": len(good),
        "passed": len(passed),
        "passed_and_good": sum(item["good"] for item in passed),
        "referred": sum(outcome is Outcome.NEEDS_READER for outcome in outcomes),
        "good_passed": sum(outcome is Outcome.PASS for outcome in good),
        "good_referred": sum(outcome is Outcome.NEEDS_READER for outcome in good),
        "good_called_wrong": sum(outcome not in (Outcome.PASS, Outcome.NEEDS_READER) for outcome in good),
        "empty_passed": sum(item["kind"] in EMPTY_KINDS for item in passed),
    }


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [name, one["answers"], one["good"], one["passed"],
         f"{one['passed_and_good'] / one['passed']:.1%}" if one["passed"] else "",
         f"{one['referred'] / one['answers']:.1%}", one["good_passed"], one["good_referred"],
         one["good_called_wrong"], one["empty_passed"]]
        for name, one in document["sets"].items()
    ]  # fmt: skip
    headings = ["set", "answers", "labelled good", "passed", "of these good", "referred to a reader", "good: passed",
                "good: referred", "good: called wrong", "empty ones passed"]  # fmt: skip
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--learn", action="store_true", help="learn the weights of words anew before")
    if parser.parse_args().learn:
        learn()
    document: dict[str, Any] = {"sets": {name: measured(_items(name)) for name in SETS}}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       "takehome": metadata.version("takehome")}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
