"""Is each number called by its own name?"""

from __future__ import annotations

import pytest

from takehome.practice.grading.text.binding import misnamed, rightly_named
from takehome.practice.grading.text.numbers import with_facts
from takehome.practice.grading.text.sentences import sentences

FACTS = {"hits": 48.0, "misses": 13.0, "bill": 90.0}
NAMES = {"hits": "catch*|caught|found", "misses": "miss*|slip*", "bill": "bill*|invoice*"}


def read(text):
    return misnamed([with_facts(one, FACTS) for one in sentences(text)], NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "It catches 48 and misses 13.",
        "48 were caught, 13 were missed.",
        "13 slipped through while 48 were found.",
        "We caught and missed 48 and 13.",
        "It caught (missed) 48 vs 13.",
        "The numbers are 48 and 13.",
        "It caught 48, that is 48 of 61; the other 13 slipped away.",
        "It caught 12 of them.",
    ],
)
def test_right_names(text):
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    ["It catches 13 and misses 48.", "13 were caught, 48 were missed.", "48 slipped through while 13 were found."],
)
def test_swapped_names_are_sure(text):
    assert [one.sure for one in read(text)] == [True]


@pytest.mark.parametrize("text", ["It misses 48 of them.", "Your invoice is 13 $."])
def test_another_name_alone_is_a_doubt(text):
    assert [one.sure for one in read(text)] == [False]


def test_without_names_nothing_is_said():
    assert misnamed([with_facts(one, FACTS) for one in sentences("It catches 13 and misses 48.")], {}) == ()


def test_a_number_next_to_its_own_name_is_rightly_named():
    (sentence,) = (with_facts(one, FACTS) for one in sentences("It caught 48 and missed 13."))
    assert rightly_named(sentence, [2], NAMES)
    assert not rightly_named(sentence, [0, 1], NAMES)
