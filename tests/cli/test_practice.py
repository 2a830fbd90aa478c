"""``takehome practice``: what is listed, written and refused, and that options reach the calls behind them."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from tests.practice.fake_assignment import ASSIGNMENT
from tests.practice.made_up_grades import CLASS, GRADE

from takehome import practice
from takehome.cli.group import takehome
from takehome.practice import assignments, feedback, handout, seeds
from takehome.practice.interview.nouns import Interview, Question

ADA = ("new", "fake-shops", "--name", "Ada Lovelace", "--seed", 7)


def call(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(takehome, ["practice", *(str(argument) for argument in arguments)], input=stdin)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tiny assignment in place of the real ones, in an empty folder."""
    monkeypatch.setattr(assignments, "catalogue", lambda: (ASSIGNMENT,))
    monkeypatch.setattr("takehome.practice.listing.catalogue", lambda: (ASSIGNMENT,))
    monkeypatch.delenv(seeds.SECRET_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["list", "new", "hint", "reveal", "check", "grade", "interview"])
def test_every_command_has_help_and_is_listed(command):
    assert f"\n  {command} " in call("--help").stdout
    assert call(command, "--help").exit_code == 0


def test_the_list_names_sections_levels_and_what_is_missing(monkeypatch):
    shown = call("list").stdout
    assert "fake-shops · Shops (about 120 minutes)" in shown
    assert "1 The mean; 2 Late shops (from level 2)" in shown
    assert "Level 2: late shops" in shown
    monkeypatch.setattr("takehome.practice.listing.missing_verbs", lambda assignment: ("forecast",))
    assert "unavailable: its solution calls forecast" in call("list").stdout
    (listed,) = json.loads(call("list", "--json").stdout)
    assert (listed["name"], listed["available"], listed["missing"]) == ("fake-shops", False, ["forecast"])


def test_new_prints_the_path_and_nothing_else_on_standard_output():
    result = call(*ADA, "--level", 2)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "Ada Lovelace.ipynb\n"
    assert "takehome practice check 'Ada Lovelace.ipynb'" in result.stderr
    assert handout.variant_of(nbformat.read("Ada Lovelace.ipynb", 4)).level == 2


def test_a_sealed_hand_out_takes_its_secret_from_a_file_and_never_shows_it(tmp_path):
    (tmp_path / "secret.txt").write_text("correct horse battery staple")
    result = call(*ADA[:4], "--sealed", "--secret-file", "secret.txt", "--out", "class")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "class/Ada Lovelace/Ada Lovelace.ipynb\n"
    assert "correct horse" not in result.output
    assert (tmp_path / "class/Ada Lovelace/data/shops.csv").is_file()


def test_a_candidate_is_not_told_to_give_a_secret_that_a_candidate_has_not(tmp_path, monkeypatch):
    (tmp_path / "secret.txt").write_text("correct horse battery staple")
    call(*ADA[:4], "--sealed", "--secret-file", "secret.txt")
    result = call("check", "Ada Lovelace/Ada Lovelace.ipynb")
    assert result.exit_code == 2
    said = result.stderr.replace("\n", " ")
    assert "which the instructor has and a candidate has not" in said
    assert "run it from top to bottom" in said


def test_a_secret_without_sealed_is_refused_rather_than_forgotten(tmp_path):
    (tmp_path / "secret.txt").write_text("correct horse battery staple")
    result = call(*ADA, "--secret-file", "secret.txt")
    assert result.exit_code == 2
    assert "add --sealed" in result.stderr
    assert not list(tmp_path.glob("*.ipynb"))


def test_hints_are_printed_one_by_one():
    call(*ADA)
    assert "hint 1 of 2" in call("hint", "Ada Lovelace.ipynb", "--section", 1).stdout
    assert "Call its method mean." in call("hint", "Ada Lovelace.ipynb", "--section", 1, "--number", 2).stdout


def test_reveal_writes_where_it_says(tmp_path):
    call(*ADA)
    result = call("reveal", "Ada Lovelace.ipynb", "--out", "solved.ipynb")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "solved.ipynb\n"
    assert "The mean" in result.stderr
    assert handout.texts(nbformat.read("solved.ipynb", 4))[1].startswith("The mean shop sells")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "absent", "--name", "Ada"), "absent"),
        ((*ADA, "--sealed"), "the seed 7 in sealed mode"),
        ((*ADA[:4], "--sealed"), "without a secret"),
        ((*ADA, "--level", 9), "level 9"),
        (("hint", "absent.ipynb", "--section", 1), "absent.ipynb"),
        (("reveal", "https://colab.research.google.com/drive/1"), "not fetched"),
        (("check", "https://colab.research.google.com/drive/1"), "not fetched"),
        (("grade", "https://colab.research.google.com/drive/1"), "not fetched"),
        (("grade", "https://colab.research.google.com/drive/1"), "a web address, https://colab"),
        (("interview", "absent.ipynb"), "absent.ipynb"),
        (("check", "absent.ipynb"), "one notebook (.ipynb)"),
        (("interview", "absent.ipynb"), "one notebook (.ipynb)"),
        (("grade", "absent.ipynb"), "a notebook, a folder or a zip"),
    ],
)
def test_unusable_input_is_one_message_and_writes_nothing(words, said, tmp_path):
    result = call(*words)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    heads = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert [head for head in heads if head in ("Saw", "Expected", "Try")] == ["Saw", "Expected", "Try"]
    assert said in result.stderr.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "grade", "interview", "reveal"])
