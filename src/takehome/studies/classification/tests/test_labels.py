"""Which value is the positive one, and which targets cannot be studied."""

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.classification.labels import labels
from takehome.table import read


def target(*values):
    return read({"x": np.arange(len(values), dtype=float), "t": list(values)})


@pytest.mark.parametrize(
    ("values", "positive", "why"),
    [
        (["Yes", "No", "No"], "Yes", "by its name"),
        ([0, 1, 1], "1", "by its name"),
        (["good", "bad", "good"], "bad", "by its name"),
        (["human", "alien", "alien"], "alien", "since 'human' says no"),
        ([2, 3, 3], "3", "the larger number"),
        (["red", "blue", "blue"], "red", "the rarer one (--positive names another)"),
    ],
)
def test_the_positive_value_is_found_by_a_rule_that_is_said(values, positive, why):
    made = labels(target(*values), "t")
    assert (made.positive, made.why) == (positive, why)
    assert made.y.tolist() == [int(str(value) == positive) for value in values]


@pytest.mark.parametrize(("asked", "found"), [("no", "No"), ("No", "No"), (0, "0"), (1.0, "1"), (True, "true")])
def test_a_named_value_is_taken_whatever_its_capitals_and_type(asked, found):
    values = {"No": ["Yes", "No"], "0": [0, 1], "1": [0, 1], "true": [True, False]}[found]
    assert labels(target(*values), "t", asked).positive == found


def test_many_classes_stand_one_against_the_rest_when_asked():
    table = target("a", "b", "c", "a")
    with pytest.raises(InputError, match="3 different values") as problem:
        labels(table, "t")
    assert "positive='b'" in problem.value.try_next
    made = labels(table, "t", "a")
    assert made.y.tolist() == [1, 0, 0, 1]
    assert made.negative == "not a"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["a", "a", "a"], "is 'a' in all 3 rows"),
        ([None, None, None], "missing"),
        (["2024-01-01", "2024-01-02", "2024-01-03"], "dates"),
    ],
)
def test_a_target_of_one_class_none_or_dates_is_refused(values, said):
    with pytest.raises(InputError, match=said):
        labels(target(*values), "t")


def test_a_positive_value_that_is_not_there_is_named():
    with pytest.raises(InputError, match="positive='Maybe'") as problem:
        labels(target("Yes", "No", "No"), "t", "Maybe")
    assert "'Yes' (1)" in problem.value.expected


def test_a_quantity_is_sent_to_regression():
    with pytest.raises(InputError) as problem:
        labels(target(*np.linspace(0, 1, 40)), "t")
    assert "regress" in problem.value.try_next


def test_rows_without_a_class_are_marked():
    assert labels(target("Yes", None, "No"), "t").y.tolist() == [1, -1, 0]
