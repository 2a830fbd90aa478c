"""Every check on worlds whose truth is known: a calm market, the brief's day, a flat price, and one fault at a time.

What a finding must satisfy is that of ``tests/contract/test_results.py``; intervals are held against a bootstrap of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from takehome.protocol import Finding, Status
from takehome.studies.storage import checks
from takehome.studies.storage.checks import (
    certified_bound,
    regime_change,
    simple_battery,
)
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.tests.check_worlds import (
    WORLDS,
    brief,
    calm,
    few,
    flat,
    one,
    outcome_of,
    table_of,
    waves,
    wild,
)

CODES = [f"STO{number:03}" for number in range(1, 14)]
HEADINGS = ["How it is measured", "Why it matters", "What to do"]
WRONG = re.compile(r"\bnan\b|not a number|None|\binf\b|  |\b1 days\b")
PACKAGE = "takehome.studies.storage.checks"


@pytest.fixture(params=WORLDS, ids=lambda world: world.__name__)
def found(request: pytest.FixtureRequest) -> tuple[Finding, ...]:
    world: Callable[[], Outcome] = request.param
    return checks.run_checks(world())


def test_every_check_speaks_in_every_world(found: tuple[Finding, ...]) -> None:
    assert list(dict.fromkeys(finding.code for finding in found)) == CODES


def test_findings_are_complete(found: tuple[Finding, ...]) -> None:
    for finding in found:
        assert finding.title
        assert finding.good
        assert finding.remedy
        assert not WRONG.search(finding.seen), finding
        if finding.status is not Status.NOT_APPLICABLE:
            assert re.search(r"\d", finding.seen), finding
            assert re.search(r"\d", finding.consequence), finding
            assert not WRONG.search(finding.consequence + finding.remedy), finding
            assert finding.effect is not None
            assert finding.limit is not None
            assert finding.limit.unit == finding.measured[finding.effect].unit
            assert all(np.isfinite(quantity.value) for quantity in finding.measured.values()), finding


def test_status_follows_from_interval_and_limit(found: tuple[Finding, ...]) -> None:
    for finding in found:
        if finding.interval is not None and finding.limit is not None:
            assert finding.measured[str(finding.effect)].value in finding.interval
            if finding.status in {Status.FAILED, Status.PASSED}:
                assert not finding.interval.low < finding.limit.value < finding.interval.high, finding


def statuses(outcome: Outcome) -> list[tuple[str, str | None, str, Status]]:
    return [(f.code, f.subject, f.stage, f.status) for f in checks.run_checks(outcome)]


def test_a_calm_market_passes_but_for_a_table_with_too_few_days() -> None:
    bad = {code for code, _, _, status in statuses(calm()) if status not in {Status.PASSED, Status.NOT_APPLICABLE}}
    assert bad <= {"STO012"}, bad


def test_the_brief_day() -> None:
    """Its agent fails for want of exploration and not for its discount; the plan reaches the bound."""
    bad = {(code, stage): status for code, _, stage, status in statuses(brief()) if status is not Status.PASSED}
    bad = {key: status for key, status in bad.items() if status is not Status.NOT_APPLICABLE}
    assert bad == {
        ("STO006", "data"): Status.CAUTION, ("STO009", "brief"): Status.FAILED, ("STO012", "brief"): Status.FAILED,
    }  # fmt: skip
    assert one(brief(), "STO009", "chosen").measured["share of the bound"].value == pytest.approx(100)
    assert one(brief(), "STO011").measured["cycles"].value == pytest.approx(1.0)
    assert "435 $ of 435 $" in one(brief(), "STO013").seen


def test_a_flat_price_is_nothing_to_trade() -> None:
    finding = one(flat(), "STO001")
    assert finding.status is Status.FAILED
    assert finding.measured["spread"].value == 0
    assert "Nothing to trade" in finding.consequence
    assert {status for code, _, _, status in statuses(flat()) if code != "STO001"} <= {
        Status.PASSED, Status.NOT_APPLICABLE,
    }  # fmt: skip


def test_few_days_tell_nothing_and_say_how_many_would() -> None:
    cautions = [f for f in checks.run_checks(few()) if f.status is Status.CAUTION and f.rows_to_settle]
    assert cautions
    assert {f.rows_to_settle for f in cautions} == {14 * 24}
    assert all("no interval can be had from 5 days" in f.seen for f in cautions)


def test_a_change_of_unit_changes_no_status() -> None:
    dear = outcome_of(table_of(12 * spiky_prices(42, 3, negative_rate=2.0, level=20.0).values), information=None)
    assert statuses(dear) == statuses(wild())


def test_the_order_of_the_rows_changes_nothing() -> None:
    table = wild().table
    shuffled = table.take(np.random.default_rng(0).permutation(table.rows))
    assert statuses(outcome_of(shuffled, information=None)) == statuses(wild())


def gappy(drop: np.ndarray, days: int = 30) -> Outcome:
    return outcome_of(table_of(waves(days)).take(np.setdiff1d(np.arange(24 * days), drop)))


def test_gaps_are_told_by_how_many_and_by_their_money() -> None:
    quiet = gappy(np.array([24 * 3]))  # one hour, in the morning
    assert one(quiet, "STO002").status is Status.PASSED
    assert one(quiet, "STO002").measured["steps filled"].value == 1
    evenings = np.array([24 * day + hour for day in range(4, 14) for hour in (17, 18)])
    dear = one(gappy(evenings), "STO002")
    assert (dear.status, dear.effect) == (Status.FAILED, "money in filled steps")
    run = one(gappy(24 * 4 + np.arange(26), days=180), "STO002")
    assert run.measured["longest run"].value == 26
    assert run.status is not Status.PASSED


def test_repeated_rows_are_counted() -> None:
    table = table_of(waves(20))
    twice = table.take(np.concatenate([np.arange(480), np.arange(100)]))
    finding = one(outcome_of(twice), "STO002", subject="repeated rows")
    assert finding.status is Status.CAUTION
    assert finding.measured["rows repeated"].value == 100


def test_negative_prices_matter_where_energy_is_burnt_for_money() -> None:
    values = waves(28)
    values[np.arange(len(values)) % 24 < 8] -= 90.0  # nights at which one is paid to charge
    assert one(outcome_of(table_of(values)), "STO003").status is Status.FAILED
    assert one(calm(), "STO003").status is Status.PASSED
    rare = waves(28)
    rare[12] = -1.0
    assert one(outcome_of(table_of(rare)), "STO003").status is Status.PASSED


def regimes(values: np.ndarray) -> dict[str | None, Finding]:
    """The calm past, and other judged days."""
    task = calm().task
    prices = task.prices.with_values(np.concatenate([task.train.values, values]))
    outcome = replace(calm(), task=replace(task, prices=prices))
    return {finding.subject: finding for finding in regime_change.check(outcome)}


def test_regimes_are_told_apart() -> None:
    assert {f.status for f in regimes(waves(28, seed=1)).values()} == {Status.PASSED}
    for values, subject in (
        (waves(28, seed=1, height=75.0), "spread"), (waves(28, seed=1, height=10.0), "spread"),
        (waves(28, seed=1, level=200.0), "level"), (np.roll(waves(28, seed=1), 12), "shape of the day"),
    ):  # fmt: skip
        made = regimes(values)
        assert {name for name, finding in made.items() if finding.status is Status.FAILED} == {subject}
    assert regimes(waves(28, seed=1, height=75.0))["spread"].measured["change"].value == pytest.approx(3.0, rel=0.05)
    assert regimes(waves(28, seed=1, height=10.0))["spread"].measured["change"].value == pytest.approx(2.5, rel=0.05)


def test_spikes_hide_no_shape_of_the_day() -> None:
    """A day of a spike counts as one day: its own shape is not that of the period."""
    values = waves(28, seed=1)
    values[[24 * 5 + 3, 24 * 11 + 4]] = 5_000.0
    calm_shape = regimes(waves(28, seed=1))["shape of the day"].measured["own mean day"].value
    assert regimes(values)["shape of the day"].measured["own mean day"].value > 0.8 * calm_shape
    assert regimes(np.roll(values, 12))["shape of the day"].status is Status.FAILED


def test_nothing_learned_is_no_change_of_regime() -> None:
    assert one(wild(), "STO004").status is Status.NOT_APPLICABLE


def test_a_bound_that_two_ways_dispute_fails() -> None:
    proof = calm().certificate
    wrong = replace(proof, replayed=0.9 * proof.profit, agreed=False)
    assert one(replace(calm(), certificate=wrong), "STO005").status is Status.FAILED
    loose = replace(proof, linear_gap=0.03, tight=False)
    assert one(replace(calm(), certificate=loose), "STO005").status is Status.CAUTION


def test_a_long_series_is_proved_on_its_last_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certified_bound, "PROOF_STEPS", 24 * 7)
    unproved = replace(calm(), certificate=replace(calm().certificate, linear=None, linear_gap=None))
    finding = one(unproved, "STO005")
    assert finding.status is Status.PASSED
    assert "On the last 7 days it was run" in finding.seen


def test_a_battery_that_was_rounded_much_or_loses_nothing_is_told() -> None:
    bigger = replace(calm().settings.battery, capacity_kwh=1.1 * calm().settings.battery.capacity_kwh)
    rounded = replace(calm(), settings=replace(calm().settings, battery=bigger))
    assert simple_battery.check(rounded)[0].status is Status.FAILED
    assert [f.status for f in simple_battery.check(calm())] == [Status.PASSED]
    ideal = simple_battery.check(brief())[1]
    assert (ideal.status, ideal.subject) == (Status.CAUTION, "losses")


def test_losses_of_a_lossless_battery_are_those_of_its_bound() -> None:
    """The brief's day with 85 % of the energy sold again, solved here on its own."""
    task = brief().task
    grid = lattice(replace(task.lattice.battery, charge_efficiency=0.85), 1.0)
    cost = 100 * (1 - optimum(grid, task.test).profit / 435.0)
    assert simple_battery.check(brief())[1].measured["cost of usual losses"].value == pytest.approx(cost)
