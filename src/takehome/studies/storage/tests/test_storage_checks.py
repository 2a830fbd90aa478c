"""Every check on worlds whose truth is known: a calm market, the brief's day, a flat price, and one fault at a time.

What a finding must satisfy is that of ``tests/contract/test_results.py``; intervals are held against a bootstrap of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from takehome.protocol import Finding, Status
from takehome.studies.storage import checks, fitting
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.checks import (
    certified_bound,
    concentrated_profit,
    far_from_bound,
    look_ahead,
    regime_change,
    simple_battery,
    unvisited_states,
)
from takehome.studies.storage.checks.day_draws import judge, ratio
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.simple import Hold
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.result import bound_of, daily
from takehome.studies.storage.scenario import flat_prices, greengrid_day
from takehome.studies.storage.settings import Reading, Settings, silent
from takehome.studies.storage.task import Task
from takehome.table import Column, Kind, Role, Table

CODES = [f"STO{number:03}" for number in range(1, 14)]
HEADINGS = ["How it is measured", "Why it matters", "What to do"]
WRONG = re.compile(r"\bnan\b|not a number|None|\binf\b|  |\b1 days\b")
PACKAGE = "takehome.studies.storage.checks"
BATTERY = Battery(2_000.0, 1_000.0, 0.9, 0.9)
HOUR = np.timedelta64(1, "h")


def table_of(values: np.ndarray, unit: str = "EUR/MWh", **more: np.ndarray) -> Table:
    time = np.datetime64("2018-01-01", "us") + np.arange(len(values)) * HOUR
    columns = [Column("utc_start", Kind.DATE, time), Column("price", Kind.NUMBER, np.asarray(values, float), unit)]
    columns += [Column(name, Kind.NUMBER, column) for name, column in more.items()]
    return Table(tuple(columns), source="world", rows_in_source=len(values))


def waves(days: int, seed: int = 0, level: float = 50.0, height: float = 25.0) -> np.ndarray:
    """Cheap nights and dear evenings, of a height that differs a little by day."""
    rng = np.random.default_rng(seed)
    wave = height * np.sin(2 * np.pi * (np.arange(24) - 12) / 24)
    return (level + wave * rng.uniform(0.8, 1.2, (days, 1)) + rng.normal(0, 0.04 * height, (days, 24))).ravel()


def outcome_of(table: Table, battery: Battery = BATTERY, train: float | None = 0.0, **settings: Any) -> Outcome:
    """The fit of a small world; without a past nothing is learned, which is quick."""
    asked: dict[str, Any] = {"information": Information.KNOWN_DAY, "fast": True, **settings}
    return fitting.fit_outcome(table, Settings(battery, train=train, **asked), (), silent)


def found_in(outcome: Outcome, code: str, stage: str | None = None) -> list[Finding]:
    module = next(module for module in checks.modules() if code == module.CODE)
    return [finding for finding in module.check(outcome) if stage is None or finding.stage == stage]


def one(outcome: Outcome, code: str, stage: str | None = None, subject: str | None = None) -> Finding:
    return next(f for f in found_in(outcome, code, stage) if subject is None or f.subject == subject)


@cache
def calm() -> Outcome:
    """Four weeks to learn from and four weeks to judge, all alike."""
    return outcome_of(table_of(waves(56)), train=None)


@cache
def brief() -> Outcome:
    return outcome_of(greengrid_day().table, Battery(10_000.0, 1_000.0), information=None)


@cache
def flat() -> Outcome:
    return outcome_of(flat_prices().table, information=None)


@cache
def few() -> Outcome:
    """Five days, from which no interval can be had."""
    return outcome_of(table_of(waves(5)), information=None)


@cache
def wild() -> Outcome:
    """Spikes both ways, and a day's prices that nobody said are known."""
    values = spiky_prices(42, 3, negative_rate=2.0, level=20.0).values
    return outcome_of(table_of(values), information=None)


@cache
def short() -> Outcome:
    """Two prices: less than a day."""
    price = Column("price", Kind.NUMBER, np.array([10.0, 20.0]), "$/MWh")
    return outcome_of(Table((price,), source="two", rows_in_source=2), information=None)


WORLDS = [calm, brief, flat, few, wild, short]


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


def test_an_assumption_about_what_is_known_is_told_by_its_worth() -> None:
    assert one(wild(), "STO007").status is Status.CAUTION
    assert one(calm(), "STO007").status is Status.PASSED
    same = outcome_of(table_of(np.tile(waves(1), 28)), information=None)  # yesterday says all about today
    assert one(same, "STO007").measured["worth of the assumption"].value < 5


@dataclass(frozen=True)
class Clairvoyant(Hold):
    """Sells where the next step's price is lower; says that it knows prices up to now."""

    label = "a clairvoyant"
    information = Information.CURRENT_PRICE

    def dispatch(self, task: Task) -> np.ndarray:
        values = task.prices.values
        rises = np.append(values[1:] > values[:-1], False)
        return np.where(rises, task.lattice.up, -task.lattice.down)[task.first :]


