"""The assignment servers-and-churn: its solution passes, its traps are named, other right methods pass."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from typing import Any

import pandas as pd
import pytest
from benchmarks.practice_methods.churn_methods import scaled
from benchmarks.practice_methods.churn_thresholds import by_prices
from benchmarks.practice_methods.servers_and_churn import METHODS, TRAPS

from takehome.practice.assignments.servers_and_churn import ASSIGNMENT, draw
from takehome.practice.assignments.servers_and_churn.generator import FEATURES
from takehome.practice.drawn import Drawn
from takehome.practice.grading.kinds import check_kinds
from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.grading.section import answers_right, grade_section
from takehome.practice.handout import source
from takehome.practice.results import Outcome
from takehome.practice.spec import Section, World

SLOW = {
    "forest, cheapest out of fold",
    "calibrated forest, prices",
    "logistic regression, cheapest out of fold",
    "impurity and partial dependence",
    "impurity and means of both groups",
    "histogram boosting",
    "forest as it comes",
}
"""Methods that the calibration runs and this file leaves out."""


@pytest.fixture(scope="module")
def worlds() -> dict[int, World]:
    return {level: draw(11, level) for level in (1, 2, 3)}


def pictures(section: int) -> list[Drawn]:
    """Every axes that stands open, and closes it."""
    import matplotlib.pyplot as plt

    found = []
    for axes in [axes for number in plt.get_fignums() for axes in plt.figure(number).axes]:
        points = [(tuple(cloud.get_offsets()[:, 0]), tuple(cloud.get_offsets()[:, 1])) for cloud in axes.collections]
        bars = [
            (tuple(bar.get_y() + bar.get_height() / 2 for bar in group), tuple(bar.get_width() for bar in group))
            for group in axes.containers
        ]
        ticks = tuple(label.get_text() for label in axes.get_yticklabels())
        found.append(
            Drawn(section, "", axes.get_xlabel(), axes.get_ylabel(), (), tuple(points), (), tuple(bars), ticks)
        )
    plt.close("all")
    return found


def solved(world: World) -> tuple[dict[int, Any], dict[int, str], dict[int, list[Drawn]], list[str]]:
    """Run the reference solution in this process: its answers, texts, pictures and what it printed."""
    import matplotlib

    matplotlib.use("Agg")
    blocks = source.at_level(source.read(ASSIGNMENT.package, "notebook.txt"), world.level)
    setup = next(block.text for block in blocks if block.kind == "setup")
    names: dict[str, Any] = {"BUSINESS": dict(world.business), **world.tables}
    exec(setup, names)
    names["why"] = {}
    drawn, printed = {}, io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        for block in source.at_level(source.read(ASSIGNMENT.package, "solution.txt"), world.level):
            exec(block.text, names)
            drawn[block.number] = pictures(block.number)
    answers = {int(key): value for key, value in json.loads(json.dumps(names["answers"])).items()}
    return answers, names["why"], drawn, [printed.getvalue()]


@pytest.mark.parametrize(("seed", "level"), [(3, 1), (4, 2), (5, 3)])
def test_the_solution_passes_every_section(seed: int, level: int) -> None:
    world = draw(seed, level)
    answers, texts, drawn, printed = solved(world)
    own = own_numbers({str(key): value for key, value in answers.items()}, printed, world.business)
    for section in ASSIGNMENT.at_level(level):
        n = section.number
        grade = grade_section(
            section, section.truth(world), answers[n], ran=True, drawn=drawn[n], text=texts[n], own_numbers=own,
            second=None,
        )  # fmt: skip
        assert grade.outcome is Outcome.PASS, (n, [note.sentence for note in grade.notes])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_trap_is_named_with_its_price(worlds: dict[int, World], level: int) -> None:
    world = worlds[level]
    for section in ASSIGNMENT.at_level(level):
        truth = section.truth(world)
        for trap in section.traps:
            answers = TRAPS[section.number][trap.name](world)
            if answers is None:
                continue
            assert not answers_right(section, truth, answers), (section.number, trap.name)
            sentence = trap.caught(truth, check_kinds(section.fields, answers).values)
            assert sentence, (section.number, trap.name)
            assert any(sign.isdigit() for sign in sentence) or trap.name == "average-over-plans"


def test_every_trap_has_an_answer_that_it_catches() -> None:
    for section in ASSIGNMENT.sections:
        assert set(TRAPS[section.number]) == {trap.name for trap in section.traps}
        assert len(section.traps) >= 3


@pytest.mark.parametrize("level", [1, 3])
def test_other_right_methods_pass(worlds: dict[int, World], level: int) -> None:
    world = worlds[level]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for section in ASSIGNMENT.at_level(level):
            truth = section.truth(world)
            for name, method in METHODS[section.number].items():
                if name not in SLOW:
                    assert answers_right(section, truth, method(world)), (section.number, name)


def test_shrunk_counts_are_right_and_counts_between_the_families_are_not(worlds: dict[int, World]) -> None:
    section = ASSIGNMENT.sections[2]
    truth = section.truth(worlds[1])
    usual, shrunk = (METHODS[3][name](worlds[1]) for name in ("scaled", "between 0 and 1"))
    assert answers_right(section, truth, usual)
    assert answers_right(section, truth, shrunk)
    assert usual["tp"] - shrunk["tp"] > 8
    between = {cell: (usual[cell] + shrunk[cell]) // 2 for cell in ("tp", "fp")}
    between |= {"fn": truth.left - between["tp"], "tn": truth.stayed - between["fp"]}
    right = (between["tp"] + between["tn"]) / (truth.left + truth.stayed)
    assert not answers_right(section, truth, {**usual, **between, "accuracy": right})


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_costs_that_multiply_are_no_repair_however_they_are_turned_back(seed: int) -> None:
    section, world = ASSIGNMENT.sections[1], draw(seed, 1)
    truth, answers = section.truth(world), TRAPS[2]["log-target"](world)
    assert not answers_right(section, truth, answers)
    assert "log-target" in {trap.name for trap in section.traps if trap.caught(truth, answers)}


def test_the_prices_count_twice_on_balanced_weights(worlds: dict[int, World]) -> None:
    section, twice = ASSIGNMENT.sections[3], by_prices(scaled(class_weight="balanced"))
    truth = section.truth(worlds[1])
    assert not answers_right(section, truth, twice(worlds[1]))
    assert answers_right(section, truth, by_prices(scaled())(worlds[1]))


def test_a_slope_that_the_training_rows_hardly_show_may_be_none() -> None:
    section = ASSIGNMENT.sections[4]
    world = next(world for world in (draw(seed, 3) for seed in range(20)) if section.truth(world).weak)
    truth, answers = section.truth(world), METHODS[5]["standardised coefficients"](world)
    weak = next(iter(truth.weak))
    strong = next(name for name in truth.direction if name not in truth.weak and truth.direction[name] != "none")
    for name, right in ((weak, True), (strong, False)):
        directions = {**answers["directions"], name: "none"}
        assert answers_right(section, truth, {**answers, "directions": directions}) is right
    other = {"increases": "decreases", "decreases": "increases"}[truth.direction[weak]]
    assert not answers_right(section, truth, {**answers, "directions": {**answers["directions"], weak: other}})


def test_right_answers_are_recognised_as_no_trap(worlds: dict[int, World]) -> None:
    for level, world in worlds.items():
        for section in ASSIGNMENT.at_level(level):
            answers = next(iter(METHODS[section.number].values()))(world)
            if section.number == 5:
                continue
            caught = [trap.name for trap in section.traps if trap.caught(section.truth(world), answers)]
            assert not caught, (level, section.number, caught)


def test_a_seed_draws_the_same_again_and_another_seed_something_else() -> None:
    once, again, other = draw(7, 3), draw(7, 3), draw(8, 3)
    for name, table in once.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
        assert not table.equals(other.tables[name])
    assert once.business == again.business


@pytest.mark.parametrize("level", [1, 3])
def test_a_csv_file_keeps_every_value(worlds: dict[int, World], level: int) -> None:
    for table in worlds[level].tables.values():
        back = pd.read_csv(io.StringIO(table.to_csv(index=False)))
        for column in table:
            assert (back[column].to_numpy() == table[column].to_numpy()).all()


def test_some_seeds_catch_most_leavers_and_others_miss_most() -> None:
    section = ASSIGNMENT.sections[2]
    recalls = [float(section.facts(section.truth(draw(seed, 1)), {})["recall"]) for seed in range(12)]
    assert max(recalls) > 0.65
    assert min(recalls) < 0.35


def test_the_paradox_is_there_at_level_3(worlds: dict[int, World]) -> None:
    table = worlds[3].tables["churn"]
    within = [rows["Support_Tickets"].cov(rows["Churn"]) for _, rows in table.groupby("Plan")]
    assert table["Support_Tickets"].cov(table["Churn"]) < 0 < sum(within)


def test_test_rows_are_copied_from_training_rows_at_level_2(worlds: dict[int, World]) -> None:
    table = worlds[2].tables["churn"]
    twice = table.drop(columns="Split").duplicated(keep=False)
    assert (twice & (table["Split"] == "test")).sum() == worlds[2].planted["copies"] >= 40
    assert not worlds[1].tables["churn"].duplicated(list(FEATURES)).any()


def test_rubrics_ask_for_something() -> None:
    for section in ASSIGNMENT.sections:
        assert all(pattern.strip() for concept in section.rubric.concepts for pattern in concept.any_of)
        assert sum(concept.needed for concept in section.rubric.concepts) >= 2
        assert len(section.hints) >= 2
        assert len(section.followups) >= 2


def followups(section: Section, world: World, answers: dict[str, Any]) -> set[str]:
    truth = section.truth(world)
    return {followup.name for followup in section.followups if followup.ask(truth, answers)}


def test_follow_ups_are_asked_where_the_answers_invite_them(worlds: dict[int, World]) -> None:
    world, threshold = worlds[1], ASSIGNMENT.sections[3]
    assert "kept-half" in followups(threshold, world, TRAPS[4]["stays-at-half"](world))
    assert "kept-half" not in followups(threshold, world, METHODS[4]["logistic regression, prices"](world))
    bends = "bends-too-little"
    assert bends in followups(ASSIGNMENT.sections[1], world, METHODS[2]["age squared"](world))
    assert bends not in followups(ASSIGNMENT.sections[1], world, METHODS[2]["cubic"](world))
    for section in ASSIGNMENT.at_level(1):
        assert not followups(section, world, {})
