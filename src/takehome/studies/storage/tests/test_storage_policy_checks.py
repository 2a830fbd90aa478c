"""The checks of what policies know, how far they are from the bound, how they use the battery; and all the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from takehome.protocol import Status
from takehome.studies.storage import checks
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.checks import (
    concentrated_profit,
    far_from_bound,
    look_ahead,
    unvisited_states,
)
from takehome.studies.storage.checks.day_draws import judge, ratio
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.simple import Hold
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.result import bound_of, daily
from takehome.studies.storage.settings import Reading
from takehome.studies.storage.task import Task
from takehome.studies.storage.tests.check_worlds import (
    BATTERY,
    brief,
    calm,
    one,
    outcome_of,
    table_of,
    waves,
    wild,
)
from takehome.table import Role

CODES = [f"STO{number:03}" for number in range(1, 14)]
HEADINGS = ["How it is measured", "Why it matters", "What to do"]
WRONG = re.compile(r"\bnan\b|not a number|None|\binf\b|  |\b1 days\b")
PACKAGE = "takehome.studies.storage.checks"


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


@pytest.mark.parametrize(
    ("noise", "status"), [(0.05, Status.CAUTION), (0.2, Status.CAUTION), (4.0, Status.PASSED), (12.0, Status.PASSED)]
)
def test_a_known_column_that_is_the_price_with_cents_of_noise_is_doubted(noise: float, status: Status) -> None:
    """Against the ratio by hand: the mean absolute noise over the mean change of the price from the day before."""
    values = waves(28)
    ahead = values + np.random.default_rng(3).normal(0, noise, len(values))
    ratio = 100 * np.abs(ahead - values).mean() / np.abs(values[24:] - values[:-24]).mean()
    assert (ratio < look_ahead.NEAR_LIMIT) == (status is Status.CAUTION)
    made = outcome_of(table_of(values, ahead=ahead), reading=Reading(price="price", known=("ahead",)))
    assert one(made, "STO008", "data").status is Status.PASSED, "the day is known anyway"
    found = one(replace(made, information=Information.CURRENT_PRICE), "STO008", "data")
    assert found.status is status
    if status is Status.CAUTION:
        assert found.measured["distance"].value == pytest.approx(ratio)
        assert "'ahead'" in found.remedy


def test_what_repeats_every_day_may_be_known_exactly() -> None:
    """Where each day is like the one before, a column that is right to cents was known: nothing is doubted."""
    values = np.tile(waves(1), 10)
    ahead = values + np.random.default_rng(3).normal(0, 0.05, len(values))
    made = outcome_of(table_of(values, ahead=ahead), reading=Reading(price="price", known=("ahead",)))
    assert one(replace(made, information=Information.CURRENT_PRICE), "STO008", "data").status is Status.PASSED


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
