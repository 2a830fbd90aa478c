"""A few seeds of battery trading: its world, its solution with texts and pictures, other methods, and traps."""

from __future__ import annotations

import io
import sys

import numpy as np
import pandas as pd
import pytest
from benchmarks.practice_methods.battery_trading import METHODS
from benchmarks.practice_methods.battery_traps import TRAPS

from takehome.errors import InputError
from takehome.practice.assignments.battery_trading import ASSIGNMENT
from takehome.practice.assignments.battery_trading.house import House, house_of
from takehome.practice.drawn import Drawn
from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.grading.section import SecondRun, grade_section
from takehome.practice.grading.text.patterns import compiled
from takehome.practice.handout import source
from takehome.practice.results import About, Outcome

SEEDS = (0, 1, 2)
SECTIONS = {section.number: section for section in ASSIGNMENT.sections}
HIGHEST, HIGHEST_SECTION = max(ASSIGNMENT.levels), max(SECTIONS)
EXTRAS = ("dp_accounting", "flwr", "jax", "optax", "ray")
"""What the extras `fleet` and `deep` install and `practice` does not: a candidate's machine lacks them."""
MISREAD = 14
"""A seed whose schedule of House A loses at House B, and would earn there if its sign were read the other way round."""


@pytest.fixture(scope="module")
def worlds():
    return {seed: ASSIGNMENT.draw(seed, HIGHEST) for seed in SEEDS}


@pytest.fixture(scope="module")
def answered(worlds):
    """Seed → what the reference solution leaves behind: answers, texts, pictures and printed lines."""
    import matplotlib as mpl

    mpl.use("agg")
    with pytest.MonkeyPatch.context() as patch:
        for name in EXTRAS:
            patch.setitem(sys.modules, name, None)
        return {seed: run(world) for seed, world in worlds.items()}


def blocks():
    """The code that a revealed notebook runs: setup, given cells and solution cells; the data come from the world."""
    notebook = source.at_level(source.read(ASSIGNMENT.package, "notebook.txt"), HIGHEST)
    solutions = source.at_level(source.read(ASSIGNMENT.package, "solution.txt"), HIGHEST)
    solved = {block.number: block.text for block in solutions}
    for block in notebook:
        if block.kind in ("setup", "given", "todo"):
            yield block.number, solved[block.number] if block.kind == "todo" else block.text


def run(world):
    names, drawn, printed = cells_of(world, HIGHEST_SECTION)
    return names["answers"], names["why"], drawn, printed


def cells_of(world, last):
    """The names, pictures and printed lines that the cells leave, up to the answers of the section `last`."""
    import contextlib

    import matplotlib.pyplot as plt

    names = {"tables": dict(world.tables), "BUSINESS": dict(world.business), "why": {}, **world.tables}
    drawn, printed = {}, io.StringIO()
    for number, code in blocks():
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"solution {number}", "exec"), names)
        for axes in (axes for figure in plt.get_fignums() for axes in plt.figure(figure).axes):
            lines = tuple((tuple(line.get_xdata()), tuple(line.get_ydata())) for line in axes.lines)
            picture = Drawn(number, axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), lines)
            drawn.setdefault(number, []).append(picture)
        plt.close("all")
        if last in names.get("answers", {}):
            break
    return names, drawn, printed.getvalue()


def failing(section, world, answers):
    truth = section.truth(world)
    return [sentence for criterion in section.criteria if (sentence := criterion.judge(truth, answers))]


def plain_house(prices, **changes):
    numbers = {"capacity": 10, "start": 0, "wear": 0.0, "penalty": 50.0, **changes}
    return House(prices=tuple(map(float, prices)), **numbers)


def test_the_briefs_day_has_its_known_optimum():
    brief = [10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15]
    assert plain_house(brief).optimum == 435.0


def test_the_optimum_is_the_best_of_all_schedules_of_a_short_day():
    from itertools import product

    house = plain_house([20, 31, 12, 55, 40, 48], capacity=2, start=1, wear=7.0)
    assert house.optimum == max(house.profit(actions) for actions in product((0, 1, 2), repeat=6))


