"""The assignment "segments-and-bots": its solution passes, its traps are named, other right methods pass."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pandas as pd
import pytest
from benchmarks.practice_methods.segments_and_bots import METHODS
from benchmarks.practice_methods.segments_traps import FROM_LEVEL, TRAPS

from takehome.practice import handout
from takehome.practice.assignments.segments_and_bots import ASSIGNMENT, draw
from takehome.practice.assignments.segments_and_bots.population import FEATURES
from takehome.practice.drawn import Drawn
from takehome.practice.grading.kinds import check_kinds
from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.grading.section import grade_section
from takehome.practice.grading.text import read
from takehome.practice.grading.text.patterns import compiled
from takehome.practice.results import About, Outcome

CASES = [(3, 1), (5, 2), (2, 3)]
"""Seeds and levels; among them are three and four kinds of people (a test sees to it)."""

SECTIONS = {section.number: section for section in ASSIGNMENT.sections}


def named(seed, level):
    return f"seed {seed}, level {level}"


@pytest.fixture(scope="module", params=CASES, ids=lambda case: named(*case))
def world(request):
    return draw(*request.param)


@pytest.fixture(scope="module")
def solved(world):
    """answers, why, everything drawn by section, and what was printed, of the answered notebook run in this process."""
    matplotlib = pytest.importorskip("matplotlib")
    before = matplotlib.get_backend()
    matplotlib.use("module://takehome.practice.runner.inside.pictures")
    from takehome.practice.runner.inside.pictures import collected

    made = handout.answered(ASSIGNMENT, level=world.level, seed=world.seed)
    names, drawn, printed = {}, {}, io.StringIO()
    for cell in made.cells:
        if cell.cell_type == "code" and cell["id"] != "given-install":
            with contextlib.redirect_stdout(printed):
                exec(compile(cell.source, cell["id"], "exec"), names)
            drawn[cell["id"]] = [_drawn(cell["id"], **one) for one in collected()]
    matplotlib.use(before)
    return names["answers"], names["why"], drawn, printed.getvalue()


def _drawn(name, title, x_label, y_label, lines, points, colours, bars, ticks):
    section = int(name.rpartition("-")[2]) if name.startswith("todo") else 0
    return Drawn(section, title, x_label, y_label, lines, points, colours, bars, ticks)


def grade(world, number, answers, drawn=(), text="", own=()):
    section = SECTIONS[number]
    truth = section.truth(world)
    return grade_section(section, truth, answers, ran=True, drawn=drawn, text=text, own_numbers=own, second=None)


def about(graded, what):
    return {note.name: note.sentence for note in graded.notes if note.about is what}


def test_the_solution_passes_every_section(world, solved):
    answers, why, drawn, printed = solved
    own = own_numbers(answers, [printed], world.business)
    for section in ASSIGNMENT.at_level(world.level):
        number = section.number
        graded = grade(world, number, answers[number], drawn[f"todo-{number}"], why[number], own)
        assert graded.outcome is Outcome.PASS, (number, graded.notes)


def test_a_section_without_its_picture_is_wrong(world, solved):
    answers, why, _, _ = solved
    for number in (1, 2, 4):
        graded = grade(world, number, answers[number], (), why[number], own_numbers(answers, (), world.business))
        assert graded.outcome is Outcome.WRONG
        assert about(graded, About.PLOT)


def test_the_plane_in_one_colour_is_not_enough(world, solved):
    answers, _, drawn, _ = solved
    graded = grade(world, 4, answers[4], drawn["todo-1"])
    assert "one colour" in next(iter(about(graded, About.PLOT).values()))


def test_mirrored_axes_are_the_same_picture(world, solved):
    answers, _, drawn, _ = solved
    one = drawn["todo-1"][0]
    x, y = one.points[0]
    mirrored = Drawn(1, x_label="PC1", y_label="PC2", points=(([-value for value in x], y),))
    assert not about(grade(world, 1, answers[1], (mirrored,)), About.PLOT)


@pytest.mark.parametrize(
    ("number", "trap"), [(number, trap) for number, traps in TRAPS.items() for trap in traps], ids=str
)
def test_a_trap_is_named_with_its_price(world, number, trap):
    section = SECTIONS[number]
    if section.from_level > world.level or FROM_LEVEL.get(trap, 1) > world.level:
        return
    graded = grade(world, number, TRAPS[number][trap](world))
    said = about(graded, About.TRAP)
    assert graded.outcome is Outcome.WRONG
    assert trap in said
    assert "$" in said[trap]


def test_every_trap_has_its_example_and_every_section_three_traps():
    for section in ASSIGNMENT.sections:
        assert {trap.name for trap in section.traps} == set(TRAPS[section.number])
        assert len(section.traps) >= 3


@pytest.mark.parametrize(
    ("number", "method"), [(number, method) for number, methods in METHODS.items() for method in methods], ids=str
)
def test_another_right_method_passes_and_falls_into_no_trap(world, number, method):
    section = SECTIONS[number]
    if section.from_level > world.level:
        return
    answers, truth = METHODS[number][method](world), section.truth(world)
    assert not check_kinds(section.fields, answers).wrong
    assert [problem for one in section.criteria if (problem := one.judge(truth, answers))] == []
    assert [trap.name for trap in section.traps if trap.caught(truth, answers)] == []


def test_the_numbering_of_groups_does_not_matter(world):
    answers = METHODS[2]["ward"](world)
    turned = {**answers, "labels": [100 - label for label in answers["labels"]]}
    truth = SECTIONS[2].truth(world)
    assert [one.judge(truth, turned) for one in SECTIONS[2].criteria] == [None] * 3


def test_the_order_of_profiles_does_not_matter(world):
    profiles = METHODS[3]["ward"](world)["profiles"][::-1]
    assert SECTIONS[3].criteria[0].judge(SECTIONS[3].truth(world), {"profiles": profiles}) is None


STRANGE = [
    (1, {"explained": [0.4], "lost": 0.2}),
    (2, {"k": 4, "labels": [0], "silhouette": 0.5}),
    (2, {"k": -3, "labels": [], "silhouette": 0.5}),
    (3, {"profiles": [{"size": 3.0}]}),
    (3, {"profiles": [{"size": 0.0, **dict.fromkeys(FEATURES, 0.0)}] * 7}),
    (4, {"noise": -1, "bots": [10**9, -5], "items_mean_all": 0.0, "items_mean_people": -1.0}),
    (4, {"noise": 3, "bots": [], "items_mean_all": 1.0, "items_mean_people": 1.0}),
]


@pytest.mark.parametrize(("number", "answers"), STRANGE, ids=str)
def test_strange_answers_are_wrong_and_nothing_breaks(world, number, answers):
    section, truth = SECTIONS[number], SECTIONS[number].truth(world)
    told = [one.judge(truth, answers) for one in section.criteria]
    assert any(told)
    for trap in section.traps:
        trap.caught(truth, answers)
    for follow in section.followups:
        follow.ask(truth, answers)
    section.facts(truth, answers)


def test_follow_ups_ask_about_this_submission(world, solved):
    answers = solved[0]
    for section in ASSIGNMENT.at_level(world.level):
        asked = [one.ask(section.truth(world), answers[section.number]) for one in section.followups]
        assert len(asked) >= 2
        assert all(one and one[0].strip().endswith("?") and any(map(str.isdigit, one[1])) for one in asked)


@pytest.mark.parametrize("level", ASSIGNMENT.levels)
def test_the_seed_decides_everything(level):
    first, again, other = draw(4, level), draw(4, level), draw(5, level)
    pd.testing.assert_frame_equal(first.tables["users"], again.tables["users"])
    assert first.business == again.business
    assert first.planted == again.planted
    assert not first.tables["users"].equals(other.tables["users"])


@pytest.mark.parametrize("level", ASSIGNMENT.levels)
def test_a_csv_file_keeps_the_values(level):
    users = draw(6, level).tables["users"]
    read = pd.read_csv(io.StringIO(users.to_csv(index=False)))
    pd.testing.assert_frame_equal(read, users, check_exact=True, check_dtype=False)


@pytest.mark.parametrize("level", ASSIGNMENT.levels)
def test_the_table_holds_what_its_text_says(level):
    world = draw(7, level)
    users, kind = world.tables["users"], np.asarray(world.planted["kind"])
    assert list(users.columns[-5 - 2 * (level > 1) :][:5]) == list(FEATURES)
    assert (users[list(FEATURES)] >= 0).all(axis=None)
    assert users["Return_Rate"].max() <= 1
    assert (users.loc[kind == "bots", "Cart_Value"] == 0).all()
    assert users.isna().sum().sum() == 0


def test_the_cases_hold_three_and_four_kinds_of_people():
    assert {len(set(draw(*case).planted["kind"]) - {"heavy browsers", "bots"}) for case in CASES} == {3, 4}


def test_levels_hold_what_they_announce():
    second, third = (draw(9, level) for level in (2, 3))
    for world in (second, third):
        assert world.tables["users"]["User"].duplicated().mean() > 0.05
    assert second.planted["worse_overall"] == second.planted["worse_within"]
    assert third.planted["worse_overall"] != third.planted["worse_within"]
    assert second.planted["drift"] == "none"
    assert third.planted["drift"] in FEATURES


def test_rubrics_can_be_read_and_none_is_empty():
    for section in ASSIGNMENT.sections:
        assert section.rubric.concepts
        assert len(section.hints) in (2, 3)
        for concept in section.rubric.concepts:
            assert concept.any_of
            assert all(compiled(pattern) for pattern in concept.any_of)
        for agreement in section.rubric.agreements:
            assert agreement.when_above or agreement.when_below
            assert all(compiled(pattern) for pattern in (*agreement.when_above, *agreement.when_below))


def test_an_elbow_of_people_alone_counts_and_one_of_something_else_does_not(world):
    from sklearn.cluster import KMeans

    users = world.tables["users"]
    people = users.loc[np.asarray(world.planted["kind"]) != "bots", list(FEATURES)]
    raw, scaled = people.to_numpy(float), ((people - people.mean()) / people.std()).to_numpy()
    numbers = list(range(2, 9))
    shown = {}
    for name, X in (("scaled", scaled), ("raw", raw)):
        inertia = [KMeans(k, n_init=3, random_state=0).fit(X).inertia_ for k in numbers]
        line = Drawn(2, x_label="k", y_label="inertia", lines=((tuple(map(float, numbers)), tuple(inertia)),))
        shown[name] = SECTIONS[2].plots[0].judge(SECTIONS[2].truth(world), {}, (line,))
    assert shown["scaled"] is None
    assert "No picture" in shown["raw"]


AUDITS = [
    (
        "{duplicates:.0f} users were in the export twice: I compared the number of rows with the number of unique ids. "
        "Missing it would have inflated the spenders from {spenders_once:.0f} to {spenders_exported:.0f} users.",
        Outcome.PASS,
    ),
    (
        "Some customers were listed double; distinct values of User give {duplicates:.0f} fewer than rows, the rest is "
        "repeated. We would have mailed each of them twice: {email_waste:,.0f} $ of waste for every campaign we send.",
        Outcome.PASS,
    ),
    (
        "Nothing was wrong: there are no duplicates among the users, as I checked by counting ids, and the export is "
        "fine, so that it costs nothing to go on with these {spenders_exported:.0f} spenders.",
        Outcome.WRONG,
    ),
    (
        "The table had some problems with its quality. I cleaned it carefully, which is an important step, since bad "
        "data leads to bad models and it would have cost a lot of money not to do so.",
        Outcome.WRONG,
    ),
]


@pytest.mark.parametrize(("text", "outcome"), AUDITS, ids=["inflated", "mailed twice", "nothing wrong", "vague"])
def test_texts_on_the_audit(text, outcome):
    world = draw(5, 2)
    answers = METHODS[5]["ward"](world)
    facts = SECTIONS[5].facts(SECTIONS[5].truth(world), answers)
    assert read(text.format(**facts), SECTIONS[5].rubric, facts, ()).outcome is outcome
