"""The syntax of a rubric's patterns, and how a text falls into sentences and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.practice.labelled_texts import RUBRICS

from takehome.practice.grading.text.claims import Says, claim
from takehome.practice.grading.text.numbers import with_facts
from takehome.practice.grading.text.patterns import compiled, matches
from takehome.practice.grading.text.sentences import sentences
from takehome.practice.grading.text.substance import substance


def holds(pattern, text, facts=None):
    """Whether any sentence of a text holds a pattern."""
    return any(next(matches(pattern, with_facts(one, facts or {})), None) for one in sentences(text))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("linear", "It is linear.", True),
        ("linear", "It is linearly so.", False),
        ("linear*", "Linearity it is.", True),
        ("bot", "The bots are dense.", True),
        ("curve*|bend*", "The residuals bend.", True),
        ("residual* bend*", "They bend, the residuals.", True),
        ("residual* bend*", "They bend. The residuals do not.", False),
        ('"mean squared"', "The mean squared error.", True),
        ('"mean squared"', "The squared mean.", False),
        ('"predict* .. low"', "We predict the old ones too low.", True),
        ('"predict* .. low"', "We predict the old ones, and this is too low.", False),
        ("funnel !no", "There is a funnel.", True),
        ("funnel !no", "There is no funnel.", False),
        ("linearity <4", "Linearity.", True),
        ("linearity <4", "Linearity is what we assume.", False),
        ("40", "At 40 % I would say so.", True),
        ("nine", "A machine turns nine.", True),
        ("k-means", "We run K-Means.", True),
        ('"isn\'t linear"', "It isn't linear.", True),
    ],
)
def test_pattern(pattern, text, expected):
    assert holds(pattern, text) is expected


FACTS = {"profit": 288.4, "other": 336.4, "top": "Support_Tickets", "same": 288.4}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("{profit} profit", "The profit is 288 $.", True),
        ("{profit} profit", "The profit is 336 $.", False),
        ("{profit|other}", "It is 336.4.", True),
        ("{profit~other}", "It is 288.4.", True),
        ("{profit~same}", "It is 288.4.", False),
        ("{!profit}", "It is 288.4.", False),
        ("{!profit}", "It is 12.", True),
        ("{top} most", "Support_Tickets matter most.", True),
        ("{top} most", "The number of tickets matters most.", True),
        ('"without .. {profit}"', "It is 336.4 without and 288.4 with.", True),
        ('"without .. {profit}"', "Without wear 336.4, with it 288.4.", False),
    ],
)
def test_facts_in_patterns(pattern, text, expected):
    assert holds(pattern, text, FACTS) is expected


def test_words_that_are_far_apart_do_not_meet():
    assert not holds("linearity violat*", "Linearity " + "and so on " * 5 + "is violated.")


@pytest.mark.parametrize("pattern", ["", '"open', "{open", '"a" {b'])
def test_a_broken_pattern_is_refused(pattern):
    with pytest.raises(ValueError, match="pattern"):
        compiled(pattern)


def test_bullets_headings_and_tables_are_sentences():
    text = "# Title\n- one **bold** thing\n* another\n1. a third\n\nProse that\ngoes on. And ends!\n| a | 3 |\n"
    assert [one.text for one in sentences(text)] == [
        "Title",
        "one bold thing",
        "another",
        "a third",
        "Prose that goes on.",
        "And ends!",
        "a, 3",
    ]


def test_abbreviations_end_no_sentence():
    assert len(sentences("See e.g. The plot vs. The table, i.e. Both.")) == 1


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for one in sentences(text):
        assert one.tokens
        assert [token.clause for token in one.tokens] == sorted(token.clause for token in one.tokens)


QUESTION = (
    "Which threshold do we use, should we contact more people or fewer than at 0.5, and what is it worth in money?"
)


def test_a_copy_of_the_question_is_no_answer():
    copy = "Which threshold we use, should we contact more people or fewer than at 0.5, and what it is worth in money."
    problem = substance(sentences(f"{QUESTION} {copy}"), QUESTION, 20).problem
    assert problem is not None
    assert "repeats" in problem


def test_a_heap_of_words_is_no_answer():
    heap = "threshold cost churner contact money people recall precision budget campaign customers value 0.11 2180 4870"
    assert substance(sentences(heap + " " + heap), QUESTION, 10).problem


def test_few_small_words_are_a_doubt():
    text = "Exploration epsilon greedy, the curve, price forecast state; training cost still random, last days profit."
    assert substance(sentences(text + " " + text), QUESTION, 10).sparse
    assert not substance(sentences("It is so that we use the price in the state of the agent."), QUESTION, 10).sparse


def test_a_quantity_that_acts_is_doubted():
    text = "The variance trusts the picture in many ways, and we were quite happy to see that it is so in the end."
    assert substance(sentences(text), QUESTION, 10).doubt


def test_two_prices_joined_by_and_are_not_mixed_up():
    facts = {"rmse_line": 21.0, "rmse_repaired": 11.0, "memory_per_gb": 6.07, "year_8_to_9": 37.22}
    rubric = RUBRICS["servers-and-churn/2"]

    def said(text):
        found = [with_facts(one, facts) for one in sentences(text)]
        return {claim(one, found, facts, rubric.names).says for one in rubric.agreements}

    assert Says.FALSE not in said("One more GB of memory costs 6.07 $/h and the ninth year costs 37.22 $/h more.")
    assert Says.FALSE in said("One more GB of memory costs 37.22 $/h.")
    assert Says.FALSE in said("The ninth year of age costs 6.07 $/h.")


def test_a_semicolon_parts_a_phrase():
    assert holds('"low at once"', "It is low at once.")
    assert not holds('"low at once"', "It is low; at once it rises.")
