"""The interview: which questions a submission invites, in which order, and what is shown when."""

from __future__ import annotations

import io
from dataclasses import replace

import nbformat
import pytest

from takehome.errors import InputError
from takehome.practice import handout
from takehome.practice.assignments import catalogue
from takehome.practice.interview import invited, session, transcript
from takehome.practice.interview.examination import Examination, examine
from takehome.practice.interview.nouns import Interview, Question
from takehome.practice.interview.reading import reading
from takehome.practice.results import About, Grade, Note, Outcome, Point, Protection, SectionGrade
from takehome.practice.runner import Run
from takehome.practice.spec import Agreement, Assignment, Concept, Field, FollowUp, Kind, Rubric, Section

PRICE = "0.50 is the usual threshold: it misses 12 people who leave, 6,000 $ a month."


def _ask_threshold(truth, answers):
    if answers["threshold"] < truth["best"]:
        return None
    return f"Your threshold is {answers['threshold']:g}. What does it cost?", "It costs 6,000 $ a month against 0.12."


def _section(number, *followups, **changes):
    fields = (
        Field("threshold", Kind.NUMBER, "the threshold that you use", "0 to 1"),
        Field("cost", Kind.NUMBER, "its cost on the test rows", "$"),
    )
    concept = Concept("more-or-fewer", "more people are contacted than at 0.5", ("more people",))
    claim = Agreement("cost", 0.0, "the cost is above 0 $", ("cost above",), ("free",))
    section = Section(
        number, f"Title {number}", fields, lambda world: None, (), (),
        Rubric(f"Question {number}?", (concept,), (claim,)),
        lambda truth, answers: {"cost": answers["cost"], "customers": 120.0}, followups=followups,
        hints=("Look at the money.", "Try every threshold."),
    )  # fmt: skip
    return replace(section, **changes)


def _examined(*pairs):
    """An examination of (section, its grade); every section answered 0.5 and 9,000 $."""
    sections = tuple(section for section, _ in pairs)
    assignment = Assignment("a", "A", "", 1, (), {}, sections, lambda seed, level: None, "")
    grades = tuple(replace(grade, number=section.number, title=section.title) for section, grade in pairs)
    grade = Grade("ada.ipynb", "", "a", 1, 1, "practice", "Ada", Outcome.WRONG, grades)
    numbers = [section.number for section in sections]
    answers = {n: {"threshold": 0.5, "cost": 9000.0} for n in numbers}
    return Examination(grade, assignment, 1, {n: {"best": 0.12} for n in numbers}, answers)


WRONG = SectionGrade(
    1,
    "",
    Outcome.WRONG,
    notes=(
        Note(About.ANSWER, "threshold", "You use 0.5; the cheapest is 0.12 ± 0.05."),
        Note(About.TRAP, "stays-at-half", PRICE),
        Note(About.TEXT, "cost", "Your results say otherwise than “it is free”. What is asked: it is not free."),
        Note(About.TEXT, "numbers", "40 (in “40 $ are saved”) is none of your results."),
        Note(About.TEXT, "missing", "Most of what was asked is missing: more people are contacted."),
    ),
    points=(
        Point("more-or-fewer", "more people are contacted than at 0.5", False),
        Point("cost", "the cost is above 0 $", False, "it is free"),
        Point("worth", "it says what it is worth", None, "it is worth a lot"),
    ),
)
PASS = SectionGrade(1, "", Outcome.PASS)
OPEN = SectionGrade(1, "", Outcome.NOT_ATTEMPTED)
FOLLOWUP = FollowUp("threshold-price", _ask_threshold)
NO_MONEY = FollowUp("why", lambda truth, answers: ("Why this model?", "Because it is simple."))


def test_a_wrong_section_is_asked_about_its_mistake_then_its_text_then_money():
    questions = invited.invited(_examined((_section(1, FOLLOWUP), WRONG)))
    assert [q.name for q in questions] == [
        "stays-at-half", "numbers", "cost", "threshold-price", "more-or-fewer", "worth",
    ]  # fmt: skip
    assert questions[0].question == (
        "In section 1 you answered 0.5 for “threshold”. What went wrong, and what does it cost?"
    )
    assert questions[0].model_answer == PRICE
    assert questions[0].evidence == "You use 0.5; the cheapest is 0.12 ± 0.05."
    assert "40 (in “40 $ are saved”) is none of your results." in questions[1].question
    assert questions[2].question.startswith("In section 1 you wrote: “it is free” Your own results say otherwise.")
    assert questions[4].model_answer == "More people are contacted than at 0.5."
    assert questions[4].evidence == "On your data: cost 9,000 $; customers 120."
    assert "“it is worth a lot”" in questions[5].question
    assert not any("more people are contacted" in q.question for q in questions), "no question tells its answer"


