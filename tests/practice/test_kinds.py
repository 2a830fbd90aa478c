"""Answers are a stranger's JSON: nothing of the wrong kind reaches a criterion, and each refusal says why."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.practice.grading.kinds import LONGEST, check_kinds, is_empty, kind_problem
from takehome.practice.spec import Field, Kind

FIELDS = {kind: Field("it", kind, "what it is", "$/h", ("yes", "no") if "choice" in kind else ()) for kind in Kind}
RIGHT = {
    Kind.NUMBER: [1, -2.5, 10**20, 0],
    Kind.INTEGER: [3, 3.0, -1],
    Kind.CHOICE: ["yes", "no"],
    Kind.NUMBERS: [[1, 2.5], [0]],
    Kind.INTEGERS: [[1, 2.0]],
    Kind.NUMBERS_BY_NAME: [{"a": 1, "b": 2.5}],
    Kind.CHOICES_BY_NAME: [{"a": "yes", "b": "no"}],
    Kind.PROFILES: [[{"size": 3, "Cart_Value": 1.5}, {"size": 1}]],
}
NAN, INF = float("nan"), float("inf")
WRONG = {
    Kind.NUMBER: [True, "4.98", NAN, INF, json.loads("1e400"), 10**400, [1], {"a": 1}],
    Kind.INTEGER: [False, "3", 3.5, NAN, -INF, [3]],
    Kind.CHOICE: ["Yes", "maybe", 1, True, ["yes"]],
    Kind.NUMBERS: [1, "1,2", [1, "2"], [1, None], [1, [2]], [True], [NAN], {"a": 1}, [0] * (LONGEST + 1)],
    Kind.INTEGERS: [[1, 2.5], [1, None]],
    Kind.NUMBERS_BY_NAME: [[1], {"a": "1"}, {"a": None, "b": 1}, {"a": {"b": 1}}, 3],
    Kind.CHOICES_BY_NAME: [{"a": "perhaps"}, {"a": 1}, ["yes"]],
    Kind.PROFILES: [{"size": 1}, [1], [{"size": "1"}], [[1]], [{"a": 1}] * (LONGEST + 1)],
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_takes_its_own_and_refuses_the_others_with_a_sentence(kind):
    for value in RIGHT[kind]:
        assert kind_problem(FIELDS[kind], value) is None, value
    for value in WRONG[kind]:
        problem = kind_problem(FIELDS[kind], value)
        assert problem, value
        assert problem.startswith(f"“it” must be a {kind.value} in $/h (what it is), but ")
        assert len(problem) < 300


@pytest.mark.parametrize(
    "nothing", [None, {}, [], "", "  ", {"it": None}, {"it": [], "other": {"a": None}}, {"it": [[[]]]}, [None, ""]]
)
def test_nothing_is_not_attempted(nothing):
    checked = check_kinds((FIELDS[Kind.NUMBER],), nothing)
    assert not checked.attempted
    assert checked.missing == ("it",)
    assert not checked.wrong


def test_zero_and_false_are_answers():
    assert not is_empty(0)
    assert not is_empty(False)
    assert check_kinds((FIELDS[Kind.NUMBER],), {"it": 0}).values == {"it": 0}


def test_a_half_answered_section_says_what_is_missing_and_what_was_not_asked():
    fields = (Field("rmse", Kind.NUMBER, "error"), Field("top", Kind.CHOICE, "feature"))
    checked = check_kinds(fields, {"rmse": 1.5, "extra": 7, **{f"more{i}": 1 for i in range(9)}})
    assert checked.attempted
    assert checked.values == {"rmse": 1.5}
    assert checked.missing == ("top",)
    assert "“extra”" in checked.aside[0].sentence
    assert "…" in checked.aside[0].sentence


@pytest.mark.parametrize("answers", [3, "text", [1, 2], True])
def test_a_section_that_is_no_dictionary_is_wrong(answers):
    assert "must be a dictionary" in check_kinds((FIELDS[Kind.NUMBER],), answers).wrong[0].sentence


def test_deep_nesting_ends():
    deep = []
    for _ in range(500):
        deep = [deep]
    assert not is_empty(deep)
    assert "must be a number" in check_kinds((FIELDS[Kind.NUMBER],), {"it": deep}).wrong[0].sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(JSON, st.sampled_from(Kind))
def test_whatever_comes_is_sorted_once_and_never_raises(value, kind):
    checked = check_kinds((FIELDS[kind],), {"it": value})
    assert len(checked.values) + len(checked.missing) + len(checked.wrong) == 1
    assert len(check_kinds((FIELDS[kind],), value).missing) <= 1
