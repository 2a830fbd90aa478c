"""The reader on labelled texts, and on the same texts turned: negated, shuffled, renumbered, moved."""

from __future__ import annotations

import random
import re

import pytest
from tests.practice.labelled_texts import RUBRICS, check, items, outcome, read_all

from takehome.practice.grading.text import read, rubric_text
from takehome.practice.grading.text.sentences import sentences
from takehome.practice.results import Outcome

BUILD = read_all("build.json")
PASSING = [one.item for one in BUILD if one.passed]
IDS = [item["id"] for item in PASSING]
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\d)")
passing = pytest.mark.parametrize("item", PASSING, ids=IDS)


def test_the_build_set_keeps_the_three_promises():
    check(BUILD)


@pytest.mark.parametrize(
    ("name", "passing"), [("fresh.json", 0.8), ("subtle.json", 0.8), ("third.json", 0.6), ("fourth.json", 0.6)]
)
def test_texts_by_others_keep_the_three_promises(name, passing):
    found = read_all(name)
    good = [one for one in found if one.item["good"]]
    check(found)
    assert [one.item["id"] for one in found if one.passed and not one.item["good"]] == []
    assert sum(one.passed for one in good) >= passing * len(good)
    assert sum(one.outcome is Outcome.WRONG for one in good) <= 0.03 * len(good)


def test_half_an_answer_never_passes():
    halves = [one for name in ("fresh.json", "subtle.json") for one in read_all(name) if one.item["kind"] == "half"]
    assert len(halves) > 12
    assert not any(one.passed for one in halves)


def test_most_good_answers_pass_and_hardly_any_is_called_wrong():
    good = [one for one in BUILD if one.item["good"]]
    assert sum(one.passed for one in good) >= 0.8 * len(good)
    assert sum(one.outcome is Outcome.WRONG for one in good) <= 0.03 * len(good)


def test_bad_answers_of_every_kind_are_called_wrong():
    for kind in ("vague", "wrong-sign", "padded", "copied", "salad"):
        outcomes = [one.outcome for one in BUILD if one.item["kind"] == kind]
        assert outcomes.count(Outcome.WRONG) >= 0.9 * len(outcomes), kind


def test_good_answers_with_one_thing_turned_wrong_never_pass():
    found = read_all("variations.json")
    assert [one.item["id"] for one in found if one.passed and not one.item["good"]] == []
    check(found)


@passing
def test_denying_every_sentence_never_passes(item):
    denied = " ".join(f"It is not true that {sentence.text}" for sentence in sentences(item["text"]))
    assert outcome(item, denied) is not Outcome.PASS


@passing
def test_shuffled_words_never_pass(item):
    for seed in range(2):
        words = item["text"].split()
        random.Random(seed).shuffle(words)
        assert outcome(item, " ".join(words)) is not Outcome.PASS


@passing
def test_without_its_numbers_it_never_passes(item):
    assert outcome(item, NUMBER.sub("", item["text"])) is not Outcome.PASS


@passing
def test_the_question_in_front_changes_nothing(item):
    question = RUBRICS[item["question"]].question
    assert outcome(item, f"{question}\n\n{item['text']}") is Outcome.PASS


@pytest.mark.parametrize("item", list({item["question"]: item for item in PASSING}.values()), ids=lambda i: i["id"])
def test_it_answers_no_other_question(item):
    for question in RUBRICS:
        if question != item["question"]:
            assert outcome(item, question=question) is not Outcome.PASS, question


@passing
def test_markdown_changes_nothing(item):
    bold = re.sub(r"(?<=\s)([A-Za-z]{6,})(?=\s)", r"**\1**", item["text"])
    assert outcome(item, bold) is Outcome.PASS


@passing
def test_another_number_in_place_of_a_result_never_passes(item):
    for match in NUMBER.finditer(item["text"]):
        value = float(match[0].replace(",", ""))
        places = len(match[0].partition(".")[2])
        if value <= 12 and not places:
            continue
        other = f"{1.7 * value + 1.3:.{places}f}"
        if _is_result(match[0], item):
            changed = item["text"][: match.start()] + other + item["text"][match.end() :]
            assert outcome(item, changed) is not Outcome.PASS, (match[0], other)


def _is_result(written, item):
    """Whether a number is one of the facts as they are written."""
    value, places = float(written.replace(",", "")), len(written.partition(".")[2])
    facts = [abs(fact) for fact in item["facts"].values() if not isinstance(fact, str)]
    return any(abs(value - fact) <= 0.5 * 10.0**-places for fact in facts)


@pytest.mark.parametrize("text", ["", "  \n", "<!-- write here -->", "---"])
def test_nothing_written_is_not_attempted(text):
    assert read(text, RUBRICS["servers-and-churn/1"], {}, ()).outcome is Outcome.NOT_ATTEMPTED


@passing
def test_every_earned_point_names_its_passage(item):
    reading = read(item["text"], RUBRICS[item["question"]], item["facts"], ())
    earned = [point for point in reading.points if point.earned]
    assert earned
    assert all(point.passage for point in earned)


def test_only_the_beginning_of_a_very_long_text_is_read():
    item = PASSING[0]
    reading = read(item["text"] + "\n" * 8 + "And so on. " * 2000, RUBRICS[item["question"]], item["facts"], ())
    assert reading.outcome is not Outcome.PASS
    assert any("6,000 characters" in note.sentence for note in reading.notes)


def test_notes_are_whole_sentences():
    for item in items("build.json"):
        for note in read(item["text"], RUBRICS[item["question"]], item["facts"], ()).notes:
            assert note.sentence[:1].isupper() or note.sentence[:1] in "“+−-$" or note.sentence[:1].isdigit()
            assert note.sentence.endswith(".")
            assert ".”." not in note.sentence
            assert "missing: A" not in note.sentence
            assert "; A " not in note.sentence


@pytest.mark.parametrize("rubric", RUBRICS.values(), ids=RUBRICS)
def test_the_published_rubric_says_everything(rubric):
    published = rubric_text(rubric)
    assert rubric.question in published
    assert all(concept.says in published for concept in rubric.concepts)
    assert all(agreement.says in published for agreement in rubric.agreements)