def test_a_long_wrong_answer_is_named_and_the_question_does_not_tell_the_right_one():
    fields = (Field("threshold", Kind.NUMBERS, "a list"), Field("cost", Kind.NUMBER, "its cost", "$"))
    examined = _examined((_section(1, fields=fields), WRONG))
    examined.answers[1] = {"threshold": [0.5, 0.6], "cost": 9000.0}
    first = invited.invited(examined)[0]
    assert first.question == ("In section 1 “threshold” is wrong. What went wrong, and what does it cost?")
    assert first.evidence == "You use 0.5; the cheapest is 0.12 ± 0.05."
    examined.answers[1] = {"cost": 9000.0}
    plain = replace(WRONG, notes=WRONG.notes[1:])
    question = invited.invited(_examined((_section(1), plain)))[0].question
    assert question.startswith("Your work on section 1 holds a mistake that many make.")


def test_every_recognised_mistake_answers_for_all_the_answers_that_are_quoted():
    notes = (
        *WRONG.notes[:1],
        Note(About.ANSWER, "cost", "Your cost is 9,000 $; it is 3,000 $."),
        WRONG.notes[1],
        Note(About.TRAP, "in-thousands", "9,000 $ is one day, not a month."),
    )
    first = invited.invited(_examined((_section(1), replace(WRONG, notes=notes, points=()))))[0]
    assert first.question.startswith("In section 1 you answered 0.5 for “threshold” and 9,000 $ for “cost”.")
    assert first.model_answer == f"{PRICE} 9,000 $ is one day, not a month."


def test_follow_ups_about_money_stand_before_others_and_what_is_open_stands_last():
    pairs = [(_section(1, NO_MONEY), PASS), (_section(2), OPEN), (_section(3, FOLLOWUP), PASS)]
    assert [(q.section, q.name) for q in invited.invited(_examined(*pairs))] == [
        (3, "threshold-price"), (1, "why"), (2, "left-open"),
    ]  # fmt: skip


def test_code_that_stopped_is_asked_for_its_cause():
    stopped = SectionGrade(1, "", Outcome.COULD_NOT_RUN, notes=(Note(About.RUN, "cell", "It raised NameError: x."),))
    (question,) = invited.invited(_examined((_section(1), stopped)))
    assert "It raised NameError: x." in question.question
    assert question.model_answer.endswith("Look at the money.")


def test_a_section_left_open_is_asked_where_to_begin_and_its_hints_answer():
    (question,) = invited.invited(_examined((_section(1), OPEN)))
    assert "open, which asks: “Question 1?” Where would you begin?" in question.question
    assert question.model_answer == "Look at the money. Try every threshold."


def test_no_more_than_eight_and_every_section_has_its_turn():
    pairs = [(_section(n, FOLLOWUP), WRONG) for n in range(1, 7)]
    questions = invited.invited(_examined(*pairs))
    assert len(questions) == invited.MOST
    assert {q.section for q in questions[:6]} == set(range(1, 7))
    alone = invited.invited(_examined((_section(1, FOLLOWUP), WRONG), (_section(2), PASS)))
    assert len(alone) == 6, "no section is held back where the others have nothing to ask"


def test_a_follow_up_that_answers_cannot_feed_is_not_asked():
    examined = _examined((_section(1, FOLLOWUP, NO_MONEY), PASS))
    examined.answers[1] = {"threshold": "a half"}
    assert [q.name for q in invited.invited(examined)] == ["why"]
    examined.answers[1] = None
    assert [q.name for q in invited.invited(examined)] == ["why"]


def test_a_follow_up_takes_the_place_of_a_question_of_the_same_name():
    own = FollowUp("stays-at-half", lambda truth, answers: ("And the money?", "6,000 $."))
    names = [q.name for q in invited.invited(_examined((_section(1, own), WRONG)))]
    assert names.count("stays-at-half") == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", ""),
        ("It loses 6000 $", "6,000 is found in your results or in the model answer."),
        ("about 12 % is right, it costs 6,050", "12 and 6,050 are found in your results or in the model answer."),
        ("I would say 400 $", "400 is found neither in your answers nor in the model answer."),
        ("the cost is 9000, for 2 reasons", "9,000 is found in your results or in the model answer."),
        ("0.5 is usual", "It holds no number that could be compared."),
        ("a lot", "You gave no number; the model answer has some to compare with."),
    ],
)
def test_a_typed_answer_is_read_by_its_numbers(answer, said):
    question = Question(1, "t", "n", "At 0.5?", "It costs 6,000 $ against 0.12.", "", (9000.0,))
    assert reading(question, answer) == said


