"""What counts as a candidate's own number: answered, printed, or given by the scenario; never a dump of the data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.practice.grading.own_numbers import LISTED, PRINTED, own_numbers
from takehome.practice.grading.settings import settings


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("RMSE 4.987 $/h", (4.987,)),
        ("1,234,567.5 and −4.5 and -3", (1234567.5, -4.5, -3)),
        ("27 of 31 (87 %), 27/31", (27, 31, 87)),
        ("[1. 2. .5] 1e-05 3.0E+10", (1, 2, 0.5, 1e-5, 3e10)),
        ("1,2,3", (1, 2, 3)),
        ("8-9", (8, 9)),
        ("0.123.", (0.123,)),
        ("w_8 x1 cp1252", ()),
        ("1e999", ()),
    ],
)
def test_printed_numbers_are_found_as_people_and_pandas_write_them(printed, numbers):
    assert own_numbers({}, [printed], {}) == numbers


def test_answers_count_however_deep_and_the_scenario_counts_too():
    answers = {"1": {"rmse": 4.5, "top": "Age", "flag": True}, "2": {"profiles": [{"size": 3.5}], "map": {"a": 7}}}
    assert set(own_numbers(answers, [], {"contact_cost": 20, "currency": "$"})) == {4.5, 3.5, 1, 7, 20}


def test_a_long_list_counts_by_its_summary():
    values = [float(i * i) for i in range(LISTED + 1)]
    found = own_numbers({"1": {"predictions": values}}, [], {})
    total = sum(values)
    assert set(found) == {LISTED + 1, 0.0, values[-1], total, total / len(values)}
    assert set(values[:LISTED]) <= set(own_numbers([values[:LISTED]], [], {}))


def test_a_dump_of_the_data_counts_only_in_part():
    assert len(own_numbers({}, [" ".join(map(str, range(10**5)))], {})) == PRINTED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(JSON, st.text(max_size=200))
def test_whatever_comes_gives_finite_numbers(answers, printed):
    assert all(abs(number) < float("inf") for number in own_numbers(answers, [printed], {}))


def test_settings_are_the_round_numbers_of_the_code():
    found = settings(["days, step = 8_000, 0.02\nknots = 6\nprofit = 431.96", "%magic words", "x = " + "(" * 5000])
    assert sorted(found) == [0.02, 6.0, 8000.0]
    assert settings(["a = True; b = 1e400; c = 10**9; d = '7'"]) == (10.0, 9.0)
