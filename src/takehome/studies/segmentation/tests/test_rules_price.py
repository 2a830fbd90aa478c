"""The price of rules against counting it row by row."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.studies.segmentation.money.priced import priced
from takehome.studies.segmentation.money.rules_price import rules_price
from takehome.studies.segmentation.tests.segment_money_worlds import shop

ECONOMICS = {
    "value": "spend",
    "actions": [{"name": "mail", "cost": 1.0, "uplift": 0.01}, {"name": "call", "cost": 12.0, "uplift": 0.05}],
    "complexity_cost": 0.0,
}
GAIN = {0: (0.0, 0.0), 1: (0.01, 1.0), 2: (0.05, 12.0)}
"""Action (0 is nothing) → uplift and cost of the economics above."""


def test_it_is_what_moved_rows_lose() -> None:
    source = shop()
    made = priced(source, ECONOMICS)
    labels = source.grouping.labels
    by_rules = np.where(labels >= 0, labels, 0).copy()
    moved = np.flatnonzero(labels == 1)[:20]
    by_rules[moved] = 0
    found = rules_price(made, by_rules)
    assert found is not None
    policy = made.policy(made.action)
    assert policy is not None
    spend = source.table["spend"].values

    def worth(row: int, segment: int) -> float:
        uplift, cost = GAIN[int(policy.acts[segment])]
        return float(spend[row] * uplift - cost)

    lost = sum(worth(row, 1) - worth(row, 0) for row in moved)
    assert found.lost.amount == pytest.approx(lost, rel=1e-9)
    assert found.moved == 20
    assert found.interval.low <= found.lost.amount <= found.interval.high
    assert lost > 0


def test_rules_that_agree_lose_nothing_and_no_price_is_given_without_economics() -> None:
    source = shop()
    same = np.maximum(source.grouping.labels, 0)
    found = rules_price(priced(source, ECONOMICS), same)
    assert found is not None
    assert (found.lost.amount, found.moved) == (0.0, 0)
    assert rules_price(priced(source), same) is None
