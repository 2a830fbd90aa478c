"""A second reader decides texts that the rubric cannot, is named, and has no say in anything else."""

from __future__ import annotations

import json

import pytest

from takehome.errors import InputError
from takehome.practice.grading.outcomes import overall
from takehome.practice.grading.readers import SecondReader, apply_marks, chosen, load_reader, read_marks, why_idle
from takehome.practice.results import About, Grade, Note, Outcome, Point, SectionGrade, TextReading
from takehome.practice.spec import Rubric

RUBRIC = Rubric("Why?", ())
HEAD = "file,section,outcome,comment,reader\n"


def section(number, outcome, *about):
    notes = tuple(Note(one, "x", f"About the {one.value}.") for one in about)
    return SectionGrade(number, f"S{number}", outcome, notes)


def graded(*sections):
    return Grade("class/ann.ipynb", "0", "a", 1, 1, "practice", "Ann Lee", overall(sections), sections)


def marks(tmp_path, rows, head=HEAD):
    path = tmp_path / "marks.csv"
    path.write_text(head + rows, encoding="utf-8-sig")
    return read_marks(path)


def test_a_mark_decides_what_needs_a_reader_and_names_the_reader(tmp_path):
    grade = graded(section(1, Outcome.PASS), section(2, Outcome.NEEDS_READER, About.TEXT))
    read = marks(tmp_path, "class/ann.ipynb,2,pass,Well argued.,Prof. Noether\n")
    ((marked,), idle) = apply_marks([grade], read)
    assert marked.outcome is Outcome.PASS
    assert (marked.sections[1].outcome, marked.sections[1].reader) == (Outcome.PASS, "Prof. Noether")
    assert marked.sections[1].notes[-1] == Note(About.TEXT, "reader", "Well argued.")
    assert (marked.sections[0], idle) == (grade.sections[0], [])


@pytest.mark.parametrize("name", ["class/ann.ipynb", "ann.ipynb", "ann", "Ann Lee"])
def test_a_mark_finds_its_submission_by_file_or_candidate(tmp_path, name):
    ((marked,), _) = apply_marks([graded(section(1, Outcome.NEEDS_READER))], marks(tmp_path, f"{name},1,wrong,,\n"))
    assert (marked.outcome, marked.sections[0].reader) == (Outcome.WRONG, "a reader")


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        (section(1, Outcome.WRONG, About.TEXT), "pass", Outcome.PASS),
        (section(1, Outcome.PASS), "wrong", Outcome.WRONG),
        (section(1, Outcome.PASS, About.RUN, About.HANDOUT), "wrong", Outcome.WRONG),
        (section(1, Outcome.WRONG, About.ANSWER, About.TEXT), "pass", Outcome.WRONG),
        (section(1, Outcome.WRONG, About.TRAP), "pass", Outcome.WRONG),
        (section(1, Outcome.WRONG, About.PLOT), "pass", Outcome.WRONG),
        (section(1, Outcome.WRONG, About.SECOND_SEED), "pass", Outcome.WRONG),
        (section(1, Outcome.COULD_NOT_RUN), "pass", Outcome.COULD_NOT_RUN),
        (section(1, Outcome.NOT_ATTEMPTED), "pass", Outcome.NOT_ATTEMPTED),
    ],
)
def test_a_mark_overrules_texts_and_never_numbers(tmp_path, before, mark, after):
    read = marks(tmp_path, f"ann,1,{mark},,Me\n")
    ((marked,), idle) = apply_marks([graded(before)], read)
    assert marked.sections[0].outcome is after
    assert bool(idle) == (marked.sections[0] == before)


def test_marks_for_nobody_are_told_and_problems_stay_problems(tmp_path):
    problem = Grade("b.ipynb", "1", "", 0, 0, "", "", Outcome.COULD_NOT_RUN, problem="No notebook.")
    read = marks(tmp_path, "nobody,1,pass,,\nann,9,pass,,\nb,1,pass,,\n")
    (_, kept), idle = apply_marks([graded(section(1, Outcome.NEEDS_READER)), problem], read)
    assert idle == list(read)
    assert kept == problem


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("anne,1,pass", "no file and no candidate has this name; did you mean “ann”?"),
        ("zzzzzzz,1,pass", "no file and no candidate has this name"),
        ("ann,9,pass", "this notebook has the sections 1, 2, 3, 4"),
        ("ann,2,pass", "the hidden data decided it (wrong), and a reader has a say in texts alone"),
        ("Ann Lee,3,pass", "this section is “not attempted”"),
        ("ann,4,pass", "this section is “could not run”"),
        ("b,1,pass", "this file could not be graded at all"),
    ],
)
def test_a_mark_that_decides_nothing_says_why(tmp_path, row, reason):
    grade = graded(
        section(1, Outcome.NEEDS_READER),
        section(2, Outcome.WRONG, About.SECOND_SEED),
        section(3, Outcome.NOT_ATTEMPTED),
        section(4, Outcome.COULD_NOT_RUN),
    )
    problem = Grade("b.ipynb", "1", "", 0, 0, "", "", Outcome.COULD_NOT_RUN, problem="No notebook.")
    (mark,) = marks(tmp_path, f"{row},,\n")
    after, idle = apply_marks([grade, problem], [mark])
    assert idle == [mark]
    assert reason in why_idle(mark, after)


