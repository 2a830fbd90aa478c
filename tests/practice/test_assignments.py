"""Every assignment that is present, at every level: its notebook, its solution and its sections agree."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from importlib.resources import files

import nbformat
import pandas as pd
import pytest
from tests.practice.fake_assignment import ASSIGNMENT as FAKE

from takehome.errors import InputError
from takehome.practice import assignments, handout
from takehome.practice.handout.source import at_level, read
from takehome.practice.handout.written import ANSWER, PLACEHOLDER
from takehome.practice.spec import Kind

LEVELS = [
    pytest.param(assignment, level, id=f"{assignment.name}-{level}")
    for assignment in (*assignments.catalogue(), FAKE)
    for level in assignment.levels
]
GIVEN_ONCE = ["given-install", "given-setup", "given-variant", "given-data"]


def build(assignment, level, mode="practice"):
    return handout.build(assignment, level=level, mode=mode, seed=7, candidate="Ada")


def source(notebook, name):
    return next(cell.source for cell in notebook.cells if cell["id"] == name)


def one_line(text):
    return " ".join(text.split())


def test_the_registry_finds_them_by_name():
    assert len(set(assignments.names())) == len(assignments.catalogue())
    for assignment in assignments.catalogue():
        assert assignments.by_name(assignment.name) is assignment
        assert assignment.package.rpartition(".")[2].replace("_", "-") == assignment.name
    with pytest.raises(InputError, match="absent"):
        assignments.by_name("absent")


@pytest.mark.parametrize("name", ["server-and-churn", "Servers-And-Churn", "servers_and_churn", "serversandchurn"])
def test_a_misspelt_assignment_is_answered_with_the_nearest(monkeypatch, name):
    monkeypatch.setattr(assignments, "names", lambda: ("servers-and-churn", "battery-trading"))
    with pytest.raises(InputError) as caught:
        assignments.by_name(name)
    assert caught.value.try_next == "did you mean 'servers-and-churn'?"


def test_a_very_long_name_is_clipped():
    with pytest.raises(InputError) as caught:
        assignments.by_name("long" * 1250)
    assert len(caught.value.message) < 500


@pytest.mark.parametrize("mode", ["practice", "sealed"])
@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_it_builds_and_every_section_has_its_cells(assignment, level, mode):
    made = build(assignment, level, mode)
    nbformat.validate(made)
    ids = [cell["id"] for cell in made.cells]
    assert ids[0] == "name"
    assert [name for name in ids if name in GIVEN_ONCE] == GIVEN_ONCE
    numbers = [section.number for section in assignment.at_level(level)]
    assert [name for name in ids if name.startswith("todo")] == [f"todo-{number}" for number in numbers]
    assert [name for name in ids if name.startswith("why")] == [f"why-{number}" for number in numbers]
    assert all(ids.index(f"todo-{number}") < ids.index(f"why-{number}") for number in numbers)
    assert "{{" not in "".join(cell.source for cell in made.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_a_notebook_that_comes_back_untouched_is_what_was_handed_out(assignment, level):
    made = build(assignment, level)
    result, notes = handout.restore(made, assignment, handout.variant_of(made))
    assert result == made
    assert notes == ()
    assert set(handout.texts(result).values()) == {""}


def unanswered(code, number):
    """Keys of the template ``answers[number] = {…}``; every value must be None."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == f"answers[{number}]":
            assert isinstance(node.value, ast.Dict)
            assert {ast.unparse(value) for value in node.value.values} == {"None"}
            return [ast.literal_eval(key) for key in node.value.keys if key]
    return None


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_the_templates_hold_every_field_as_none(assignment, level):
    made = build(assignment, level)
    assert "answers = {}" in source(made, "given-setup").splitlines()
    for section in assignment.at_level(level):
        keys = unanswered(source(made, f"todo-{section.number}"), section.number)
        assert keys == [field.key for field in section.fields], f"section {section.number}"


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_the_question_in_the_notebook_is_the_one_that_is_graded(assignment, level):
    made = build(assignment, level)
    for section in assignment.at_level(level):
        question, _, place = source(made, f"why-{section.number}").partition(ANSWER)
        assert f"### Question {section.number}\n" in question
        assert one_line(section.rubric.question) in one_line(question)
        assert place.strip() == PLACEHOLDER


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_a_dollar_is_money_or_a_formula_and_never_half_of_one(assignment, level):
    """Jupyter and Colab read what stands between two bare dollars as TeX."""
    for cell in build(assignment, level).cells:
        if cell.cell_type == "markdown":
            for formula in re.findall(r"(?<!\\)\$+([^$]*)(?<!\\)(?:\$+|$)", cell.source):
                assert "`" not in formula, formula
                assert not re.match(r"[\s/]", formula), formula


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_every_section_has_hints_and_a_solution_with_its_text(assignment, level):
    blocks = at_level(read(assignment.package, "solution.txt"), level)
    solutions = {block.number: block.text for block in blocks}
    assert {block.kind for block in blocks} == {"solution"}
    assert list(solutions) == [section.number for section in assignment.at_level(level)]
    for section in assignment.at_level(level):
        assert section.hints
        assert all(hint.strip().endswith((".", "?", "!", ")", "`")) for hint in section.hints)
        for target in (f"answers[{section.number}] =", f"why[{section.number}] ="):
            assert re.search(rf"(?m)^{re.escape(target)}", solutions[section.number]), target
        ast.parse(solutions[section.number])


