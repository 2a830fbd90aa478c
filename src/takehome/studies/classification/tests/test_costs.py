"""Costs: formulas are arithmetic and nothing else, unreasonable matrices are refused, the break-even is Elkan's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from takehome.errors import InputError
from takehome.studies.classification.costs import RowCosts, cost_columns, row_costs
from takehome.studies.classification.economics import (
    Campaign,
    ClassificationEconomics,
    CostMatrix,
    combined,
    parse_costs,
    parse_economics,
    to_plain,
)
from takehome.studies.classification.formula import evaluate
from takehome.table import read

TABLE = read(
    {"Bill": [10.0, 20.0, 30.0], "Monthly fee": [1.0, 2.0, 3.0], "who": ["a", "b", "c"], "gap": [1.0, np.nan, 2]}
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Bill", [10, 20, 30]),
        ("0.2 * Bill", [2, 4, 6]),
        ("Monthly fee", [1, 2, 3]),
        ("12 * `Monthly fee` + Bill / 2", [17, 34, 51]),
        ("max(Bill, 15)", [15, 20, 30]),
        ("-(Bill - 5) ** 2", [-25, -225, -625]),
        ("abs(min(-Bill, -15))", [15, 20, 30]),
        ("7", [7, 7, 7]),
    ],
)
def test_formulas_are_arithmetic_on_columns(text, values):
    np.testing.assert_allclose(evaluate(text, TABLE, "the cost fn"), values)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "Bill.real", "(lambda: 1)()", "Bill if Bill else 1", "[1, 2]", "max(Bill)", "Bill >> 1", "",
        "1 +", "True", "'text'", "open('x')", "Bill and 1", "max(Bill, key=1)", "1" * 600,
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(InputError, match=r"arithmetic|cost"):
        evaluate(text, TABLE, "the cost fn")


@pytest.mark.parametrize(
    ("text", "said"), [("Bil", "Bill"), ("who", "category"), ("gap", "row 2"), ("1 / (Bill - 10)", "row 1")]
)
def test_a_cost_without_a_number_names_column_and_row(text, said):
    with pytest.raises(InputError, match=r".") as problem:
        evaluate(text, TABLE, "the cost fn")
    assert said in problem.value.message


@pytest.mark.parametrize(
    "costs",
    [{"fp": 10, "fn": 0}, {"fp": -10, "fn": 100}, {"fp": 10, "fn": 5, "tp": 5}, {"fp": 1, "fn": 100, "tn": 2}],
)
def test_a_matrix_in_which_an_error_is_no_dearer_than_the_right_decision_is_refused(costs):
    """Elkan (2001), section 1.1: the reasonableness conditions."""
    with pytest.raises(InputError, match="always best"):
        CostMatrix(**costs)


def test_costs_of_rows_are_held_to_the_same_on_average():
    with pytest.raises(InputError, match="always best"):
        row_costs(CostMatrix(fp="Bill", fn=100, tn="2 * Bill"), TABLE)


@pytest.mark.parametrize(
    "costs", [{"fp": np.nan, "fn": 1}, {"fp": "x" * 9, "fn": True}, {"fp": 1}, {"fp": 1, "fm": 2}, [[1, 2]]]
)
def test_malformed_costs_are_one_message(costs):
    with pytest.raises(InputError):
        parse_costs(costs)


def test_a_table_of_costs_has_actual_rows_and_predicted_columns():
    """The UCI documentation of German credit: rows actual, columns predicted, [[0, 1], [5, 0]] for (good, bad)."""
    assert CostMatrix.from_table([[0, 1], [5, 0]]) == CostMatrix(fp=1, fn=5)


def test_a_campaign_is_a_cost_matrix():
    matrix = Campaign(contact_cost=10, customer_value=100, success_rate=0.3).matrix()
    assert (matrix.fp, matrix.fn, matrix.tp, matrix.tn) == (10, 100, 80, 0)
    by_row = row_costs(Campaign("2", "Bill", 0.5).matrix(), TABLE)
    np.testing.assert_allclose(by_row.tp, 2 + 0.5 * TABLE["Bill"].values)
    with pytest.raises(InputError, match="always best"):
        Campaign(contact_cost=50, customer_value=100, success_rate=0.3).matrix()


def test_a_bare_column_is_a_cost_and_a_formula_is_not():
    assert cost_columns(CostMatrix(fp="Monthly fee", fn="3 * Bill"), TABLE) == ("Monthly fee",)


def test_documentation_example_of_the_break_even():
    """Elkan (2001), equation 2, with FP 1 and FN 5: 1/6 (and not 1/5, as one published example has it)."""
    costs = row_costs(CostMatrix(fp=1, fn=5), TABLE)
    np.testing.assert_allclose(costs.break_even, 1 / 6)


amounts = arrays(float, 4, elements=st.floats(-50, 50, width=32))


@given(amounts, amounts, amounts, amounts, st.floats(0, 1))
def test_the_gain_is_the_difference_of_expected_costs_and_its_sign_is_the_break_evens(fp, fn, tp, tn, p):
    costs = RowCosts(fp, fn, tp, tn)
    expected = (p * fn + (1 - p) * tn) - (p * tp + (1 - p) * fp)
    np.testing.assert_allclose(costs.gain(np.full(4, p)), expected, atol=1e-9)
    ordinary = costs.saved + costs.wasted > 1e-6
    clear = ordinary & (np.abs(expected) > 1e-6)
    assert ((costs.gain(np.full(4, p)) > 0) == (p > costs.break_even))[clear].all()


def test_economics_survive_plain_values():
    made = parse_economics(
        {"costs": {"fp": "Bill", "fn": 100}, "thresholds": [0.2], "population": 40000, "horizon": "month"}
    )
    assert parse_economics(to_plain(made)) == made
    assert made.per("x") == "month, 40,000 customers"
    assert ClassificationEconomics().per("300 hold-out rows") == "300 hold-out rows"


def test_a_key_given_twice_is_an_error():
    with pytest.raises(InputError, match="capacity both"):
        combined({"capacity": 5}, capacity=6)
    with pytest.raises(InputError, match="unknown key 'tresholds'"):
        parse_economics({"tresholds": [0.5]})
    with pytest.raises(InputError, match="a capacity and a budget"):
        combined(None, None, 5, 6.0)


@pytest.mark.parametrize(
    "text", ["1/0", "9.0**9.0**9.0", "(-8)**0.5", "9" * 400, "quoted_column_x", "quoted_column_7", "`Bill`/0*`no`"]
)
def test_arithmetic_without_a_finite_value_is_a_message(text):
    """Python's own numbers raise ZeroDivisionError or OverflowError, or turn complex, where NumPy's are not finite."""
    table = read({"Bill": [10.0, 20.0]})
    with pytest.raises(InputError):
        evaluate(text, table, "the cost fn")
