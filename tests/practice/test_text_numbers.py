"""Every number of a text: quoted, derived, harmless or foreign."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from takehome.practice.grading.text.numbers import Standing, numbers, with_facts
from takehome.practice.grading.text.sentences import sentences
from takehome.practice.spec import Rubric

RUBRIC = Rubric("What is it at 0.5, and what does 40 % mean?", (), constants=(200.0,))
FACTS = {"rmse": 22.6483, "bias": -24.3172, "share": 0.6945, "count": 48.0, "bytes": 1506432.0, "k": 5.0}


def standings(text, own=(), facts=FACTS):
    found = [with_facts(one, facts) for one in sentences(text)]
    return [seen.standing for seen in numbers(found, RUBRIC, facts, own)]


@pytest.mark.parametrize(
    "text",
    [
        "RMSE is 22.65 $/h.",
        "RMSE is 22.6.",
        "RMSE is 23 $.",
        "It costs $22.65.",
        "It is −24.3.",
        "It is 24.32 too low.",
        "We keep 69.5 %.",
        "We keep 69%.",
        "We keep 0.69.",
        "We keep 69.4 percent.",
        "That is 48 rows.",
        "It was 1,506,432 bytes.",
        "It was about 1.5 million bytes.",
        "It was 1506 kB.",
        "It was 1506 KB.",
        "It was 1.51 Mio bytes.",
        "RMSE is 22.60 $.",
        "It was 1.5 MB.",
        "Die RMSE ist 22,65.",
    ],
)
def test_quoted(text):
    assert standings(text) == [Standing.QUOTED]


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("The rest is 30.6 %.", Standing.DERIVED),
        ("The sum is 70.65.", Standing.DERIVED),
        ("It is 25.35 less.", Standing.DERIVED),
        ("It is 3 groups.", Standing.HARMLESS),
        ("At 0.5 it is so.", Standing.HARMLESS),
        ("After 200 episodes.", Standing.HARMLESS),
        ("At 40 % it is so.", Standing.HARMLESS),
        ("In 2024 it was so.", Standing.HARMLESS),
        ("The 95th row.", Standing.HARMLESS),
        ("Twelve of them.", Standing.HARMLESS),
        ("RMSE is 23.1.", Standing.RESULT),
        ("RMSE is 31 $.", Standing.RESULT),
        ("We lose 43.2 %.", Standing.RESULT),
        ("Suppose it were 43.2 %.", Standing.PASSING),
    ],
)
def test_standing(text, standing):
    assert standings(text) == [standing]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("One in twenty is so.", {"share": 0.05}),
        ("At 8 in 100 I would.", {"share": 0.08}),
        ("Nine out of ten are so.", {"share": 0.9}),
        ("Sixty-four of them.", {"bytes": 64.0}),
    ],
)
def test_numbers_in_words_agree_with_their_fact(text, facts):
    found = [with_facts(one, facts) for one in sentences(text)]
    assert any(facts.keys() & seen.facts for seen in numbers(found, RUBRIC, facts, ()))


def test_the_rest_below_a_bound_is_no_result():
    assert standings("The rest is below 0.04.") == [Standing.HARMLESS]
    assert standings("RMSE is below 0.04.") == [Standing.RESULT]


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("That is 18,000 $ a month.", Standing.DERIVED),  # 24.3172 * 730
        ("It is about 1.77 million $ a month.", Standing.DERIVED),  # 24.3172 * 730 * 100
        ("It is about 2.9 million $ a month.", Standing.RESULT),
        ("Until hour 23 it is so.", Standing.HARMLESS),
        ("The price is 23.4 $.", Standing.RESULT),
    ],
)
def test_results_are_scaled_up_to_a_fleet_and_a_month(text, standing):
    assert standings(text, own=(100.0,), facts={"bias": -24.3172}) == [standing]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("four hundred and thirty-nine dollars", 439.0),
        ("sixty-four bytes", 64.0),
        ("six thousand kept", 6000.0),
        ("ninety-three of them", 93.0),
    ],
)
def test_numbers_in_words_are_one_number(text, value):
    (sentence,) = sentences(text)
    assert [token.number.value for token in sentence.tokens if token.number] == [value]


def test_two_numbers_in_words_stay_two():
    (sentence,) = sentences("two and three, twenty and five")
    assert [token.number.value for token in sentence.tokens if token.number] == [2.0, 3.0, 20.0, 5.0]


def test_large_numbers_in_words_are_quoted():
    assert standings("It was forty-eight of them.") == [Standing.QUOTED]


def test_own_numbers_count_as_quoted():
    assert standings("The slope is 3.17.", own=(3.1702,)) == [Standing.QUOTED]
    assert standings("The slope is 3.17.", own=(3.2,)) == [Standing.RESULT]


@given(st.floats(13.5, 9e5), st.integers(0, 4))
def test_a_result_is_recognised_however_it_is_rounded(value, places):
    assert standings(f"It is {value:.{places}f} here.", facts={"it": value}) == [Standing.QUOTED]
    assert standings(f"It is {value:,.{places}f} $ here.", facts={"it": value}) == [Standing.QUOTED]


@given(st.floats(0.01, 0.99), st.integers(1, 3))
def test_a_share_is_recognised_in_per_cent(share, places):
    assert standings(f"It is {100 * share:.{places}f} % here.", facts={"it": share}) == [Standing.QUOTED]


@given(st.floats(20.0, 900.0), st.floats(1.02, 3.0))
def test_another_number_is_never_the_result(value, factor):
    assume(round(value * factor, 2) not in (24, 40, 60, 100, 200, 365))  # the task or the calendar names these
    (standing,) = standings(f"It is {value * factor:.2f} $ here.", facts={"it": value})
    assert standing is Standing.RESULT


@pytest.mark.parametrize(
    "text", ["9" * 5000, "1e999", "1e-99 $", "0,000,000", "1.2.3.4", "−.5", "1,23,4", "5e", "٣٤ $"]
)
def test_strange_numbers_are_read(text):
    assert all(isinstance(standing, Standing) for standing in standings(f"It is {text} here."))


def test_units_and_ranges_are_read():
    assert standings("Between 22.6-24.3 $.") == [Standing.QUOTED, Standing.QUOTED]
    assert standings("The 2D picture of 5D data.") == [Standing.HARMLESS, Standing.HARMLESS]


def test_arithmetic_that_a_sentence_shows_is_derived():
    quoted, derived = Standing.QUOTED, Standing.DERIVED
    shown = "It is 24.3 a machine. With 44 such machines and 730 hours that is 781 thousand."
    assert standings(shown)[:2] == [quoted, derived]
    assert standings(shown)[-1] is derived
    assert standings(shown.replace("781", "681"))[-1] is Standing.RESULT
    per_head = "It is 48 in all. That is 6,000 if all 12,500 behave like these 100 do."
    assert standings(per_head, own=[12_500.0])[1] is derived


def test_all_of_a_table_of_counts_is_derived():
    counts = {"tp": 4.0, "fp": 4.0, "fn": 47.0, "tn": 515.0}
    assert standings("So it is for all 570.", facts=counts) == [Standing.DERIVED]
    assert standings("So it is for all 580.", facts=counts) == [Standing.RESULT]


def test_a_time_of_the_day_is_harmless():
    assert standings("At 20:00 it is so.")[0] is Standing.HARMLESS
    assert standings("At 20 of them it is so.")[0] is not Standing.HARMLESS


def test_money_quotes_no_count():
    """A price that happens to equal a count of customers is not that count: 12 caught, and 12 $ a call."""
    facts = {"tp": 12, "cost": 12.0}
    price, count = (with_facts(one, facts) for one in sentences("A call costs 12 $. We caught 12 of them."))
    assert [set(token.facts) for token in (*price.tokens, *count.tokens) if token.facts] == [{"cost"}, {"tp", "cost"}]
