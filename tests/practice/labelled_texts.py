"""The labelled texts, their rubrics, and what the reader makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from takehome.practice import assignments
from takehome.practice.grading.text import read
from takehome.practice.results import Outcome

FOLDER = Path(__file__).parent / "texts"
RUBRICS = {f"{one.name}/{part.number}": part.rubric for one in assignments.catalogue() for part in one.sections}


@dataclass(frozen=True)
class Read:
    """One labelled text and its outcome."""

    item: dict
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS


def outcome(item, text=None, question=None):
    """What the reader makes of an item, or of another text or question with its facts."""
    rubric = RUBRICS[question or item["question"]]
    return read(item["text"] if text is None else text, rubric, item["facts"], item.get("own", ())).outcome


def items(name):
    """The items of a file of labelled texts."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_all(name):
    """Every item of a file with its outcome."""
    return [Read(item, outcome(item)) for item in items(name)]


def check(found):
    """The three promises: what passes is good, few are referred, no filler, salad or copy passes."""
    passed = [one for one in found if one.passed]
    good = [one for one in passed if one.item["good"]]
    referred = [one for one in found if one.outcome is Outcome.NEEDS_READER]
    assert passed
    assert len(good) >= 0.98 * len(passed), [one.item["id"] for one in passed if not one.item["good"]]
    assert len(referred) <= 0.30 * len(found), [one.item["id"] for one in referred]
    assert not [one.item["id"] for one in passed if one.item["kind"] in ("padded", "salad", "copied")]
