"""What may not change a decision: the order of the rows, the unit of a column, the currency; and what may not vary."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from takehome import api
from takehome.protocol import Recommendation
from takehome.studies.entry import Entry
from takehome.table import Kind, Role, Table

PRICES = {
    "rate", "price", "complexity_cost", "budget", "fp", "fn", "tp", "tn", "contact_cost", "customer_value", "value",
    "cost", "challenge_human", "missed_bot", "battery_price", "inverter_price", "fixed_cost", "wear_price",
    "traffic_price", "service_cost", "central_cost", "data_cost",
}  # fmt: skip
"""Keys of the economics that are amounts of money; the other numbers are counts, times and ranges."""


def without_run(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "run"}


def assert_same(left: Any, right: Any, where: str = "report") -> None:
    """Equal up to 1e-9 in floats, exactly in everything else."""
    if isinstance(left, dict):
        assert isinstance(right, dict), where
        assert list(left) == list(right), where
        for name in left:
            assert_same(left[name], right[name], f"{where}.{name}")
    elif isinstance(left, list):
        assert len(left) == len(right), where
        for position, (one, other) in enumerate(zip(left, right, strict=True)):
            assert_same(one, other, f"{where}[{position}]")
    elif isinstance(left, float) and isinstance(right, float):
        assert left == pytest.approx(right, rel=1e-9, abs=1e-9), where
    else:
        assert left == right, where


def chosen(decision: Recommendation) -> int:
    """Position of the chosen option, which has no unit in its name."""
    return [option.action for option in decision.options].index(decision.action)


def test_the_same_seed_gives_the_same_report(run: Callable[..., Any], table: Table, study: Any) -> None:
    assert without_run(run(table).to_dict()) == without_run(study.to_dict())


def test_the_order_of_the_rows_does_not_matter(run: Callable[..., Any], table: Table, study: Any) -> None:
    shuffled = table.take(np.random.default_rng(3).permutation(table.rows))
    assert_same(without_run(run(shuffled).to_dict()), without_run(study.to_dict()))


def test_a_feature_in_another_unit_changes_no_decision(run: Callable[..., Any], table: Table, study: Any) -> None:
    """Years to months, GB to MB: each number feature times 12, and its unit with it."""
    columns = tuple(
        replace(column, values=column.values * 12, unit=f"{column.unit}/12")
        if column.kind is Kind.NUMBER and table.role(column.name) is Role.FEATURE
        else column
        for column in table.columns
    )
    assert_same_decision(run(replace(table, columns=columns)), study)


def test_the_target_in_another_unit_changes_no_decision(run: Callable[..., Any], table: Table, study: Any) -> None:
    """$ to cents: the gain is a hundred times the number, and means the same. A class has no unit."""
    if not any(column.unit for column in table.with_role(Role.TARGET)):
        pytest.skip("the target of this study has no unit")
    columns = tuple(
        replace(column, values=column.values * 100, unit=f"{column.unit}/100")
        if table.role(column.name) is Role.TARGET
        else column
        for column in table.columns
    )
    rescaled = run(replace(table, columns=columns))
    assert_same_decision(rescaled, study)
    assert rescaled.recommend().gain.amount == pytest.approx(100 * study.recommend().gain.amount, rel=1e-6)


def assert_same_decision(one: Any, other: Any) -> None:
    assert chosen(one.recommend()) == chosen(other.recommend())
    assert one.recommend().probability_better == pytest.approx(other.recommend().probability_better, abs=0.02)
    assert [(f.code, f.subject, f.stage, f.status) for f in one.checks()] == [
        (f.code, f.subject, f.stage, f.status) for f in other.checks()
    ]


def scaled(economics: Any, factor: float) -> Any:
    """Every amount of money times `factor`."""
    if isinstance(economics, dict):
        return {
            name: value * factor if name in PRICES and isinstance(value, int | float) else scaled(value, factor)
            for name, value in economics.items()
        }
    return [scaled(item, factor) for item in economics] if isinstance(economics, list) else economics


@pytest.mark.parametrize("factor", [0.01, 1000.0])
def test_money_times_k_is_gain_times_k(entry: Entry, study: Any, factor: float) -> None:
    economics = {"complexity_cost": 5.0, **tomllib.loads(api.economics_template(entry.verb))}
    before, after = study.recommend(economics), study.recommend(scaled(economics, factor))
    assert after.gain.amount == pytest.approx(factor * before.gain.amount, rel=1e-9)
    assert chosen(after) == chosen(before)
    assert after.probability_better == before.probability_better
    for one, other in zip(before.options, after.options, strict=True):
        assert other.value.amount == pytest.approx(factor * one.value.amount, rel=1e-9)


def test_other_economics_need_no_new_fit_and_leave_the_study_as_it_was(entry: Entry, study: Any) -> None:
    before = study.recommend()
    study.recommend(tomllib.loads(api.economics_template(entry.verb)))
    assert study.recommend() == before
