"""The whole study on a series of days, from a table to a report: what may not change it, and who may not look ahead.

``tests/contract`` runs every study on its first scenario, which is here one repeated day; this is the other mode.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import takehome as th
from takehome.protocol import Status
from takehome.report.schema import validate
from takehome.studies.pages import pages
from takehome.studies.storage.market.generator import spiky_prices
from takehome.table import Column, Kind, Table

DAYS, FIRST = 63, 35
BATTERY = {"capacity_kwh": 2_000, "power_kw": 1_000, "efficiency": 0.85, "wear_per_kwh": 0.002}
HOUR = np.timedelta64(3_600_000_000, "us")
ASKED = {"battery": BATTERY, "train": FIRST / DAYS, "fast": True}


def table_of(values: np.ndarray, unit: str = "EUR/MWh", step: np.timedelta64 = HOUR, **more: np.ndarray) -> Table:
    time = np.datetime64("2021-03-01", "us") + np.arange(len(values)) * step
    columns = [Column("start", Kind.DATE, time), Column("price", Kind.NUMBER, np.asarray(values, float), unit)]
    columns += [Column(name, Kind.NUMBER, np.asarray(numbers, float)) for name, numbers in more.items()]
    return Table(tuple(columns), rows_in_source=len(values))


@cache
def values() -> np.ndarray:
    return spiky_prices(DAYS, 4).values


@cache
def study(information: str = "known_day") -> Any:
    return th.trade(table_of(values()), information=information, **ASKED)


def document(made: Any) -> dict[str, Any]:
    return {key: part for key, part in json.loads(json.dumps(made.to_dict(), allow_nan=False)).items() if key != "run"}


def assert_close(one: Any, other: Any, where: str = "") -> None:
    """Equal up to 1e-9 in numbers, exactly in everything else."""
    if isinstance(one, dict):
        assert list(one) == list(other), where
        for key in one:
            assert_close(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9), where
    else:
        assert one == other, where


def test_the_document_is_valid_and_a_second_run_gives_the_same() -> None:
    validate(study().to_dict())
    assert document(th.trade(table_of(values()), information="known_day", **ASKED)) == document(study())


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = table_of(values())
    shuffled = table.take(np.random.default_rng(0).permutation(table.rows))
    assert document(th.trade(shuffled, information="known_day", **ASKED)) == document(study())


def test_a_price_per_kwh_is_the_same_price() -> None:
    made = th.trade(table_of(values() / 1000, "EUR/kWh"), information="known_day", **ASKED)
    assert_close(dict(made.metrics()), dict(study().metrics()))
    assert made.dispatch().columns["known_day_energy_kwh"] == study().dispatch().columns["known_day_energy_kwh"]


def test_a_unit_that_is_unknown_changes_no_move() -> None:
    """Another currency: a hundred times the numbers, and a hundred times the wear."""
    battery = {**BATTERY, "wear_per_kwh": 0.2}
    made = th.trade(table_of(100 * values(), "JPY/MWh"), information="known_day", **{**ASKED, "battery": battery})
    for name, moved in study().dispatch().columns.items():
        if name.endswith("_energy_kwh"):
            assert made.dispatch().columns[name] == pytest.approx(moved), name
    assert made.recommend().action == study().recommend().action
    assert made.recommend().gain.amount == pytest.approx(100 * study().recommend().gain.amount)
    assert [(f.code, f.status) for f in made.checks()] == [(f.code, f.status) for f in study().checks()]


@pytest.mark.parametrize("information", ["forecast", "current_price"])
def test_what_may_not_be_known_is_not_recommended(information: str) -> None:
    made = study(information)
    assert made.metrics()["information"] == information
    options = [option.action for option in made.recommend().options]
    assert not any("known prices" in action for action in options)
    assert information in document(made)["echo"][2]
    needed = next(one.information for one in made.outcome.results if one.label == made.recommend().action)
    assert made.outcome.information.covers(needed)


def test_nobody_looks_ahead() -> None:
    """Prices of the last ten days are shuffled: what any policy does before is as it was, to the last move."""
    cut = 24 * (DAYS - 10)
    changed = values().copy()
    changed[cut:] = np.random.default_rng(1).permutation(changed[cut:]) + 37
    before, after = study().dispatch(), th.trade(table_of(changed), information="known_day", **ASKED).dispatch()
    kept = cut - 24 * FIRST
    policies = [one.key for one in study().outcome.results]
    assert len(policies) >= 8
    for key in policies:
        name = f"{key}_energy_kwh"
        assert after.columns[name][:kept] == before.columns[name][:kept], key
    changed = [key for key in policies if after.columns[f"{key}_energy_kwh"] != before.columns[f"{key}_energy_kwh"]]
    assert {"known_day", "yesterday", "forecast_plan"} <= set(changed)


def test_the_bound_is_above_all_and_the_floor_below_the_plan() -> None:
    metrics = study().metrics()
    assert metrics["certified"]
    assert all(profit <= metrics["optimum"] + 1e-6 for profit in metrics["profits"].values())
    assert metrics["profits"]["known_day"] > max(metrics["profits"][key] for key in ("yesterday", "last_week", "hold"))
    assert metrics["policy"] == "known_day"


def test_wear_by_depth_is_outside_the_bound_and_nobody_passes_it(tmp_path: Path) -> None:
    """No price per kWh holds it, so the exact optimum is that before wear, and so says the sentence."""
    battery = {"capacity_kwh": 2_000, "power_kw": 1_000, "efficiency": 0.9, "wear_by_depth": 50}
    made = th.trade(table_of(values()[: 24 * 20]), battery=battery, fast=True)
    metrics = made.metrics()
    assert metrics["optimum"] == pytest.approx(made.outcome.certificate.profit)
    assert all(profit <= metrics["optimum"] for profit in metrics["profits"].values())
    assert "before wear" in made.recommend().sentence
    assert th.load(made.save(tmp_path / "study")).metrics()["optimum"] == metrics["optimum"]


def test_its_own_dispatch_as_a_schedule_earns_what_it_earned() -> None:
    """``schedule="mw"`` values somebody else's dispatch; here it is the plan's own, in MW on the grid side."""
    whole = th.trade(table_of(values()), battery=BATTERY, train=0, fast=True)
    energy = np.array(whole.dispatch().columns["known_day_energy_kwh"])
    judged = th.trade(table_of(values(), mw=energy / 1000), battery=BATTERY, train=0, schedule="mw", fast=True)
    metrics = judged.metrics()
    assert metrics["given_profit"] == pytest.approx(whole.metrics()["profits"]["known_day"])
    assert metrics["given_share"] == pytest.approx(whole.metrics()["shares"]["known_day"])
    assert any("mw" in option.action for option in judged.recommend().options)


EDGES = {
    "constant": table_of(np.full(24 * 20, 42.0)),
    "all zero": table_of(np.zeros(48)),
    "two prices": table_of(np.array([10.0, 50.0])),
    "negative": table_of(-values()[: 24 * 16]),
    "tiny": table_of(values()[: 24 * 16] * 1e-9),
    "one spike": table_of(np.where(np.arange(24 * 20) == 200, 5_000.0, 40.0)),
    "daily steps": table_of(values()[:400], step=24 * HOUR),
    "five minutes": table_of(np.repeat(values()[: 24 * 3], 12), step=HOUR / 12),
}


@pytest.mark.parametrize("name", list(EDGES))
def test_odd_markets_give_a_whole_report(name: str, tmp_path: Path) -> None:
    made = th.trade(EDGES[name], battery=BATTERY, information="current_price", fast=True)
    validate(made.to_dict())
    assert made.report(tmp_path).is_file()
    metrics = made.metrics()
    assert (metrics["share_of_optimum"] is None) == (metrics["optimum"] == 0)
    assert {finding.code for finding in made.checks()} <= set(pages())
    if name in ("constant", "all zero"):
        assert made.recommend().action == "do nothing"
        flat = next(finding for finding in made.checks() if finding.code == "STO001")
        assert flat.status is Status.FAILED


def test_other_economics_move_money_and_no_schedule() -> None:
    made, before = study().recommend({"wear_price": 10.0}), study().dispatch()
    assert made.action == "do nothing"
    assert study().dispatch() == before
    economics = {"battery_price": 200.0, "fixed_cost": 100.0, "complexity_cost": 0.0}
    one, ten = study().recommend(economics), study().recommend({**economics, "batteries": 10})
    assert one.action == ten.action
    assert replace(one.gain, amount=0).currency == "EUR"