def test_a_policy_that_reads_the_future_is_caught() -> None:
    assert one(wild(), "STO008").status is Status.PASSED
    policies: Any = {"clairvoyant": Clairvoyant()}
    caught = one(replace(wild(), policies=policies), "STO008")
    assert caught.status is Status.FAILED
    assert caught.subject == "'a clairvoyant' (clairvoyant)"
    assert caught.measured["changed"].value > 0


@pytest.mark.parametrize("key", ["yesterday", "last_week", "thresholds", "tabular_q", "known_day"])
def test_no_policy_of_ours_reads_the_future(key: str) -> None:
    checked, changed = look_ahead.changed_decisions(
        calm().policies[key], look_ahead._window(calm()), np.random.default_rng(1)
    )
    assert checked > 0
    assert changed == 0


def with_schedule(moves_kwh: np.ndarray, values: np.ndarray, battery: Battery) -> Outcome:
    """A column of power on the grid side, kW."""
    grid = np.where(moves_kwh > 0, moves_kwh / battery.charge_efficiency, moves_kwh * battery.discharge_efficiency)
    table = table_of(values, plan_kw=grid).with_roles({"plan_kw": Role.PREDICTION})
    return outcome_of(table, battery, reading=Reading(schedule="plan_kw"))


def test_a_given_schedule_that_knows_tomorrow_is_suspected_and_a_lazy_one_is_far_from_the_bound() -> None:
    battery = Battery(20_000.0, 1_000.0)  # more than a day's energy, so that tomorrow matters
    values = waves(28) + np.repeat(np.random.default_rng(5).normal(0, 15, 28), 24)
    best = optimum(lattice(battery, 1.0), regular_prices(values))
    perfect = with_schedule(best.moves * lattice(battery, 1.0).pitch_kwh, values, battery)
    assert one(perfect, "STO008", "given").status is Status.FAILED
    assert one(perfect, "STO009", "given").status is Status.PASSED
    lazy = with_schedule(np.where(np.arange(672) % 24 == 3, 500.0, 0) - np.where(np.arange(672) % 24 == 17, 500.0, 0),
                         values, battery)  # fmt: skip
    assert one(lazy, "STO008", "given").status is Status.PASSED
    assert one(lazy, "STO009", "given").status is Status.FAILED
    assert one(lazy, "STO011", "given").status is Status.PASSED


def test_a_known_column_that_is_the_price_is_caught() -> None:
    values = waves(28)
    made = outcome_of(table_of(values, ahead=values), reading=Reading(price="price", known=("ahead",)))
    assert one(made, "STO008", "data").status is Status.PASSED, "the day is known anyway"
    blind = replace(made, information=Information.CURRENT_PRICE)
    assert one(blind, "STO008", "data").status is Status.FAILED


def test_the_limit_of_the_bound_is_that_of_the_information() -> None:
    assert far_from_bound.limit_of(calm()) == 5
    assert far_from_bound.limit_of(replace(calm(), information=Information.FORECAST)) == 35
    rng = np.random.default_rng(2)
    blind = outcome_of(table_of(50 + 20 * rng.standard_normal(672)), information=Information.FORECAST)
    assert one(blind, "STO009").status is Status.FAILED, "nobody can forecast white noise"


def test_profit_of_one_day_is_concentrated() -> None:
    assert one(calm(), "STO010").status is Status.PASSED
    values = waves(56)
    values[24 * 20 + 18] = 3_000.0
    values[24 * 41 + 18] = 3_000.0
    finding = one(outcome_of(table_of(values)), "STO010")
    assert finding.measured["top 1 % of days"].value > 20
    assert finding.status is not Status.PASSED
    days = calm().bound.day_profit
    drawn = concentrated_profit._drawn_shares(calm(), days)
    assert drawn.min() >= 1 / 28
    assert drawn.mean() == pytest.approx(days.max() / days.sum(), rel=0.05)


def test_a_battery_without_wear_over_cycles() -> None:
    assert one(calm(), "STO011").status is Status.PASSED
    busy = 50 + 20 * np.tile([-1.0, -1.0, 1.0, 1.0], 6 * 21)
    finding = one(outcome_of(table_of(busy)), "STO011")
    assert finding.status is Status.FAILED
    assert finding.measured["cycles"].value == pytest.approx(5.4, rel=0.02)
    assert finding.measured["rainflow cycles"].value == pytest.approx(6 * 21, abs=1)
    full = outcome_of(table_of(busy), replace(BATTERY, start_kwh=2_000.0))
    sold = full.result("known_day")
    assert sold is not None
    assert one(full, "STO011").measured["cycles"].value == pytest.approx(sold.account.cycles / 21)
    dear = outcome_of(table_of(busy), replace(BATTERY, wear=Wear(WearKind.PER_KWH, 1.0)))
    assert one(dear, "STO011").measured["cycles"].value == 0
    two = 50 + 20 * np.tile(np.repeat([-1.0, 1.0], 6), 2 * 21)
    assert one(outcome_of(table_of(two)), "STO011").status is Status.CAUTION


