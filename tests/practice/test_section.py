"""A section passes only with right answers, the picture, other data and the justification; nothing else moves it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from takehome.practice.drawn import Drawn
from takehome.practice.grading.section import SecondRun, grade_section
from takehome.practice.results import About, Note, Outcome, Point, TextReading
from takehome.practice.spec import Criterion, Field, Kind, Plot, Rubric, Section, Trap


def rmse(truth, answers):
    return None if abs(answers["rmse"] - truth) <= 0.1 else f"The error is {truth}, not {answers['rmse']}."


def ratio(truth, answers):
    first, *rest = answers["parts"]
    return None if first / sum(rest) > 0 else "The parts are wrong."


def explode(truth, answers):
    return str(answers["parts"][99]) if answers["rmse"] else None


SECTION = Section(
    number=1,
    title="Line",
    fields=(Field("rmse", Kind.NUMBER, "test error", "$/h"), Field("parts", Kind.NUMBERS, "shares")),
    truth=lambda world: 5.0,
    criteria=(Criterion("rmse", "within 0.1", rmse), Criterion("parts", "above 0", ratio)),
    traps=(
        Trap("explodes", "never", explode),
        Trap("squared", "root forgotten", lambda t, a: "25 is the squared error." if a["rmse"] == 25 else None),
        Trap("big", "big", lambda t, a: f"It misprices by {a['rmse'] - t:g} $/h." if a["rmse"] > 20 else None),
    ),
    rubric=Rubric("Why?", ()),
    facts=lambda truth, answers: {"rmse": answers["rmse"]},
    plots=(Plot("a picture", lambda t, a, drawn: None if len(drawn) == 1 + a["rmse"] * 0 else "Nothing was drawn."),),
)
PICTURE = (Drawn(1),)
RIGHT = {"rmse": 5.05, "parts": [1, 2]}
POINT = Point("money", "says money", True, "it costs")


def reading(outcome, *notes):
    return lambda text, rubric, facts, own_numbers: TextReading(outcome, (POINT,), notes)


def elsewhere(answers, drawn=PICTURE):
    """The second run, on data of which the truth is 7."""
    return SecondRun(7.0, answers, drawn)


RIGHT_ELSEWHERE = elsewhere({"rmse": 7, "parts": [1, 1]})


def grade(
    answers=RIGHT,
    *,
    ran=True,
    drawn=PICTURE,
    text="because",
    second=RIGHT_ELSEWHERE,
    section=SECTION,
    **of,
):
    of.setdefault("read", reading(Outcome.PASS))
    return grade_section(section, 5.0, answers, ran=ran, drawn=drawn, text=text, own_numbers=(), second=second, **of)


def about(graded, *kinds):
    return [note.sentence for note in graded.notes if note.about in kinds]


def test_all_of_it_right_is_a_pass_without_a_note():
    passed = grade()
    assert (passed.outcome, passed.notes, passed.points, passed.title) == (Outcome.PASS, (), (POINT,), "Line")
    assert grade(second=None).outcome is Outcome.PASS


@pytest.mark.parametrize("nothing", [None, {}, {"rmse": None, "parts": []}])
def test_nothing_at_all_is_not_attempted_or_could_not_run(nothing):
    assert grade(nothing, text="").outcome is Outcome.NOT_ATTEMPTED
    assert grade(nothing, ran=False, text="").outcome is Outcome.COULD_NOT_RUN
    assert grade(nothing, ran=False).outcome is Outcome.COULD_NOT_RUN


def test_a_text_without_answers_is_wrong():
    graded = grade({})
    assert graded.outcome is Outcome.WRONG
    assert "`answers[1]` is empty" in about(graded, About.ANSWER)[0]


def test_a_crash_matters_only_where_answers_are_missing():
    assert grade(ran=False).outcome is Outcome.PASS
    crashed = grade({"rmse": 5}, ran=False)
    assert crashed.outcome is Outcome.COULD_NOT_RUN
    assert "“parts”" in about(crashed, About.RUN)[0]


def test_a_wrong_answer_names_its_traps_with_their_price_and_is_not_run_again():
    graded = grade({"rmse": 25, "parts": [1, 2]}, second=elsewhere({}))
    assert graded.outcome is Outcome.WRONG
    assert about(graded, About.ANSWER) == ["The error is 5.0, not 25."]
    assert about(graded, About.TRAP) == ["25 is the squared error.", "It misprices by 20 $/h."]
    assert not about(graded, About.SECOND_SEED)


def test_traps_stay_unasked_where_all_is_right():
    always = Trap("always", "always", lambda t, a: "Caught.")
    assert grade(section=replace(SECTION, traps=(always,)), second=None).outcome is Outcome.PASS


@pytest.mark.parametrize("parts", [[1], [1, 0], [10**200, 1e200, -1e200], [1, "2"]])
def test_an_answer_that_a_judge_cannot_digest_is_wrong_in_plain_words(parts):
    graded = grade({"rmse": 5, "parts": parts})
    assert graded.outcome is Outcome.WRONG
    assert "“parts”" in about(graded, About.ANSWER)[0]


@pytest.mark.parametrize("answers", [{"rmse": "5.05", "parts": [1, 2]}, {"rmse": True, "parts": [1, 2]}, [5], 5, "5"])
def test_the_wrong_kind_is_wrong_and_never_compared(answers):
    graded = grade(answers)
    assert graded.outcome is Outcome.WRONG
    assert "must be a" in about(graded, About.ANSWER)[0]


def test_a_missing_answer_beside_right_ones():
    graded = grade({"rmse": 5})
    assert graded.outcome is Outcome.WRONG
    assert about(graded, About.ANSWER) == ["“parts” is missing (shares)."]


def test_the_picture_is_needed():
    graded = grade(drawn=())
    assert graded.outcome is Outcome.WRONG
    assert about(graded, About.PLOT) == ["Nothing was drawn."]


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (RIGHT, "numbers are typed in"),
        ({"rmse": 6, "parts": [1, 2]}, "the method fits your data alone"),
        ({}, "gave no answer"),
        (None, "gave no answer"),
        ({"rmse": 7}, "“parts”"),
        ({"rmse": "7", "parts": [1, 1]}, "“rmse”"),
    ],
)
def test_other_data_unmask_typed_numbers_and_stay_hidden(second, says):
    graded = grade(second=elsewhere(second))
    assert graded.outcome is Outcome.WRONG
    sentences = about(graded, About.SECOND_SEED)
    assert says in " ".join(sentences)
    assert "right on your data and wrong on other data" in sentences[0]
    assert "7" not in " ".join(sentences)


def shows(*levels):
    """A picture of a line at each level."""
    return tuple(Drawn(1, lines=(((0.0, 1.0), (float(level),) * 2),)) for level in levels)


def level_problem(truth, answers, drawn):
    return None if any(axes.lines[0][1] == (truth, truth) for axes in drawn) else f"Nothing shows {truth}."


LEVEL = replace(SECTION, plots=(Plot("a line at the level", level_problem),))


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (shows(5), "there it shows the same, so its numbers are typed in"),
        (shows(5, 8), "or the method fits your data alone"),
        ((), "there your code drew nothing"),
    ],
)
def test_other_data_unmask_a_typed_picture_and_stay_hidden(drawn, says):
    graded = grade(drawn=shows(5), second=elsewhere({"rmse": 7, "parts": [1, 1]}, drawn), section=LEVEL)
    assert graded.outcome is Outcome.WRONG
    (note,) = graded.notes
    assert (note.about, note.name) == (About.SECOND_SEED, "a line at the level")
    assert note.sentence.endswith(f"{says}.")
    assert "7" not in note.sentence
    assert not any("picture" in sentence or "other data" in sentence for sentence in graded.right)


def test_a_picture_that_is_right_on_both_data_passes():
    graded = grade(drawn=shows(5), second=elsewhere({"rmse": 7, "parts": [1, 1]}, shows(3, 7)), section=LEVEL)
    assert (graded.outcome, graded.notes) == (Outcome.PASS, ())
    assert "The picture is right (a line at the level)." in graded.right


def test_answers_and_picture_that_are_typed_in_are_both_named():
    graded = grade(drawn=shows(5), second=elsewhere(RIGHT, shows(5)), section=LEVEL)
    assert [note.name for note in graded.notes] == ["rmse", "a line at the level"]


@pytest.mark.parametrize(
    ("read", "outcome"),
    [
        (Outcome.PASS, Outcome.PASS),
        (Outcome.WRONG, Outcome.WRONG),
        (Outcome.NEEDS_READER, Outcome.NEEDS_READER),
        (Outcome.NOT_ATTEMPTED, Outcome.WRONG),
    ],
)
def test_the_text_decides_where_the_answers_are_right(read, outcome):
    note = Note(About.TEXT, "money", "It says nothing of money.")
    graded = grade(read=reading(read, note))
    assert graded.outcome is outcome
    assert note in graded.notes
    assert graded.points == (POINT,)


@pytest.mark.parametrize("read", [Outcome.PASS, Outcome.NEEDS_READER])
def test_no_text_saves_wrong_answers(read):
    assert grade({"rmse": 9, "parts": [1, 2]}, read=reading(read)).outcome is Outcome.WRONG


def test_a_text_is_not_read_without_evidence():
    graded = grade({"parts": [1, 2]})
    assert graded.outcome is Outcome.WRONG
    assert "not read" in about(graded, About.TEXT)[0]
    assert graded.points == ()


def test_what_was_not_asked_is_told_and_decides_nothing():
    graded = grade({**RIGHT, "grade": "pass"})
    assert graded.outcome is Outcome.PASS
    assert "“grade”" in graded.notes[0].sentence


def test_the_facts_are_read_with_the_candidates_numbers():
    seen = []

    def read(text, rubric, facts, own_numbers):
        seen.append((text, rubric.question, dict(facts), tuple(own_numbers)))
        return TextReading(Outcome.PASS)

    grade(read=read)
    assert seen == [("because", "Why?", {"rmse": 5.05}, ())]
