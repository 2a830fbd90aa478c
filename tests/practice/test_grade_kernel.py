"""Through real, isolated kernels: unchanged notebooks, solved ones, known mistakes, typed numbers, sealed data.

Everything is graded in one call, as a class is, so that both cores are used; the tests look at its grades.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from takehome.practice import assignments, handout, runner, seeds
from takehome.practice.grading.grade_class import grade
from takehome.practice.results import About, Outcome

SECRET = b"a secret of sixteen bytes"
VARIANTS = ((101, 1), (102, 2), (103, 3))
ALL = assignments.catalogue()
MISTAKES = {
    "servers-and-churn": (1, "mse", 'answers[1]["rmse"] **= 2'),
    "segments-and-bots": (1, "kept-for-lost", 'answers[1]["lost"] = sum(answers[1]["explained"])'),
    "battery-trading": (3, "sign", 'answers[3]["exploration_cost"] *= -1'),
}

pytestmark = pytest.mark.skipif(not runner.isolated(), reason="this machine cannot isolate a kernel")


def solved(assignment, seed, level, mode="practice", files=None):
    """The solution with its model texts, and the answers of its sections."""
    made = handout.answered(assignment, level=level, seed=seed, candidate="Ada", mode=mode)
    run = runner.run(made, files or {})
    assert not run.problem
    return handout.with_texts(made, {int(number): text for number, text in run.why.items()}), run.answers


def with_code(notebook, section, code):
    next(cell for cell in notebook.cells if cell["id"] == f"todo-{section}").source += f"\n{code}"
    return notebook


def write(notebook, path):
    nbformat.write(notebook, path)


def hand_in(assignment, folder):
    """Every notebook of one assignment."""
    for seed, level in VARIANTS:
        untouched = handout.build(assignment, level=level, mode="practice", seed=seed, candidate="Ada")
        write(untouched, folder / f"{assignment.name}-untouched-{seed}.ipynb")
        notebook, answers = solved(assignment, seed, level)
        write(notebook, folder / f"{assignment.name}-solved-{seed}.ipynb")
    section, _, code = MISTAKES[assignment.name]
    write(with_code(notebook, section, code), folder / f"{assignment.name}-mistaken.ipynb")
    if assignment.name == "battery-trading":
        typed = with_code(untouched, 1, f"answers[1] = {answers['1']!r}")
        write(typed, folder / f"{assignment.name}-typed.ipynb")
        own = seeds.sealed_seed(SECRET, assignment.name, assignment.version, 1, "Ada")
        files = handout.data_files(assignment, assignment.draw(own, 1))
        write(solved(assignment, None, 1, "sealed", files)[0], folder / f"{assignment.name}-sealed.ipynb")


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda assignment: hand_in(assignment, folder), ALL))
    graded = grade(folder, jobs=2, secret=SECRET)
    return {Path(one.file).stem: one for one in graded}


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
    found = grades["battery-trading-typed"].sections[0]
    assert found.outcome is Outcome.WRONG
    assert About.SECOND_SEED in [note.about for note in found.notes]


def test_a_sealed_notebook_is_graded_on_data_from_the_secret(grades):
    found = grades["battery-trading-sealed"]
    assert found.mode == "sealed"
    assert {section.outcome for section in found.sections} == {Outcome.PASS}, told(found)