def _interview(count=2):
    questions = tuple(Question(n, f"Title {n}", "n", f"Question {n}?", f"Model {n}: 5 $.") for n in range(1, count + 1))
    return Interview("ada.ipynb", "a", 1, "Ada <b>", questions)


def test_a_model_answer_is_shown_after_the_answer_only():
    shown, seen_when_answering = [], []

    def answers():
        for text in ("5 $", "skip"):
            seen_when_answering.append("\n".join(shown))
            yield text

    done = session.hold(_interview(), None, answers(), shown.append)
    assert "Question 1?" in seen_when_answering[0]
    assert "Model 1" not in seen_when_answering[0]
    assert "Model 1" in seen_when_answering[1]
    assert "Model 2" not in seen_when_answering[1]
    assert [e.answer for e in done.exchanges] == ["5 $", ""]
    assert "You answered 1 of 2." in shown[-1]


def test_a_pipe_answers_line_by_line_and_its_end_ends_the_interview(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("it is 5 $\n"))
    out = tmp_path / "talk.md"
    done = session.hold(_interview(), out)
    printed = capsys.readouterr().out
    assert len(done.exchanges) == 1
    assert "1 of 2 · section 1, Title 1" in printed
    assert "Model answer: Model 1: 5 $." in printed
    assert "Model 2" not in printed
    written = out.read_text("utf-8")
    assert "Answer: it is 5 $" in written.replace("\\", "")
    assert "1 of 2 questions were asked" in written


def test_what_was_typed_is_on_disk_before_the_next_question(tmp_path):
    out = tmp_path / "talk.md"

    def answers():
        yield "my long answer"
        assert "my long answer" in out.read_text("utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.hold(_interview(), out, answers())
    assert "my long answer" in out.read_text("utf-8")


def test_a_transcript_shows_markup_and_does_not_obey_it(tmp_path):
    out = tmp_path / "talk.md"
    session.hold(_interview(1), out, ["<script>alert(1)</script> | [a](http://b)"])
    written = out.read_text("utf-8")
    assert "\\<script\\>" in written
    assert "\\[a\\](" in written
    assert "\x1b" not in transcript.shown("\x1b[2Jgone")
    assert max(map(len, transcript.shown("word " * 100).split("\n"))) <= transcript.WIDTH


def test_the_questions_alone_hold_no_model_answer():
    said = transcript.questions_only(_interview())
    assert "2. Section 2, Title 2: Question 2?" in said
    assert "Model" not in said
    assert transcript.questions_only(_interview(0)) == "This notebook invites no question."


def test_a_transcript_never_replaces_a_file(tmp_path):
    there = tmp_path / "talk.md"
    there.write_text("mine")
    with pytest.raises(InputError, match="exists"):
        session.new_file(there)
    with pytest.raises(InputError, match="does not exist"):
        session.new_file(tmp_path / "no" / "talk.md")
    assert there.read_text() == "mine"


def _handed_out(assignment, tmp_path, mode):
    """The untouched notebook of an assignment, as a file."""
    seed = 3 if mode == handout.PRACTICE else None
    made = handout.build(assignment, level=1, mode=mode, seed=seed, candidate="Ada Lovelace")
    path = tmp_path / "Ada_Lovelace.ipynb"
    path.write_text(nbformat.writes(made), "utf-8")
    return path


def _nothing_answered(notebook, files):
    return Run((), {}, {}, (), (Protection("network", True, "none"),), 1.0)


@pytest.mark.parametrize("assignment", catalogue(), ids=lambda assignment: assignment.name)
def test_an_untouched_notebook_is_asked_where_to_begin_in_every_section(assignment, tmp_path):
    examined = examine(_handed_out(assignment, tmp_path, handout.PRACTICE), run=_nothing_answered)
    assert examined.grade.outcome is Outcome.NOT_ATTEMPTED
    questions = invited.invited(examined)
    assert [q.section for q in questions] == [section.number for section in assignment.at_level(1)]
    assert {q.name for q in questions} == {"left-open"}
    assert all(q.model_answer for q in questions)


@pytest.mark.parametrize("assignment", catalogue()[:1], ids=lambda assignment: assignment.name)
def test_a_sealed_notebook_needs_its_secret(assignment, tmp_path, monkeypatch):
    monkeypatch.delenv("TAKEHOME_PRACTICE_SECRET", raising=False)
    path = _handed_out(assignment, tmp_path, handout.SEALED)

    def never(notebook, files):
        pytest.fail("it was run")

    with pytest.raises(InputError, match="would leak the truth"):
        examine(path, run=never)
    assert examine(path, secret="s" * 32, run=_nothing_answered).grade.mode == handout.SEALED


def test_what_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("{")
    with pytest.raises(InputError, match="cut short"):
        examine(path)
