"""Rules against scikit-learn's own trees, and against boxes whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from takehome.studies.segmentation.personas.rules import FAITHFUL, find_rules
from takehome.studies.segmentation.personas.tree import grown

COLUMNS, UNITS, FILLS = ("Cart_Value", "Return_Rate", "Items"), ("$", "", "items"), (0.0, 0.0, 0.0)


def blobs(seed: int, n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 4, n)
    return rng.normal(size=(n, 3)) + np.array([[0, 0, 0], [2, 0, 1], [0, 2, -1], [2, 2, 3]])[y], y


@pytest.mark.parametrize("seed", range(5))
def test_first_leaves_are_a_smaller_fit(seed: int) -> None:
    """scikit-learn grown anew with m leaves says the same on every row as the first 2 m − 1 nodes of one fit."""
    x, y = blobs(seed)
    full = grown(x, y, 4, 12, 0)
    ranks = np.column_stack([np.unique(column, return_inverse=True)[1] for column in x.T])
    for leaves in range(2, 13):
        other = DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=0).fit(ranks, y)
        tree = full.first(leaves)
        assert tree.leaves == other.get_n_leaves()
        assert np.array_equal(tree.assign(x), other.predict(ranks))
        assert tree.agreement() == pytest.approx(np.mean(other.predict(ranks) == y))
        merged = tree.merged()
        assert np.array_equal(merged.assign(x), tree.assign(x))
        pairs = [(merged.left[node], merged.right[node]) for node in np.flatnonzero(~merged.is_leaf)]
        ends = [(a, b) for a, b in pairs if merged.is_leaf[a] and merged.is_leaf[b]]
        assert all(merged.label[a] != merged.label[b] for a, b in ends)


def test_four_boxes_are_four_rules() -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.uniform(0, 500, 2000), rng.uniform(0, 1, 2000), rng.normal(size=2000)])
    y = (x[:, 0] > 250) * 2 + (x[:, 1] > 0.5)
    rules = find_rules(x, COLUMNS, UNITS, FILLS, y, ("S1", "S2", "S3", "S4"))
    assert rules.fidelity == 1
    assert [rule.group for rule in rules.rules] == ["S1", "S2", "S3", "S4"]
    assert all(rule.precision == rule.coverage == 1 for rule in rules.rules)
    assert all(rule.text.startswith("Cart_Value ") and " and Return_Rate " in rule.text for rule in rules.rules)
    assert all(len(rule.text) < 45 for rule in rules.rules), "a cut has more digits than the rows ask for"


def test_conditions_on_one_column_are_one() -> None:
    x = np.linspace(0, 40, 401)[:, None]
    rules = find_rules(x, ("Age",), ("years",), (20.0,), np.digitize(x[:, 0], (10, 20, 30)), ("S1", "S2", "S3", "S4"))
    assert [rule.text.count("Age") for rule in rules.rules] == [1, 1, 1, 1]
    low, high = rules.rules[1].bounds[0][1:]
    assert 9.9 <= low < 10
    assert 19.9 <= high < 20
    assert rules.rules[1].text == f"{low:g} < Age ≤ {high:g} years"


@pytest.mark.parametrize("seed", range(5))
def test_boxes_cover_every_row_once(seed: int) -> None:
    x, y = blobs(seed)
    rules = find_rules(x, COLUMNS, UNITS, FILLS, y, ("S1", "S2", "S3", "S4"))
    inside = np.array([[all(lo < v[j] <= hi for j, lo, hi in rule.bounds) for rule in rules.rules] for v in x])
    assert (inside.sum(axis=1) == 1).all()
    said = np.array([rule.group for rule in rules.rules])[inside.argmax(axis=1)]
    assert said.tolist() == rules.assign(x).tolist()
    assert rules.fidelity == pytest.approx(np.mean(said == np.array(rules.ids)[y]))
    assert [rule.rows for rule in rules.rules] == inside.sum(axis=0).tolist()


def test_a_small_group_has_its_rule() -> None:
    """Two rows in a hundred, which 95 % fidelity would let go."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1000, 3)) + np.array([4.0, 0, 0]) * (np.arange(1000) % 2)[:, None]
    y = np.arange(1000) % 2
    x[:20], y[:20] = rng.normal(size=(20, 3)) * 0.1 + np.array([2, 9, 9]), 2
    rules = find_rules(x, COLUMNS, UNITS, FILLS, y, ("S1", "S2", "M1"))
    assert rules.faithful
    assert {rule.group for rule in rules.rules} == {"S1", "S2", "M1"}


@pytest.mark.parametrize("factor", [12.0, 100.0, 1e-9])
def test_a_change_of_unit_changes_no_row(factor: float) -> None:
    x, y = blobs(3)
    one, other = grown(x, y, 4, 12, 0), grown(x * factor, y, 4, 12, 0)
    assert np.array_equal(one.leaf(x), other.leaf(x * factor))
    rules = find_rules(x * factor, COLUMNS, UNITS, FILLS, y, ("S1", "S2", "S3", "S4"))
    whole = one.first(one.leaves)
    assert rules.fidelity >= min(FAITHFUL, whole.agreement()), "rounding cost rows"


def test_rules_that_cannot_say_it_say_so() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(500, 3)), rng.integers(0, 3, 500)
    rules = find_rules(x, COLUMNS, UNITS, FILLS, y, ("S1", "S2", "S3"))
    assert rules.fidelity < FAITHFUL
    assert not rules.faithful
    assert len(rules.rules) <= 12


def test_rows_of_no_group_are_left_out_and_one_group_is_one_rule() -> None:
    x, y = blobs(4)
    all_one = find_rules(x, COLUMNS, UNITS, FILLS, np.where(y == 0, -1, 0), ("S1",))
    assert [(rule.text, rule.rows) for rule in all_one.rules] == [("every row", int((y != 0).sum()))]
    assert set(all_one.assign(x)) == {"S1"}