def test_money_of_an_hour_by_hand():
    house = plain_house([10, 20, 30, 40], capacity=1, wear=4.0)
    assert house.rewards([2, 1, 1, 2]) == (-50.0, -20.0, -50.0, 36.0)
    assert house.sold([2, 1, 1, 2]) == 1


@pytest.mark.parametrize("level", ASSIGNMENT.levels)
def test_the_generator_repeats_itself_and_survives_a_file(level):
    one, other = ASSIGNMENT.draw(5, level), ASSIGNMENT.draw(5, level)
    assert one.business == other.business
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])
        read = pd.read_csv(io.StringIO(table.to_csv(index=False)))
        pd.testing.assert_frame_equal(table, read, check_dtype=False, check_exact=True)
    assert not ASSIGNMENT.draw(6, level).tables["prices"]["Price"].equals(one.tables["prices"]["Price"])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_holds_everything_that_can_go_wrong(worlds, seed):
    world = worlds[seed]
    house = house_of(world.tables["prices"]["Price"], world.business)
    actions = world.tables["prices"]["Action"].tolist()
    charges = house.charges(actions)
    stuck = [action for hour, action in enumerate(actions) if action and charges[hour] == charges[hour + 1]]
    assert len(actions) == 24
    assert set(stuck) == {1, 2}
    assert actions[-1] == 2
    assert charges[-1] == charges[-2] - 1