@pytest.mark.parametrize("assignment", assignments.catalogue(), ids=lambda assignment: assignment.name)
def test_what_a_sentence_puts_in_brackets_holds_none(assignment):
    for section in assignment.sections:
        for said in (*section.criteria, *section.fields, *section.plots):
            assert not set("()") & set(said.says), f"section {section.number}: {said.says}"


@pytest.mark.parametrize("assignment", assignments.catalogue(), ids=lambda assignment: assignment.name)
def test_percentages_are_written_in_one_way(assignment):
    """With a space before the sign, and never by the format ``%``, which sets none."""
    for file in files(assignment.package).iterdir():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.name.endswith(".py") else ():
            if isinstance(node, ast.FormattedValue) and node.format_spec:
                assert "%" not in ast.unparse(node.format_spec), (file.name, node.lineno)
            if isinstance(node, ast.JoinedStr):
                assert not re.search(r"[\d}]%", ast.unparse(node)), (file.name, node.lineno)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\d%(?!\w)", node.value), (file.name, node.lineno)


def test_a_wrong_number_is_told_with_its_unit():
    """Of every answer that can be judged without the others: rmse, old_bias, the price of a GB, means of items …"""
    told = set()
    for assignment in assignments.catalogue():
        world = assignment.draw(7, max(assignment.levels))
        for section in assignment.sections:
            numbers = {field.key: field.unit for field in section.fields if field.kind is Kind.NUMBER}
            for criterion in section.criteria:
                if not re.match(r"\$|items", numbers.get(criterion.key, "")):
                    continue
                with contextlib.suppress(KeyError):  # it is judged beside another answer
                    sentence = criterion.judge(section.truth(world), dict.fromkeys(numbers, 12000.0))
                    if sentence is not None and "12,000" in sentence:
                        unit = re.escape(numbers[criterion.key].replace("/MWh", " per MWh"))
                        assert re.search(rf"12,000(\.0+)? {unit}", sentence), sentence
                        told.add(criterion.key)
    assert {"rmse", "old_bias", "memory_per_gb", "year_8_to_9", "items_mean_all", "items_mean_people"} <= told


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_data_files_hold_the_same_numbers_as_memory(assignment, level):
    world = assignment.draw(7, level)
    files = handout.data_files(assignment, world)
    assert set(files) == {"data/business.json", *(f"data/{name}.csv" for name in world.tables)}
    for name, table in world.tables.items():
        stored = files[f"data/{name}.csv"]
        again = pd.read_csv(io.BytesIO(stored), engine="python", keep_default_na=False, na_values=[""])
        pd.testing.assert_frame_equal(again, table, check_exact=True)


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_the_open_notebook_draws_what_the_grader_draws(assignment, level):
    made, names = build(assignment, level), {}
    for name in ("given-variant", "given-data"):
        exec(source(made, name), names)
    world = assignment.draw(7, level)
    assert names["BUSINESS"] == world.business
    for name, table in world.tables.items():
        pd.testing.assert_frame_equal(names[name], table, check_exact=True)


@pytest.mark.parametrize(("assignment", "level"), LEVELS)
def test_another_seed_draws_other_data_and_the_largest_seed_is_usable(assignment, level):
    first, other = assignment.draw(7, level), assignment.draw(2**128 - 1, level)
    assert list(first.tables) == list(other.tables)
    assert any(not first.tables[name].equals(other.tables[name]) for name in first.tables)
    again = assignment.draw(7, level)
    assert all(first.tables[name].equals(again.tables[name]) for name in first.tables)