def test_states_that_the_past_never_showed_are_counted() -> None:
    """A judged period at other levels of price falls into other states; the past itself falls into known ones."""
    task = calm().task
    table = calm().policies["tabular_q"]
    assert isinstance(table, TabularQ)
    assert table.state is not None
    finding = one(calm(), "STO012", "chosen")
    codes = table.state.codes(table.prepare(task.prices), np.arange(len(task.prices)))
    unseen = ~np.isin(codes[task.first :], codes[: task.first])
    assert finding.measured["unseen"].value == pytest.approx(100 * unseen.mean())
    assert unvisited_states.check(wild())[0].status is Status.NOT_APPLICABLE
    lesson = brief().lesson
    assert lesson is not None
    counts = lesson.wrong.counts
    share = 100 * counts["unvisited"] / counts["reachable"]
    assert one(brief(), "STO012").measured["unvisited"].value == pytest.approx(share)


def test_a_discount_that_distorts_and_a_plan_that_ends_too_early_fail() -> None:
    lesson = brief().lesson
    assert lesson is not None
    distorted = replace(brief(), lesson=replace(lesson, discounted_profit=300.0))
    finding = one(distorted, "STO013")
    assert finding.status is Status.FAILED
    assert finding.measured["lost"].value == pytest.approx(100 * 135 / 435)
    weekly = 50 + 30 * (np.arange(24 * 42) // 24 % 7 >= 3) + 0.01 * np.sin(np.arange(24 * 42))
    swings = outcome_of(table_of(weekly), Battery(48_000.0, 1_000.0, 0.9, 0.9))
    assert one(swings, "STO013", "chosen").status is Status.FAILED
    assert one(calm(), "STO013", "chosen").status is Status.PASSED


def test_days_add_up_and_know_no_midnight() -> None:
    """A purchase before midnight and its sale after it are one trade of the second day at most."""
    prices = regular_prices(np.r_[np.full(24, 50.0), np.full(24, 50.0)])
    task = Task(lattice(Battery(2_000.0, 1_000.0), 1.0), prices)
    moves = np.zeros(48, int)
    moves[20], moves[30] = task.lattice.up, -task.lattice.down
    result = bound_of(task, moves)
    assert daily(prices, result.account.by_step()) == pytest.approx([-50.0, 50.0])
    assert result.day_profit == pytest.approx([0.0, 0.0])
    for world in (calm(), wild()):
        assert world.bound.day_profit.sum() == pytest.approx(world.bound.profit)


def test_the_interval_of_a_ratio_is_that_of_a_plain_block_bootstrap() -> None:
    rng = np.random.default_rng(3)
    top, bottom = rng.gamma(2.0, size=28), rng.gamma(4.0, size=28)
    made = ratio(calm(), top, bottom, 100.0)
    shares = []
    for _ in range(4000):
        days = np.concatenate([(rng.integers(28) + np.arange(7)) % 28 for _ in range(4)])
        shares.append(100 * top[days].sum() / bottom[days].sum())
    assert made.interval is not None
    assert [made.interval.low, made.interval.high] == pytest.approx(np.quantile(shares, [0.05, 0.95]), rel=0.03)
    assert made.interval.confidence_level == pytest.approx(0.9)


def test_a_caution_says_how_many_rows_would_settle_it() -> None:
    made = judge(calm(), 4.0, np.linspace(2.0, 6.0, 999), 5.0)
    assert made.status is Status.CAUTION
    assert made.settle is not None
    assert made.settle > len(calm().task.prices)


def checked() -> Iterator[tuple[str, str]]:
    for module in checks.modules():
        name = module.__name__.rpartition(".")[2]
        yield module.CODE, files(PACKAGE).joinpath(f"{name}.md").read_text("utf-8")


def test_pages_have_the_headings_titles_and_limits_of_the_code() -> None:
    assert [code for code, _ in checked()] == CODES
    for module, (code, text) in zip(checks.modules(), checked(), strict=True):
        assert text.splitlines()[0] == f"# {code}: {module.TITLE}"
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
        named = set(re.findall(r"\{([A-Z0-9_]+)\}", text))
        assert {name for name in vars(module) if name.endswith("_LIMIT")} <= named, code
        assert all(isinstance(getattr(module, name, None), int | float) for name in named), code


def test_every_page_belongs_to_a_check() -> None:
    there = {file.name.removesuffix(".md") for file in files(PACKAGE).iterdir() if file.name.endswith(".md")}
    assert there == set(checks.MODULES)
