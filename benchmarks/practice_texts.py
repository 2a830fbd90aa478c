"""How well are texts read? The labelled answers of ``tests/practice/texts``, those built on and those kept apart.

``python -m benchmarks.practice_texts`` writes ``results/practice_texts.json``. Estimands, over each set: of the answers
that pass, the share labelled good; the share referred to a reader; the share of good answers that pass, are referred,
or are called wrong; the number of padded, nonsensical and copied answers that pass. Targets: 98 %, 30 %, none.
"""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.tables import circumstances, markdown

from takehome.practice import assignments
from takehome.practice.grading import text
from takehome.practice.results import Outcome

HERE = Path(__file__).parent
TEXTS = HERE.parent / "tests" / "practice" / "texts"
RESULTS = HERE / "results" / "practice_texts.json"
SETS = ("build", "heldout", "second")
EMPTY_KINDS = ("salad", "padded", "copied")


def read(item: dict[str, Any]) -> Outcome:
    """How one labelled answer is read."""
    name, _, number = item["question"].partition("/")
    rubric = next(s.rubric for s in assignments.by_name(name).sections if s.number == int(number))
    numbers = [float(fact) for fact in item["facts"].values() if isinstance(fact, int | float)]
    return text.read(item["text"], rubric, item["facts"], numbers).outcome


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
    sets = {name: json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8")) for name in SETS}
    document: dict[str, Any] = {"sets": {name: measured(items) for name, items in sets.items()}}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       "takehome": metadata.version("takehome")}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
