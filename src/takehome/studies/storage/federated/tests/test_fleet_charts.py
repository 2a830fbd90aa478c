"""Charts of the fleet: drawable, small, with the styles of the page, and every number that of the outcome."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from takehome.report.charts import draw, specification
from takehome.studies.storage.federated.charts import charts
from takehome.studies.storage.federated.money.priced import priced
from takehome.studies.storage.federated.newcomers import Joined
from takehome.studies.storage.federated.outcome import Curve, PrivatePoint
from takehome.studies.storage.federated.tests.fleet_worlds import HOMES, fitted, nothing_to_gain

STYLES = {"accent", "muted", "reference", "band", "good", "bad"}
MOST_WIDE = 500
LONGEST = 22


@pytest.fixture(scope="module")
def drawn():
    """Every chart, with a privacy curve and newcomers made up where a fast fit has none."""
    outcome = replace(
        fitted().outcome, curve=Curve((0, 2, 4, 8), (0.2, 0.6, 0.79, 0.8)),
        newcomers=Joined(10, (0, 1, 3), (0.8, 0.8, 0.8), (0.8, 0.82, 0.83), *[(0.0, 0.3, 0.5)] * 4),
        points=(PrivatePoint(np.inf, 0.0, 0.8, 2.0), PrivatePoint(8.0, 1.0, 0.79, 1.9)),
    )  # fmt: skip
    return outcome, {chart.id: chart for chart in charts(priced(outcome))}


def test_all_are_there_once(drawn):
    assert list(drawn[1]) == [
        "shares", "rounds", "winners-and-losers", "kinds", "privacy-money", "new-home", "ledger",
    ]  # fmt: skip


def test_each_can_be_drawn_with_the_pages_styles_and_fits_a_phone(drawn):
    for chart in drawn[1].values():
        spec = json.dumps(specification(chart))
        assert set(re.findall(r'"style": "(\w+)"', spec)) <= STYLES, chart.id
        svg = draw(chart, chart.id)
        assert svg is not None, chart.id
        wide = re.search(r'viewBox="0 0 ([\d.]+)', svg)
        assert wide is not None
        assert float(wide[1]) <= MOST_WIDE, chart.id
        assert chart.good
        assert chart.title.endswith(".")


def test_shares_are_those_of_the_outcome_with_intervals_around_them(drawn):
    outcome, by_id = drawn
    rows = [row for row in by_id["shares"].data if row["part"] == "share"]
    assert [row["policy"] for row in rows] == [one.short for one in outcome.alternatives]
    for row, one in zip(rows, outcome.alternatives, strict=True):
        assert row["share"] == pytest.approx(max(100 * outcome.share(one.key), -25), rel=1e-5, abs=1e-9)
        assert row["low"] <= row["share"] <= row["high"]
        assert len(one.short) <= LONGEST


def test_every_home_is_in_the_histogram_and_in_one_kind(drawn):
    assert sum(row["homes"] for row in drawn[1]["winners-and-losers"].data) == HOMES
    assert sum(row["homes"] for row in drawn[1]["kinds"].data) == HOMES


def test_the_ledger_is_drawn_whole(drawn):
    outcome, by_id = drawn
    rows = by_id["ledger"].data
    assert len(rows) == len(outcome.ledger)
    total = sum(row["bytes_per_home"] * row["homes"] for row in rows)
    assert total == outcome.ledger.bytes_in_all
    tops: dict[int, float] = {}
    for row in rows:
        tops[row["round"]] = max(tops.get(row["round"], 0.0), row["high"])
    assert sum(tops.values()) * 1e3 == pytest.approx(total, rel=1e-4)


def test_the_round_that_suffices_is_marked(drawn):
    marked = [row for row in drawn[1]["rounds"].data if row["part"] == "needed"]
    assert [(row["round"], row["share"]) for row in marked] == [(4, 79.0)]
    assert "4 rounds give 90%" in drawn[1]["rounds"].title


def test_where_there_is_nothing_to_gain_only_the_ledger_is_left():
    assert {chart.id for chart in nothing_to_gain().charts()} <= {"ledger"}