@pytest.mark.parametrize("number", SECTIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_solution_passes_with_its_texts_and_pictures(worlds, answered, seed, number):
    answers, why, drawn, printed = answered[seed]
    section, world = SECTIONS[number], worlds[seed]
    other = next(one for one in SEEDS if one != seed)
    grade = grade_section(
        section, section.truth(world), answers[number], ran=True, drawn=drawn.get(number, ()), text=why[number],
        own_numbers=own_numbers(answers, [printed], world.business),
        second=SecondRun(section.truth(worlds[other]), answered[other][0][number], answered[other][2].get(number, ())),
    )  # fmt: skip
    assert grade.outcome is Outcome.PASS, grade.notes


def test_a_schedule_that_loses_at_b_is_judged_as_it_is():
    world = ASSIGNMENT.draw(MISREAD, HIGHEST)
    a = house_of(world.tables["prices"]["Price"], world.business)
    b = a.at(world.tables["prices_b"]["Price"])
    swapped = [{0: 0, 1: 2, 2: 1}[action] for action in a.best]
    assert b.profit(a.best) < -100 < 0 < b.profit(swapped)
    names, _, _ = cells_of(world, 2)
    assert names["judged"](names["BatteryEnv"](b.prices), a.best) == pytest.approx(b.profit(a.best))


def test_penalties_come_off_the_ledger(worlds):
    world = worlds[0]
    house = house_of(world.tables["prices"]["Price"], world.business)
    actions = world.tables["prices"]["Action"].tolist()
    names, _, _ = cells_of(world, 2)
    assert sum(action != 0 for action in actions) > house.sold(actions)
    assert names["judged"](names["env"], actions) == pytest.approx(house.profit(actions))


def test_the_servers_model_comes_from_masked_sums(worlds):
    """Against NumPy's weighted mean; three homes are the fewest of which no one can be told from the sum."""
    names, _, _ = cells_of(worlds[0], 5)
    updates = worlds[0].tables["updates"]
    mean = np.average(updates.filter(regex="^w"), axis=0, weights=updates["Samples"])
    assert names["answers"][5]["global_weights"] == pytest.approx(mean.tolist(), abs=1e-3)
    with pytest.raises(InputError, match="2 homes"):
        names["masked_sum"](np.ones((2, 9)))


@pytest.mark.parametrize("number", SECTIONS)
def test_answers_of_another_day_fail(worlds, answered, number):
    """What is typed in is wrong on the hidden second seed."""
    assert failing(SECTIONS[number], worlds[1], answered[0][0][number])


@pytest.mark.parametrize(("number", "name"), [(number, name) for number in METHODS for name in METHODS[number]])
def test_other_methods_pass(worlds, number, name):
    for seed in SEEDS[:2]:
        assert failing(SECTIONS[number], worlds[seed], METHODS[number][name](worlds[seed])) == []


@pytest.mark.parametrize(("number", "name"), [(number, name) for number in TRAPS for name in TRAPS[number]])
def test_traps_are_named_with_their_price(worlds, number, name):
    for seed in SEEDS[:2]:
        section, world = SECTIONS[number], worlds[seed]
        truth, answers = section.truth(world), TRAPS[number][name](world)
        grade = grade_section(
            section, truth, answers, ran=True, drawn=(), text="", own_numbers=(), second=None
        )  # fmt: skip
        caught = [note for note in grade.notes if note.about is About.TRAP]
        assert [note.name for note in caught][:1] == [name]
        assert any(character.isdigit() for character in caught[0].sentence)
        assert grade.outcome is Outcome.WRONG


@pytest.mark.parametrize("number", TRAPS)
def test_every_trap_has_its_answer_and_no_right_answer_is_caught(worlds, answered, number):
    section = SECTIONS[number]
    assert {trap.name for trap in section.traps} == set(TRAPS[number])
    for seed in SEEDS:
        truth = section.truth(worlds[seed])
        assert [trap.name for trap in section.traps if trap.caught(truth, answered[seed][0][number])] == []


@pytest.mark.parametrize("number", SECTIONS)
def test_followups_have_numbers_and_facts_bear_missing_answers(worlds, answered, number):
    section = SECTIONS[number]
    truth, answers = section.truth(worlds[0]), answered[0][0][number]
    asked = [followup.ask(truth, answers) for followup in section.followups]
    assert len(section.followups) >= 2
    assert sum(one is not None for one in asked) >= 2
    for question, answer in filter(None, asked):
        assert question.endswith("?")
        assert answer.endswith(".")
        assert any(character.isdigit() for character in question + answer)
    assert all(followup.ask(truth, {}) is None for followup in section.followups)
    assert all(isinstance(value, float | int | str) for value in section.facts(truth, {}).values())


def test_a_poor_agent_is_asked_for_its_first_repair(worlds):
    section = SECTIONS[2]
    truth, answers = section.truth(worlds[0]), TRAPS[2]["unrepaired"](worlds[0])
    question, answer = section.followups[0].ask(truth, answers)
    assert "which cause would you repair first" in question.lower()
    assert "step" in answer


@pytest.mark.parametrize("section", ASSIGNMENT.sections, ids=lambda section: section.title)
def test_rubrics_hints_and_criteria_are_complete(section):
    assert 2 <= len(section.hints) <= 3
    assert {criterion.key for criterion in section.criteria} == {field.key for field in section.fields}
    assert all(concept.any_of and all(map(compiled, concept.any_of)) for concept in section.rubric.concepts)
    assert any(concept.needed for concept in section.rubric.concepts)


def test_strange_lists_are_wrong_and_no_crash(worlds):
    for number, section in SECTIONS.items():
        right = METHODS[number][next(iter(METHODS[number]))](worlds[0])
        for key, value in right.items():
            if isinstance(value, list):
                for strange in (value[:3], [7] * len(value)):
                    assert failing(section, worlds[0], {**right, key: strange}) != [], (number, key)


def test_nothing_is_gained_from_a_history_that_cannot_be(worlds):
    right = METHODS[3]["optimistic-q"](worlds[0])
    wonder = {**right, "history": [*right["history"][:-1], 1e6]}
    wonder["last_mean"] = float(np.mean(wonder["history"][-100:]))
    wonder["exploration_cost"] = wonder["greedy_profit"] - wonder["last_mean"]
    assert "more than the day can" in failing(SECTIONS[3], worlds[0], wonder)[0]