def test_a_very_long_path_is_not_printed_whole(command):
    result = call(command, f"{'long' * 1250}.ipynb")
    assert result.exit_code == 2
    assert "longlong" in result.stderr
    assert len(result.stderr) < 1500


@pytest.mark.parametrize("command", ["check", "interview"])
def test_a_file_that_is_no_notebook_is_named(command, tmp_path):
    (tmp_path / "essay.py").write_text("answers = {}")
    result = call(command, "essay.py")
    assert result.exit_code == 2
    assert "essay.py: a file that is not JSON" in result.stderr


@pytest.mark.parametrize(
    "words", [("new", "fake-shops"), ("new",), ("hint", "x.ipynb"), ("grade",), ("grade", "x", "--jobs", 0)]
)
def test_missing_words_are_a_usage_error(words):
    result = call(*words)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


class Called:
    """In place of a call of the Python API: remembers what it was given."""

    def __init__(self, answer: object) -> None:
        self.answer, self.words, self.options = answer, (), {}

    def __call__(self, *words: object, **options: object) -> object:
        self.words, self.options = words, {k: v for k, v in options.items() if k != "progress"}
        return self.answer


def test_check_prints_the_feedback(monkeypatch):
    asked = Called(GRADE)
    monkeypatch.setattr(practice, "check", asked, raising=False)
    result = call("check", "x.ipynb", "--section", 3)
    assert result.stdout == feedback.text(GRADE)
    assert (asked.words, asked.options) == ((Path("x.ipynb"), 3), {"secret": None, "trust": False})
    assert call("check", "x.ipynb", "--json").stdout == feedback.to_json(GRADE)


@pytest.mark.parametrize(
    ("words", "written"),
    [((), {"html", "csv"}), (("--json",), {"json"}), (("--csv", "--markdown"), {"csv", "markdown"})],
)
def test_grade_writes_what_is_asked_else_the_gradebook_and_the_pages(monkeypatch, words, written):
    asked = Called(list(CLASS))
    monkeypatch.setattr(practice, "grade", asked, raising=False)
    result = call("grade", "a.ipynb", "class.zip", *words, "--jobs", 3, "--reader", "marks.csv", "--trust")
    assert result.exit_code == 0, "who failed is in the gradebook, not in the exit status"
    assert asked.words == ((Path("a.ipynb"), Path("class.zip")),)
    kinds = {kind for kind in ("html", "json", "markdown", "csv") if asked.options.pop(kind)}
    assert kinds == written
    assert asked.options == {
        "out": Path("takehome-grades"), "jobs": 3, "secret": None, "trust": True, "reader": "marks.csv"
    }  # fmt: skip
    assert feedback.class_text(CLASS) in result.stdout


def test_interview_passes_its_options_on(monkeypatch, tmp_path):
    asked = Called(None)
    monkeypatch.setattr(practice, "interview", asked)
    result = call("interview", "x.ipynb", "--out", "said.md", "--secret-file", "secret.txt", stdin="an answer\n")
    assert result.exit_code == 0, result.output
    assert asked.words == (Path("x.ipynb"),)
    assert asked.options == {"out": Path("said.md"), "trust": False, "secret": Path("secret.txt")}


def test_the_questions_alone_are_printed_and_no_answer_is_read(monkeypatch):
    question = Question(2, "The agent", "share", "What is missing to 100 %?", "Exploration.")
    asked = Called(Interview("x.ipynb", "battery-trading", 1, "Ada", (question,)))
    monkeypatch.setattr(import_module("takehome.practice.interview"), "prepare", asked)
    result = call("interview", "x.ipynb", "--questions-only", "--trust")
    assert result.stdout == "1. Section 2, The agent: What is missing to 100 %?\n"
    assert (asked.words, asked.options) == ((Path("x.ipynb"),), {"trust": True, "secret": None})
    refused = call("interview", "x.ipynb", "--questions-only", "--out", "said.md")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "no transcript" in refused.stderr


def test_a_stopped_grading_says_what_is_kept(monkeypatch):
    def stopped(*words: object, **options: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(practice, "grade", stopped, raising=False)
    result = call("grade", "class", "--out", "grades")
    assert result.exit_code == 130
    assert "What was graded is kept in grades: call the same command again for the rest." in result.stderr
