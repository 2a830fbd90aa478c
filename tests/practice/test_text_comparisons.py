"""A text's comparisons against the order of the writer's own results."""

from __future__ import annotations

import pytest
from tests.practice.labelled_texts import RUBRICS, items

from takehome.practice.grading.text.claims import Says, claim
from takehome.practice.grading.text.comparisons import contradicted
from takehome.practice.grading.text.numbers import with_facts
from takehome.practice.grading.text.sentences import sentences
from takehome.practice.spec import Agreement

FACTS = {"warm": 147.4, "scratch": 183.8, "cost_half": 900.0, "cost_chosen": 400.0, "item_views": 60.0}
NAMES = {
    "warm": "warm",
    "scratch": "scratch|empty",
    "cost_half": "half|today",
    "cost_chosen": "chosen|new",
    "item_views": "views|browsers",
}


def against(text, facts=None):
    known = facts or FACTS
    return contradicted([with_facts(one, known) for one in sentences(text)], known, NAMES)


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("The warm start is the best way.", True),
        ("The empty table is the best way.", False),
        ("The warm start is better than starting from scratch.", True),
        ("The warm start is worse than starting from scratch.", False),
        ("The warm start is not better than starting from scratch.", False),
        ("Starting from scratch is not better than the warm start.", True),
        ("The warm start brings more than an empty table.", True),
        ("The warm start beats the empty table.", True),
        ("The chosen threshold is cheaper than today.", False),
        ("The chosen threshold is dearer than today.", True),
        ("The chosen threshold is better than today.", False),
        ("The chosen threshold is the dearest.", True),
        ("The new threshold is the smaller problem.", False),
        ("Today is the smaller problem.", True),
        ("The warm start would be better than starting from scratch.", False),
        ("When the prices are alike, the warm start is better than starting from scratch.", False),
        ("The brief thinks that the warm start is better than scratch.", False),
        ("The best possible is 452, the warm start makes 147.", False),
        ("The browsers have more views than the warm ones.", False),
        ("The warm start is at best as good as scratch.", False),
    ],
)
def test_the_order_that_is_claimed_is_the_order_of_the_results(text, false):
    assert bool(against(text)) is false


@pytest.mark.parametrize(
    "text", ["The warm start is the best way.", "The chosen threshold is dearer than today.", "Today is the cheapest."]
)
def test_with_the_results_exchanged_the_verdict_turns(text):
    turned = FACTS | {"warm": 183.8, "scratch": 147.4, "cost_half": 400.0, "cost_chosen": 900.0}
    assert bool(against(text)) is not bool(against(text, turned))


def test_equal_results_contradict_nothing():
    assert not against("The warm start is better than starting from scratch.", FACTS | {"warm": 183.8})


@pytest.mark.parametrize("name", ["build", "heldout", "second", "fresh", "subtle", "variations", "third", "fourth"])
def test_no_good_text_contradicts_itself(name):
    for item in items(f"{name}.json"):
        found = [with_facts(one, item["facts"]) for one in sentences(item["text"])]
        if item["good"]:
            assert not contradicted(found, item["facts"], RUBRICS[item["question"]].names), item["id"]


def test_a_limit_may_be_another_fact():
    dearer = Agreement("one", "other", "which is dearer", (), ("other is dearer",))
    found = sentences("The other is dearer.")
    assert claim(dearer, found, {"one": 2.0, "other": 1.0}).says is Says.FALSE
    assert claim(dearer, found, {"one": 1.0, "other": 2.0}).says is Says.TRUE
