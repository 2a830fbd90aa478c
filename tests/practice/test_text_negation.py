"""What a negation reaches, and what it does not."""

from __future__ import annotations

import pytest

from takehome.practice.grading.text.negation import denied
from takehome.practice.grading.text.patterns import matches
from takehome.practice.grading.text.sentences import sentences


def said(text, pattern):
    """Whether a one-sentence text says a pattern without denying it; None where it does not hold it."""
    (sentence,) = sentences(text)
    ways = list(matches(pattern, sentence))
    return any(not denied(sentence, way) for way in ways) if ways else None


@pytest.mark.parametrize(
    "text",
    [
        "Linearity is not violated.",
        "Linearity isn't violated here.",
        "There is no sign that linearity is violated.",
        "Linearity was never violated.",
        "That linearity is violated is false.",
        "It is not true that linearity is violated.",
        "Neither linearity nor normality is violated.",
        "Linearity is hardly violated.",
        "It is not, as the manager believes, linearity that is violated.",
        "The plot fails to show that linearity is violated.",
        "Homoscedasticity rather than linearity is violated.",
    ],
)
def test_it_is_denied(text):
    assert said(text, "linearity violat*") is False


@pytest.mark.parametrize(
    "text",
    [
        "Linearity is violated.",
        "Not only linearity is violated.",
        "There is no doubt that linearity is violated.",
        "Homoscedasticity is not the problem, linearity is violated.",
        "It is not a funnel but linearity is violated.",
        "Linearity is violated, not normality.",
        "Because the residuals are not random, linearity is violated.",
        "No funnel I see, linearity is violated.",
        "Nothing else: linearity is violated.",
    ],
)
def test_it_is_said(text):
    assert said(text, "linearity violat*") is True


def test_a_pattern_may_hold_its_own_negator():
    assert said("It is not linear.", '"not linear"') is True
    assert said("It is linear.", '"not linear"') is None


def test_a_new_subject_ends_what_no_denies():
    assert said("Since importances carry no sign I looked at the curve.", "looked curve") is True


@pytest.mark.parametrize("word", ["without", "instead of", "rather than", "unlike"])
def test_words_that_set_aside(word):
    assert said(f"We used a spline {word} a logarithm.", "logarithm") is False
    assert said(f"We used a spline {word} a logarithm.", "spline") is True


def test_numbers_are_never_denied():
    (sentence,) = sentences("It cannot exceed 830.1 dollars.")
    at = next(place for place, token in enumerate(sentence.tokens) if token.number)
    assert not denied(sentence, [at])
