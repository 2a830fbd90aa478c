"""One notebook, without a kernel: which data it is run on, how often, and what its sections are judged by."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from contextlib import suppress
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from tests.practice.fake_assignment import ASSIGNMENT, draw

from takehome.errors import InputError
from takehome.practice import assignments, feedback, handout, runner, seeds
from takehome.practice.drawn import Drawn
from takehome.practice.grading.check_one import checked
from takehome.practice.grading.grade_class import grade as grade_class
from takehome.practice.grading.grade_one import grade_one
from takehome.practice.grading.gradebook import gradebook
from takehome.practice.grading.options import Options, known_secret
from takehome.practice.results import About, Outcome, TextReading
from takehome.practice.runner import execute, probe
from takehome.practice.runner.nouns import CellRun, Run
from takehome.practice.spec import Plot
from takehome.practice.starting import new

SECRET = b"a secret of sixteen bytes"
TEXT = "A shop sells the mean because I averaged all twelve of them."


@pytest.fixture(autouse=True)
def _only_the_fake(monkeypatch):
    known = {ASSIGNMENT.name: ASSIGNMENT}
    monkeypatch.setattr(assignments, "by_name", known.__getitem__)
    monkeypatch.setattr("takehome.practice.grading.text.read", lambda *_: TextReading(Outcome.PASS))


class Kernel:
    """Stands in for the runner: computes the mean from the data that a run was given, as honest code would."""

    def __init__(self, answer=lambda mean: mean, status="ok"):
        self.answer, self.status = answer, status
        self.runs: list[float] = []

    def __call__(self, notebook, files):
        source = "\n".join(cell.source for cell in notebook.cells)
        if files:
            shops = pd.read_csv(io.BytesIO(files["data/shops.csv"]))
        else:
            shops = draw(int(re.search(r"(?m)^SEED = (\d+)$", source)[1]), 2).tables["shops"]
        self.runs.append(round(shops["Sales"].mean(), 6))
        answers = {"1": {"mean": self.answer(float(shops["Sales"].mean()))}, "2": {"late": int(shops["Late"].sum())}}
        touched = "answers[1] = 1" in source
        ids = [cell["id"] for cell in notebook.cells if cell.cell_type == "code"]
        cells = tuple(CellRun(i, self.status if i == "todo-1" else "ok", "", "NameError: x") for i in ids)
        return Run(cells, answers if touched else {"1": {"mean": None}}, {}, (), (), 1.5)


def content(*, mode="practice", touched=True, candidate="Ada"):
    seed = 7 if mode == "practice" else None
    made = handout.build(ASSIGNMENT, level=2, mode=mode, seed=seed, candidate=candidate)
    if touched:
        made = handout.with_texts(made, {1: TEXT, 2: TEXT})
        next(cell for cell in made.cells if cell["id"] == "todo-1").source += "\nanswers[1] = 1"
    return nbformat.writes(made).encode()


def outcomes(grade):
    return [section.outcome for section in grade.sections]


def mean(seed):
    return round(draw(seed, 2).tables["shops"]["Sales"].mean(), 6)


HIDDEN = seeds.second_open_seed("fake-shops", 1, 2, 7)


@pytest.mark.parametrize("together", [False, True])
def test_honest_code_passes_on_its_own_and_on_hidden_data(together):
    kernel = Kernel()
    grade = grade_one(content(), Options(together=together), run=kernel)
    assert outcomes(grade) == [Outcome.PASS, Outcome.PASS]
    assert grade.outcome is Outcome.PASS
    assert sorted(kernel.runs) == sorted([mean(7), mean(HIDDEN)])
    assert (grade.assignment, grade.level, grade.mode, grade.candidate) == ("fake-shops", 2, "practice", "Ada")


def test_a_typed_number_fails_on_hidden_data():
    typed = float(draw(7, 2).tables["shops"]["Sales"].mean())
    grade = grade_one(content(), Options(), run=Kernel(lambda _: typed))
    assert outcomes(grade)[0] is Outcome.WRONG
    assert [note.about for note in grade.sections[0].notes] == [About.SECOND_SEED]
    assert grade_one(content(), Options(second_seed=False), run=Kernel(lambda _: typed)).outcome is Outcome.PASS


class Draws(Kernel):
    """Draws a line at the mean, or at a level that was typed in."""

    def __init__(self, typed=None):
        super().__init__()
        self.typed = typed

    def __call__(self, notebook, files):
        run = super().__call__(notebook, files)
        level = self.typed or run.answers["1"]["mean"]
        return replace(run, drawn=(Drawn(2, lines=(((0.0,), (9e9,)),)), Drawn(1, lines=(((0.0,), (level,)),))))


@pytest.mark.parametrize("typed", [False, True])
def test_a_typed_picture_fails_on_hidden_data(typed, monkeypatch):
    def level(truth, answers, drawn):
        return None if [axes.lines[0][1] for axes in drawn] == [(truth,)] else f"No line at {truth}."

    first, second = ASSIGNMENT.sections
    drawing = replace(ASSIGNMENT, sections=(replace(first, plots=(Plot("the mean", level),)), second))
    monkeypatch.setattr(assignments, "by_name", {ASSIGNMENT.name: drawing}.__getitem__)
    kernel = Draws(float(draw(7, 2).tables["shops"]["Sales"].mean()) if typed else None)
    grade = grade_one(content(), Options(), run=kernel)
    assert outcomes(grade) == [Outcome.WRONG if typed else Outcome.PASS, Outcome.PASS]
    assert [(note.about, note.name) for note in grade.sections[0].notes] == [(About.SECOND_SEED, "the mean")] * typed
    assert grade_one(content(), Options(second_seed=False), run=kernel).outcome is Outcome.PASS


def test_a_cell_that_stops_on_hidden_data_says_so_without_its_error():
    first, other = Kernel(), Kernel(lambda _: None, status="error")

    def run(notebook, files):
        return (other if first.runs else first)(notebook, files)

    found = grade_one(content(), Options(), run=run).sections[0]
    assert [note.about for note in found.notes] == [About.SECOND_SEED, About.RUN]
    assert found.notes[1].sentence == "On the hidden data a cell of this section did not run to its end (error)."


def test_an_unchanged_notebook_is_run_once_and_nothing_was_attempted():
    kernel = Kernel()
    grade = grade_one(content(touched=False), Options(together=True), run=kernel)
    assert outcomes(grade) == [Outcome.NOT_ATTEMPTED] * 2
    assert grade.outcome is Outcome.NOT_ATTEMPTED
    assert len(kernel.runs) == 1


def test_where_nothing_is_right_the_hidden_data_are_not_needed():
    kernel = Kernel(lambda mean: "text")
    grade = grade_one(content(), Options(section=1), run=kernel)
    assert outcomes(grade) == [Outcome.WRONG]
    assert len(kernel.runs) == 1


def test_both_runs_at_once_give_the_grade_of_one_after_the_other():
    class Breaks(Kernel):
        def __call__(self, notebook, files):
            return replace(super().__call__(notebook, files), problem="It broke.")

    for answer in (lambda mean: mean, lambda mean: mean + 1, lambda mean: "text"):
        one, both = (
            grade_one(content(), Options(section=1, together=together), run=Breaks(answer))
            for together in (False, True)
        )
        assert replace(one, run={}) == replace(both, run={})
        assert (one.run["seconds"]["second_run"] is None) == (both.run["seconds"]["second_run"] is None)


class Meets(Kernel):
    """Two runs meet here where they run at the same time."""

    def __init__(self, seconds):
        super().__init__()
        self.barrier = threading.Barrier(2, timeout=seconds)

    def __call__(self, notebook, files):
        with suppress(threading.BrokenBarrierError):
            self.barrier.wait()
        return super().__call__(notebook, files)


def test_the_two_runs_of_a_sealed_notebook_never_meet():
    """The hidden run could tell the other its data, through a lock on a file that both can read."""
    opened, sealed = Meets(60.0), Meets(0.5)
    grade_one(content(), Options(together=True), run=opened)
    assert not opened.barrier.broken
    grade = grade_one(content(mode="sealed"), Options(secret=SECRET, together=True), run=sealed)
    assert (grade.outcome, len(sealed.runs)) == (Outcome.PASS, 2)
    assert sealed.barrier.broken


def test_sealed_data_come_from_the_secret_and_the_name():
    kernel = Kernel()
    grade = grade_one(content(mode="sealed"), Options(secret=SECRET), run=kernel)
    assert grade.outcome is Outcome.PASS
    of = ("fake-shops", 1, 2, "Ada")
    assert kernel.runs == [mean(seeds.sealed_seed(SECRET, *of)), mean(seeds.second_sealed_seed(SECRET, *of))]
    other = Kernel()
    grade_one(content(mode="sealed", candidate="Bob"), Options(secret=SECRET), run=other)
    assert set(other.runs).isdisjoint(kernel.runs)


def test_a_sealed_notebook_without_its_secret_cannot_be_graded():
    grade = grade_one(content(mode="sealed"), Options(), run=Kernel())
    assert "sealed" in grade.problem
    assert "--secret-file" in grade.problem
    assert grade.outcome is Outcome.COULD_NOT_RUN


def test_an_open_notebook_among_sealed_ones_needs_a_reader_and_says_why():
    opened = replace(grade_one(content(), Options(secret=SECRET), run=Kernel()), file="open.ipynb")
    sealed = replace(grade_one(content(mode="sealed"), Options(secret=SECRET), run=Kernel()), file="sealed.ipynb")
    assert outcomes(opened) == [Outcome.NEEDS_READER] * 2
    assert outcomes(sealed) == [Outcome.PASS] * 2
    for notes in (opened.notes, *(section.notes for section in opened.sections)):
        assert any("Ask for the sealed notebook" in note.sentence for note in notes if note.name == "mode")
    rows = list(csv.DictReader(io.StringIO(gradebook([opened, sealed]))))
    columns = ("mode", "outcome", "section 1", "section 2")
    assert [rows[0][name] for name in columns] == ["practice", *["needs a reader"] * 3]
    assert [rows[1][name] for name in columns] == ["sealed", *["pass"] * 3]
    assert "1 of 2 notebooks passes; 1 needs a reader." in feedback.class_page([opened, sealed], {})
    assert "Ask for the sealed notebook" in feedback.html(opened)


def test_no_second_reader_lets_an_open_notebook_pass_among_sealed_ones(monkeypatch):
    monkeypatch.setattr("takehome.practice.grading.text.read", lambda *_: TextReading(Outcome.NEEDS_READER))

    def passes(section, question, text, facts):
        return TextReading(Outcome.PASS)

    assert grade_one(content(), Options(), reader=passes, run=Kernel()).outcome is Outcome.PASS
    grade = grade_one(content(), Options(secret=SECRET), reader=passes, run=Kernel())
    assert outcomes(grade) == [Outcome.NEEDS_READER] * 2
    assert [section.reader for section in grade.sections] == ["", ""]


def test_what_is_wrong_in_an_open_notebook_among_sealed_ones_stays_wrong():
    grade = grade_one(content(), Options(secret=SECRET), run=Kernel(lambda mean: mean + 1))
    assert outcomes(grade) == [Outcome.WRONG, Outcome.NEEDS_READER]


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff", json.dumps({"cells": [], "nbformat": 4}).encode()])
def test_what_is_no_notebook_has_a_problem_in_whole_sentences(broken):
    grade = grade_one(broken, Options(), run=Kernel())
    assert grade.problem.endswith(".")
    assert grade.problem[0].isupper()
    assert not grade.sections


def test_a_strange_notebook_is_not_of_any_assignment():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('PASS')")])
    assert "which assignment" in grade_one(nbformat.writes(notebook).encode(), Options(), run=Kernel()).problem


def test_a_cell_that_stopped_says_why():
    grade = grade_one(content(), Options(section=1), run=Kernel(lambda _: None, status="error"))
    assert outcomes(grade) == [Outcome.COULD_NOT_RUN]
    stopped = [note.sentence for note in grade.sections[0].notes if note.about is About.RUN]
    assert stopped == ["A cell of this section did not run to its end: it raised NameError: x."]


def test_a_check_runs_once_up_to_its_section(tmp_path):
    path = tmp_path / "Ada.ipynb"
    path.write_bytes(content())
    kernel = Kernel()
    grade = checked(path, Options(second_seed=False, section=1), kernel)
    assert (grade.file, outcomes(grade)) == (str(path), [Outcome.PASS])
    assert len(kernel.runs) == 1


def test_options_travel_as_json():
    options = Options(SECRET, True, False, 3, "a:b", {"total_seconds": 5}, True)
    assert Options.from_document(json.loads(json.dumps(options.to_document()))) == options
    assert Options.from_document(json.loads(json.dumps(Options().to_document()))) == Options()


def test_the_secret_may_stand_in_the_environment(monkeypatch):
    monkeypatch.delenv(seeds.SECRET_VARIABLE, raising=False)
    assert known_secret(None) is None
    monkeypatch.setenv(seeds.SECRET_VARIABLE, SECRET.decode())
    assert known_secret(None) == SECRET


def handed_out(tmp_path, monkeypatch, change=("", "")):
    """A sealed hand-out of the real call, answered, in which one thing was replaced."""
    monkeypatch.setattr("takehome.practice.starting.by_name", lambda name: ASSIGNMENT)
    path = new("fake-shops", name="Ada", level=2, sealed=True, secret=SECRET, out=tmp_path)
    text = path.read_text("utf-8").replace(*change) if change[0] else path.read_text("utf-8")
    made = handout.with_texts(nbformat.reads(text, 4), {1: TEXT, 2: TEXT})
    next(cell for cell in made.cells if cell["id"] == "todo-1").source += "\nanswers[1] = 1"
    return nbformat.writes(made).encode()


def test_a_sealed_hand_out_is_graded_with_its_secret_and_refused_with_another(tmp_path, monkeypatch):
    submitted = handed_out(tmp_path, monkeypatch)
    right = grade_one(submitted, Options(secret=SECRET), run=Kernel())
    assert (right.problem, right.sections[0].outcome) == ("", Outcome.PASS)
    wrong = Kernel()
    grade = grade_one(submitted, Options(secret=b"another secret of many bytes"), run=wrong)
    assert "not those of this secret" in grade.problem
    assert (grade.sections, wrong.runs) == ((), [])


def test_a_sealed_hand_out_under_another_name_is_refused(tmp_path, monkeypatch):
    submitted = handed_out(tmp_path, monkeypatch, ('CANDIDATE = \\"Ada\\"', 'CANDIDATE = \\"Bob\\"'))
    assert "the name “Bob”" in grade_one(submitted, Options(secret=SECRET), run=Kernel()).problem


def test_where_nothing_can_be_isolated_the_reason_and_the_remedy_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(probe, "_found", {})
    monkeypatch.setattr(probe, "attempt", lambda way: ({}, f"{way} was refused"))
    monkeypatch.setattr(execute, "remedies", lambda: ("Allow it with sudo.",))
    (tmp_path / "Ada.ipynb").write_bytes(content())
    for refused in (lambda: grade_class(tmp_path), lambda: runner.run(nbformat.v4.new_notebook(), {})):
        with pytest.raises(InputError) as error:
            refused()
        for way in probe.WAYS:
            assert f"no protection of network, files, processes: {way} was refused" in error.value.saw
        assert error.value.try_next.startswith("Allow it with sudo; ")
        assert error.value.try_next.endswith("--trust")
