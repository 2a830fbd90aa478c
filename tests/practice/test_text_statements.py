"""Words that sound false: what was learned holds for texts that it was not learned from, and decides nothing alone."""

from __future__ import annotations

from importlib import resources

import pytest
from benchmarks.practice_learning import statements
from tests.practice.labelled_texts import RUBRICS, items, outcome, read_all

from takehome.practice import assignments
from takehome.practice.grading.text.claims import Says, claim
from takehome.practice.grading.text.numbers import with_facts
from takehome.practice.grading.text.sentences import sentences
from takehome.practice.grading.text.statements import _learned, features, key, mean_weight, strange
from takehome.practice.results import Outcome
from takehome.practice.spec import Agreement, Concept, Rubric


def said():
    """Every statement of every assignment."""
    for assignment in assignments.catalogue():
        package = f"takehome.practice.assignments.{assignment.name.replace('-', '_')}.rubrics"
        text = resources.files(package).joinpath("statements.txt").read_text(encoding="utf-8")
        yield from statements(text, {part.number: part.rubric for part in assignment.sections})


SAID = list(said())


def sounds_false(found, rubric, facts):
    return strange(found, rubric, facts) is not None


def mean_score(found, rubric, facts):
    learned = _learned()[key(rubric)]
    return mean_weight(features(found, rubric, facts), learned.weights, learned.common)


def test_every_rubric_has_its_key_and_statements_of_both_kinds():
    assert len({key(rubric) for rubric in RUBRICS.values()}) == len(RUBRICS)
    for rubric in RUBRICS.values():
        here = [one.good for one in SAID if key(one.rubric) == key(rubric)]
        assert here.count(True) >= 10
        assert here.count(False) >= 10


def test_false_statements_sound_false_and_true_ones_do_not():
    shares = {
        good: [sounds_false(one.found, one.rubric, one.facts) for one in SAID if one.good is good]
        for good in (True, False)
    }
    assert sum(shares[False]) > 0.9 * len(shares[False])
    assert sum(shares[True]) < 0.1 * len(shares[True])


def test_a_false_statement_makes_a_good_text_of_an_unknown_author_sound_false():
    before, after = [], []
    for one in read_all("second.json"):
        rubric, facts = RUBRICS[one.item["question"]], one.item["facts"]
        found = tuple(with_facts(sentence, facts) for sentence in sentences(one.item["text"]))
        if one.passed:
            before.append(sounds_false(found, rubric, facts))
            false = [s for s in SAID if key(s.rubric) == key(rubric) and not s.good and not s.facts]
            after += [sounds_false((*found[:-1], *other.found), rubric, facts) for other in false]
    assert not any(before)
    assert sum(after) > 0.6 * len(after)


def test_the_same_words_are_true_or_false_with_the_facts():
    rubric = RUBRICS["servers-and-churn/5"]
    (sentence,) = sentences("More of it means more churn, the predicted risk rises.")
    up, down = ({"top": "Support_Tickets", "direction_top": way} for way in ("increases", "decreases"))
    assert features([sentence], rubric, up) != features([sentence], rubric, down)
    assert sounds_false([sentence], rubric, down)
    scores = [mean_score([sentence], rubric, facts) for facts in (up, down)]
    assert scores[0] < scores[1]


def test_a_rubric_that_was_never_learned_has_no_say():
    rubric = Rubric("What is it?", (Concept("it", "what it is", ("it",)),))
    assert strange(sentences("Everything about it is false."), rubric, {}) is None


@pytest.mark.parametrize("name", ["second.json", "heldout.json"])
def test_sounding_false_alone_is_never_wrong(name):
    for item in items(name):
        rubric = RUBRICS[item["question"]]
        found = tuple(with_facts(sentence, item["facts"]) for sentence in sentences(item["text"]))
        if item["good"] and sounds_false(found, rubric, item["facts"]):
            assert outcome(item) is Outcome.NEEDS_READER


def test_what_must_be_said_on_one_side_only_is_asked_for_there_only():
    moved = Agreement("moved", 0.5, "that it moved", ("moved",), (), claimed=True)
    found = sentences("It moved a lot.")
    assert claim(moved, found, {"moved": 1.0}).says is Says.TRUE
    assert claim(moved, sentences("It is so."), {"moved": 1.0}).due
    assert claim(moved, found, {"moved": 0.0}).says is Says.NOTHING
    assert not claim(moved, found, {"moved": 0.0}).due
