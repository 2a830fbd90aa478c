"""Through real, isolated kernels: unchanged notebooks, solved ones, known mistakes, typed numbers, sealed data.

Everything is graded once, two notebooks at a time, so that both cores are used; the tests look at the grades. What is
handed in as a class goes through the workers. A solution is run first for its texts, which quote what its cells have
computed: that run is the first of its two, and is not made again.
"""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import nbformat
import pytest

from takehome.practice import assignments, handout, runner, seeds
from takehome.practice.grading.grade_class import grade
from takehome.practice.grading.grade_one import grade_one
from takehome.practice.grading.options import Options
from takehome.practice.results import About, Outcome
from takehome.practice.runner.execute import encoded, planned

SECRET = b"a secret of sixteen bytes"
VARIANTS = ((101, 1), (102, 2), (103, 3))
ALL = assignments.catalogue()
MISTAKES = {
    "servers-and-churn": (1, "mse", 'answers[1]["rmse"] **= 2'),
    "segments-and-bots": (1, "kept-for-lost", 'answers[1]["lost"] = sum(answers[1]["explained"])'),
    "battery-trading": (3, "sign", 'answers[3]["exploration_cost"] *= -1'),
}
TYPED = "battery-trading"
"""The assignment of which numbers are typed in, and one notebook is sealed: its set-up takes the least time."""

pytestmark = pytest.mark.skipif(not runner.isolated(), reason="this machine cannot isolate a kernel")


class Once:
    """The isolated runner; the same cells on the same files are run once."""

    def __init__(self):
        self.runs = {}

    def __call__(self, notebook, files):
        key = json.dumps([planned(notebook), encoded(files)])
        if key not in self.runs:
            self.runs[key] = runner.run(notebook, files)
        return self.runs[key]


def solved(assignment, seed, level, run, mode="practice", files=None):
    """The solution with its model texts, and the answers of its sections."""
    made = handout.answered(assignment, level=level, seed=seed, candidate="Ada", mode=mode)
    found = run(made, files or {})
    assert not found.problem
    return handout.with_texts(made, {int(number): text for number, text in found.why.items()}), found.answers


def with_code(notebook, section, code):
    """A copy of a notebook with a line more in one section's code."""
    changed = copy.deepcopy(notebook)
    next(cell for cell in changed.cells if cell["id"] == f"todo-{section}").source += f"\n{code}"
    return changed


def judged(notebook, run, **options):
    return grade_one(nbformat.writes(notebook).encode(), Options(**options), run=run)


def of_a_solution(assignment, seed, level, run):
    """The grade of one solution, and beside that of the lowest level the same with a known mistake."""
    notebook, _ = solved(assignment, seed, level, run)
    grades = {f"{assignment.name}-solved-{seed}": judged(notebook, run)}
    if (seed, level) == VARIANTS[0]:
        section, _, code = MISTAKES[assignment.name]
        mistaken = with_code(notebook, section, code)
        grades[f"{assignment.name}-mistaken"] = judged(mistaken, run, second_seed=False)
    return grades


def hand_in(folder, run):
    """The notebooks of a class: untouched ones, one with numbers typed in, and a sealed one."""
    for assignment, (seed, level) in product(ALL, VARIANTS):
        untouched = handout.build(assignment, level=level, mode="practice", seed=seed, candidate="Ada")
        nbformat.write(untouched, folder / f"{assignment.name}-untouched-{seed}.ipynb")
        if (assignment.name, seed) == (TYPED, VARIANTS[-1][0]):
            _, answers = solved(assignment, seed, level, run)
            typed = with_code(untouched, 1, f"answers[1] = {answers['1']!r}")
            nbformat.write(typed, folder / "typed.ipynb")
    assignment = assignments.by_name(TYPED)
    own = seeds.sealed_seed(SECRET, assignment.name, assignment.version, 1, "Ada")
    files = handout.data_files(assignment, assignment.draw(own, 1))
    nbformat.write(solved(assignment, None, 1, run, "sealed", files)[0], folder / "sealed.ipynb")


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    folder, run = tmp_path_factory.mktemp("class"), Once()
    with ThreadPoolExecutor(2) as threads:
        work = [threads.submit(of_a_solution, one, *variant, run) for one, variant in product(ALL, VARIANTS)]
    found = {name: each for one in work for name, each in one.result().items()}
    hand_in(folder, run)
    return found | {Path(one.file).stem: one for one in grade(folder, jobs=2, secret=SECRET)}


def told(grade):
    return [(s.number, s.outcome.value, [n.sentence for n in s.notes]) for s in grade.sections] or grade.problem


@pytest.mark.parametrize("seed", [seed for seed, _ in VARIANTS])
@pytest.mark.parametrize("name", [assignment.name for assignment in ALL])
class TestEachVariant:
    def test_unchanged_is_not_attempted_in_any_section(self, grades, name, seed):
        found = grades[f"{name}-untouched-{seed}"]
        assert not found.problem
        assert {section.outcome for section in found.sections} == {Outcome.NOT_ATTEMPTED}
        assert not [note for note in found.notes if note.about is About.RUN]

    def test_the_solution_passes_every_section(self, grades, name, seed):
        found = grades[f"{name}-solved-{seed}"]
        assert {section.outcome for section in found.sections} == {Outcome.PASS}, told(found)
        assert any("other data" in sentence for section in found.sections for sentence in section.right)
        assert all(protection.active for protection in found.protections[:1])


@pytest.mark.parametrize("name", [assignment.name for assignment in ALL])
def test_a_known_mistake_fails_its_section_alone_and_is_named(grades, name):
    section, trap, _ = MISTAKES[name]
    found = grades[f"{name}-mistaken"]
    wrong = [one for one in found.sections if one.outcome is not Outcome.PASS]
    assert [one.number for one in wrong] == [section], told(found)
    assert trap in [note.name for note in wrong[0].notes if note.about is About.TRAP]


def test_typed_numbers_fail_on_hidden_data(grades):
    found = grades["typed"].sections[0]
    assert found.outcome is Outcome.WRONG
    assert About.SECOND_SEED in [note.about for note in found.notes]


def test_a_sealed_notebook_is_graded_on_data_from_the_secret(grades):
    found = grades["sealed"]
    assert found.mode == "sealed"
    assert {section.outcome for section in found.sections} == {Outcome.PASS}, told(found)
