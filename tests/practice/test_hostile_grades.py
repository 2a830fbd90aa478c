"""Hostile, lying, forged and broken submissions in one folder: none gets a mark that it did not earn.

Every notebook that runs bears texts that pass, so that its answers alone decide, and an honest section 2 beside the
hostile section 1: what a hostile cell does not end must still pass there. An honest notebook is graded among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tests.practice.fake_assignment import ASSIGNMENT, draw
from tests.practice.hostile import BROKEN, CELLS, FORGERIES, LIES, source_for

from takehome.practice import handout, runner
from takehome.practice.grading.grade_class import grade_by
from takehome.practice.results import Grade, Outcome

FUNCTION = "tests.practice.hostile_grading:own"
SEED = 7
SALES = draw(SEED, 2).tables["shops"]
MEAN = float(SALES["Sales"].mean())
LATE = int(SALES["Late"].sum())
TEXTS = {
    1: f"The mean shop sells {MEAN:.2f} $, because I added the sales of all twelve shops and divided the sum by "
    "their number, which gives what a shop sells on average.",
    2: f"The mean says little here: {LATE} of the twelve shops opened late, because the column that "
    "says so holds as many ones and I counted them.",
}
HONEST = {
    1: 'answers[1] = {"mean": float(shops["Sales"].mean())}',
    2: 'answers[2] = {"late": int(shops["Late"].sum())}',
}
LIMITS = {
    "cell_seconds": 5.0,  # a dozen cells wait for it twice; the longest honest one takes 1 s
    "total_seconds": 90.0,
    "memory_bytes": 1_000_000_000,
    "processes": 60,
    "file_bytes": 20_000_000,
    "output_bytes": 1_000_000,
    "answers_bytes": 2_000_000,
}
TOGETHER = 8
"""Gentle cells that share a notebook: each of them ends, and none of them answers."""
GENTLE = [name for name, cell in CELLS.items() if cell.family in ("gentle", "escapes", "magics") and name != "resets"]
GROUPS = {f"gentle-{start}": GENTLE[start : start + TOGETHER] for start in range(0, len(GENTLE), TOGETHER)}
HARSH = [name for name in CELLS if name not in GENTLE]
SPARED = [
    *GROUPS,
    *(name for name in HARSH if not CELLS[name].ends and name != "resets"),  # which deletes the data, by right
    *(name for name in LIES if not LIES[name].poisons),
]

pytestmark = pytest.mark.skipif(not runner.isolated(), reason="no isolation on this machine")


def notebook(first: str, *more: str) -> Any:
    """A handed-out notebook with code in section 1, more cells of the same section, and an honest section 2."""
    made = handout.build(ASSIGNMENT, level=2, mode="practice", seed=SEED, candidate="Mallory")
    made = handout.with_texts(made, TEXTS)
    cells = []
    for cell in made.cells:
        cells.append(cell)
        if cell["id"] == "todo-1":
            cell.source = f"{cell.source.splitlines()[0]}\n{first}"
            cells += [nbformat.v4.new_code_cell(source) for source in more]
        elif cell["id"] == "todo-2":
            cell.source = f"{cell.source.splitlines()[0]}\nanswers = globals().get('answers') or {{}}\n{HONEST[2]}"
    made.cells = cells
    return made


def answering(source: str) -> str:
    """A lie about the answer that section 1 asks for."""
    return source_for(source, 1).replace("'a'", "'mean'").replace("(a=1)", "(mean=1)")


def submissions() -> Iterator[tuple[str, Any]]:
    yield "honest", notebook(HONEST[1])
    for name, names in GROUPS.items():
        yield name, notebook(*(source_for(CELLS[each].source, 1) for each in names))
    for name in HARSH:
        yield name, notebook(source_for(CELLS[name].source, 1))
    for name, lie in LIES.items():
        yield name, notebook(answering(lie.source))
    for name, forge in FORGERIES.items():
        yield name, forge(notebook(f'answers[1] = {{"mean": {MEAN!r}}}'))


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> tuple[dict[str, Grade], Path]:
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    for name, made in submissions():
        (folder / f"{name}.ipynb").write_text(json.dumps(made), encoding="utf-8")
    (folder / "broken").mkdir()
    for each in BROKEN.values():
        (folder / "broken" / each.name).write_bytes(each.content())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        grades = grade_by(FUNCTION, folder, out=out, files=("html", "csv"), jobs=2, limits=LIMITS)
    return {re.sub(r"\.ipynb$", "", one.file.removeprefix(f"{folder}/")): one for one in grades}, out


def outcome(grade: Grade, section: int) -> Outcome:
    assert not grade.problem
    return grade.sections[section - 1].outcome


def test_the_honest_notebook_among_them_passes(graded):
    assert graded[0]["honest"].outcome is Outcome.PASS, graded[0]["honest"].sections


@pytest.mark.parametrize("name", [*GROUPS, *HARSH, *LIES, *FORGERIES])
def test_nothing_is_earned_by_hostility_lies_or_forgery(graded, name):
    found = graded[0][name]
    assert outcome(found, 1) in (Outcome.WRONG, Outcome.COULD_NOT_RUN, Outcome.NOT_ATTEMPTED), found.sections[0]
    assert found.outcome is not Outcome.PASS


@pytest.mark.parametrize("name", SPARED)
def test_the_next_section_is_graded_all_the_same(graded, name):
    assert outcome(graded[0][name], 2) is Outcome.PASS, graded[0][name].sections[1]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_a_row_with_its_reason(graded, name):
    stem = re.sub(r"\.ipynb$", "", BROKEN[name].name)
    rows = [one for file, one in graded[0].items() if file.startswith(f"broken/{stem}")]
    assert rows
    assert all(one.problem and not one.sections and one.outcome is Outcome.COULD_NOT_RUN for one in rows)


def test_every_file_has_its_page_and_its_row(graded):
    grades, out = graded
    rows = (out / "gradebook.csv").read_text(encoding="utf-8")
    assert all(one.file in rows for one in grades.values())
    pages = list((out / "feedback").glob("*.html"))
    assert len(pages) == len(grades)
    assert all("<script>alert(1)</script>" not in page.read_text(encoding="utf-8") for page in pages)
    assert (out / "class.html").exists()


def test_no_worker_was_lost(graded):
    assert not [one.file for one in graded[0].values() if "own process ended" in one.problem]