def test_of_two_marks_for_one_text_the_one_that_is_not_used_says_why(tmp_path):
    read = marks(tmp_path, "ann,1,pass,,\nAnn Lee,1,wrong,,\n")
    after, idle = apply_marks([graded(section(1, Outcome.NEEDS_READER))], read)
    assert [why_idle(mark, after) for mark in idle] == [
        "another mark, which names the notebook in another way, decided this section"
    ]


def test_marks_as_json_and_by_candidate(tmp_path):
    path = tmp_path / "marks.json"
    path.write_text(json.dumps([{"Candidate": "Ann Lee", "Section": 1, "Outcome": "Pass", "comment": None}]))
    (mark,) = read_marks(path)
    assert (mark.submission, mark.section, mark.outcome, mark.comment) == ("Ann Lee", 1, Outcome.PASS, "")


@pytest.mark.parametrize(
    "rows",
    ["ann,1,needs a reader,,\n", "ann,one,pass,,\n", ",1,pass,,\n", "ann,1,,,\n", "ann,1,pass,,\nann,1,wrong,,\n"],
)
def test_marks_that_decide_nothing_or_twice_are_refused(tmp_path, rows):
    with pytest.raises(InputError):
        marks(tmp_path, rows)


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]", "\udcff"])
def test_a_marks_file_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "marks.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError):
        read_marks(path)


@pytest.mark.parametrize("name", ["absent.csv", "a\0b.csv", ".", "long" * 500 + ".json"])
def test_a_marks_file_that_cannot_be_read_is_one_message_in_three_parts(tmp_path, name):
    with pytest.raises(InputError) as caught:
        read_marks(tmp_path / name)
    assert caught.value.saw.startswith("the marks file ")
    assert "which cannot be read (" in caught.value.saw
    assert "Errno" not in caught.value.message
    assert "section, outcome" in caught.value.expected
    assert caught.value.try_next
    assert len(caught.value.message) < 600


def own(outcome):
    return lambda text, rubric, facts, numbers: TextReading(outcome, (Point("a", "A", None),), ())


def always(number, question, text, facts):
    return TextReading(Outcome.PASS, (Point("b", "B", True, text),), (Note(About.TEXT, "b", f"{number} {question}"),))


def test_a_function_is_asked_only_about_the_undecided():
    reading = SecondReader(always, 4, own(Outcome.NEEDS_READER))
    told = reading("because", RUBRIC, {}, ())
    assert told.outcome is Outcome.PASS
    assert [point.name for point in told.points] == ["a", "b"]
    assert told.notes[0].sentence == "4 Why?"
    assert (reading.decided, reading.name) == (True, "always")


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.WRONG, Outcome.NOT_ATTEMPTED])
def test_a_function_does_not_see_what_the_rubric_decided(outcome):
    def never(*_):
        raise AssertionError("asked")

    reading = SecondReader(never, 1, own(outcome))
    assert reading("because", RUBRIC, {}, ()).outcome is outcome
    assert not reading.decided


@pytest.mark.parametrize("said", [None, TextReading(Outcome.NEEDS_READER), TextReading(Outcome.COULD_NOT_RUN)])
def test_a_function_that_cannot_tell_changes_nothing(said):
    reading = SecondReader(lambda *_: said, 1, own(Outcome.NEEDS_READER))
    assert reading("because", RUBRIC, {}, ()).outcome is Outcome.NEEDS_READER
    assert not reading.decided


def test_a_reader_is_given_as_file_name_or_function(tmp_path):
    assert chosen(None).function is None
    assert chosen(always).function is always
    assert not chosen(always).importable
    assert chosen("operator:add").function is load_reader("operator:add")
    path = tmp_path / "m.csv"
    path.write_text(HEAD + "ann,1,pass,,\n")
    assert chosen(path).marks == chosen(str(path)).marks
    assert len(chosen(path).marks) == 1


@pytest.mark.parametrize(
    "name", ["no_such_module:read", "operator:no_such", "operator", "operator:__doc__", ":", "a.b:"]
)
def test_a_reader_that_is_none_is_refused(name):
    with pytest.raises(InputError):
        load_reader(name)
