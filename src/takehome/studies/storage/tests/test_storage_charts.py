"""Charts of trading: small, drawable, and every picture and title numerically that of the outcome."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from takehome.report.charts import draw, specification
from takehome.report.theme import PALETTE
from takehome.studies.storage import scenario
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.charts import charts
from takehome.studies.storage.charts.agent_map import AGENT
from takehome.studies.storage.charts.names import LONGEST, NAMES, name
from takehome.studies.storage.charts.schedule import followed
from takehome.studies.storage.charts.stretches import best_and_typical, places, stretch
from takehome.studies.storage.concentration import concentrations
from takehome.studies.storage.fitting import fit_outcome
from takehome.studies.storage.information import MEANING, Information
from takehome.studies.storage.learning.day_problem import ACTIONS
from takehome.studies.storage.learning.exact_day import policy_values
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.policies.catalogue import CATALOGUE
from takehome.studies.storage.pricing import price
from takehome.studies.storage.settings import Settings, silent
from takehome.studies.storage.tests.price_tables import numbers, table_of
from takehome.table import Role
from takehome.units import format_number

STYLES = {"accent", "muted", "reference", "band", "good", "bad"}
MOST_WIDE = 500
"""A picture of 460 is shown at 350 on a phone; a wider one would have too small words there."""
PAIR = Battery(2_000.0, 1_000.0)
REAL = Battery(2_000.0, 1_000.0, 0.92, 0.92, Wear(WearKind.PER_KWH, 0.002))
OF_A_DAY = ["schedule", "shares", "learning", "policy-map", "causes", "sizes"]
OF_YEARS = [
    "schedule", "schedule-typical", "shares", "waterfall", "concentration", "profit-over-time", "prices-by-hour",
    "mean-action", "sizes",
]  # fmt: skip


def hourly(days, minutes=60):
    steps = days * 1440 // minutes
    time = np.datetime64("2021-03-22", "us") + np.arange(steps) * np.timedelta64(minutes, "m")
    return time, spiky_prices(days, 3, step_hours=minutes / 60).values


def spring():
    """Sixty days, of which thirty are learned from."""
    return table_of(*hourly(60))


def judged():
    """A dispatch that somebody else made: the same two hours every day."""
    time, values = hourly(40)
    power = np.zeros(len(values))
    power[3::24], power[19::24] = 1_000.0, -1_000.0
    table = table_of(time, values, power_kw=power)
    return replace(table, roles={**table.roles, "power_kw": Role.PREDICTION})


NOW = Information.CURRENT_PRICE
WORLDS = {
    "brief": lambda: (scenario.greengrid_day().table, Settings(Battery(10_000.0, 1_000.0), fast=True)),
    "spring": lambda: (spring(), Settings(REAL, information=NOW, train=0.5, fast=True)),
    "judged": lambda: (judged(), Settings(PAIR, fast=True)),
    "constant": lambda: (scenario.flat_prices().table, Settings(PAIR)),
    "two": lambda: (numbers({"price": np.array([10.0, 30.0])}), Settings(PAIR, fast=True)),
    "two alike": lambda: (numbers({"price": np.array([10.0, 10.0])}), Settings(PAIR, fast=True)),
    "no clock": lambda: (numbers({"price": hourly(16)[1]}), Settings(PAIR, fast=True)),
    "negative": lambda: (table_of(hourly(3)[0], hourly(3)[1] - 60.0), Settings(REAL, fast=True)),
    "five minutes": lambda: (table_of(*hourly(3, 5)), Settings(PAIR, information=NOW, fast=True)),
    "fine day": lambda: (table_of(*hourly(1, 30)), Settings(PAIR, information=Information.KNOWN_DAY, fast=True)),
    "wear too dear": lambda: (
        table_of(*hourly(16)), Settings(replace(PAIR, wear=Wear(WearKind.PER_KWH, 9.0)), fast=True)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def fitted():
    """World → outcome and prices, each fitted when first asked for."""
    found = {}

    def world(key):
        if key not in found:
            outcome = fit_outcome(*WORLDS[key](), (), silent)
            found[key] = outcome, price(outcome, None)
        return found[key]

    return world


@pytest.fixture(scope="module")
def brief(fitted):
    """The brief's day: outcome and charts by id."""
    return fitted("brief")[0], {chart.id: chart for chart in charts(*fitted("brief"))}


@pytest.fixture(scope="module")
def weeks(fitted):
    """Sixty days, thirty of them judged: outcome, prices, and charts by id."""
    return *fitted("spring"), {chart.id: chart for chart in charts(*fitted("spring"))}


def part(chart, which, **more):
    return [row for row in chart.data if row.get("part") == which and all(row.get(k) == v for k, v in more.items())]


def found_in(node, key):
    if isinstance(node, dict):
        yield from ([node[key]] if key in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from found_in(item, key)


@pytest.mark.parametrize("key", WORLDS)
def test_each_is_small_drawable_in_both_themes_and_says_a_number(fitted, key):
    pytest.importorskip("vl_convert")
    made = charts(*fitted(key))
    assert len({chart.id for chart in made}) == len(made)
    for chart in made:
        assert 0 < len(chart.data) <= 2_000, chart.id
        assert re.search(r"\d", chart.title)
        assert not re.search(r"\b(nan|inf|None)\b|undefined|not a number|∞", chart.title)
        assert len(chart.title) < 600
        assert chart.title.endswith(".")
        assert chart.good.endswith(".")
        assert {style for style in found_in(chart.encoding, "style") if isinstance(style, str)} <= STYLES
        assert not list(found_in(chart.encoding, "labelExpr")), "a name from data must never become an expression"
        json.dumps(specification(chart), allow_nan=False)
        svg = draw(chart, "c")
        assert svg is not None, chart.id
        assert len(svg) < 150_000
        assert "undefined" not in svg
        assert float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1]) <= MOST_WIDE, chart.id
        assert not set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg)), "a colour outside the palette has no dark twin"
        assert set(re.findall(r"var\(--chart-(\w+),", svg)) <= set(PALETTE)


def test_their_names_and_their_order_are_permanent(brief, weeks):
    assert list(brief[1]) == OF_A_DAY
    assert list(weeks[2]) == OF_YEARS


@pytest.mark.parametrize("key", ["constant", "two alike"])
def test_where_nothing_can_be_earned_nothing_is_drawn(fitted, key):
    assert fitted(key)[0].bound.profit == 0
    assert charts(*fitted(key)) == ()


def test_every_policy_has_a_short_name_of_its_own():
    keys = {entry.key for entry in CATALOGUE} | {"bound", "given", "brief", "model-free", "counterfactual"}
    assert keys == set(NAMES)
    assert len(set(NAMES.values())) == len(NAMES)
    assert max(len(one) for one in NAMES.values()) <= LONGEST


def test_every_title_of_a_result_says_what_is_known(brief, weeks):
    for outcome, made in (brief, (weeks[0], weeks[2])):
        said = {one for one, chart in made.items() if MEANING[outcome.information] in chart.title}
        assert said == set(made) - {"prices-by-hour", "sizes"}
    assert "all prices known" in weeks[2]["sizes"].title


def test_the_schedule_is_what_was_done(weeks):
    outcome, made, drawn = weeks
    chart, result = drawn["schedule"], followed(outcome, made)
    shown, _ = best_and_typical(outcome.task.test, outcome.bound.day_profit)
    assert shown.days == 7
    assert [row["price"] for row in part(chart, "price")][:-1] == pytest.approx(
        outcome.test[shown.start : shown.stop], rel=1e-5
    )
    moves = result.moves[shown.start : shown.stop]
    assert len(part(chart, "action", what="charge")) == (moves > 0).sum()
    assert len(part(chart, "action", what="discharge")) == (moves < 0).sum()
    for one in (result, outcome.bound):
        stored = [row["kwh"] for row in part(chart, "charge", policy=name(one))]
        assert stored == pytest.approx(one.account.stored_kwh[shown.start : shown.stop + 1], rel=1e-5, abs=1e-9)
    days = slice(shown.first, shown.last)
    own, best = result.day_profit[days].sum(), outcome.bound.day_profit[days].sum()
    rolling = np.convolve(outcome.bound.day_profit, np.ones(7), "valid")
    assert best == pytest.approx(rolling.max())
    assert f"'{name(result)}' earns {format_number(own)} EUR, {format_number(100 * own / best)} %" in chart.title


def test_the_typical_week_is_another_one_near_the_median(weeks):
    outcome = weeks[0]
    best, typical = best_and_typical(outcome.task.test, outcome.bound.day_profit)
    assert typical.first >= best.last or typical.last <= best.first
    rolling = np.convolve(outcome.bound.day_profit, np.ones(7), "valid")
    gap = np.abs(rolling - np.median(rolling))
    assert np.isclose(gap[typical.first], gap[np.abs(np.arange(len(gap)) - best.first) >= 7].min())


def test_times_of_a_stretch_never_run_backwards(weeks):
    test = weeks[0].task.test
    at = places(test, stretch(test, 0, test.days))
    assert at == sorted(at)
    assert at[0] == f"{test.time[0].astype('datetime64[s]')}Z"
    assert at[-1] > at[-2]


def test_an_hour_that_the_clock_repeats_has_no_width():
    time, values = hourly(3)
    outcome = fit_outcome(table_of(time, values), Settings(PAIR), (), silent)
    test = outcome.task.test
    slot = test.slot.copy()
    slot[27:48] -= 1  # on the second day hour 2 comes twice
    at = places(replace(test, slot=slot), stretch(test, 0, 3))
    assert at == sorted(at)
    assert sum(one == other for one, other in pairwise(at)) == 1


def test_the_brief_agents_schedule_earns_what_the_ledger_says(brief):
    outcome, drawn = brief
    earned = outcome.result("brief").profit
    assert f"earns {format_number(earned)} $" in drawn["schedule"].title
    dealt = {kind: sum(row["price"] for row in part(drawn["schedule"], "action", what=kind)) for kind in ACTIONS[1:]}
    assert dealt["discharge"] - dealt["charge"] == pytest.approx(earned), "one MWh a step, as in the brief"


def test_crosses_mark_wrong_cells_and_their_costs_add_up_to_the_loss(brief):
    """Against the value of the policy itself: what it earns less than the optimum (performance difference lemma)."""
    outcome, drawn = brief
    chart, lesson = drawn["policy-map"], outcome.lesson
    lost = lesson.exact.optimum - policy_values(lesson.problem, lesson.wrong.chosen)[0, 0]
    assert sum(row["cost"] for row in part(chart, "cost")) == pytest.approx(lost)
    assert f"cost {format_number(lost)} $ a day" in chart.title
    crosses = [row for row in chart.data if row.get("wrong")]
    assert len(crosses) == lesson.wrong.counts["wrong"]
    assert {row["panel"] for row in crosses} == {AGENT}
    assert len(part(chart, "cell", panel=AGENT)) == lesson.wrong.counts["reachable"]
    for row in part(chart, "cell", panel=AGENT):
        level, t = round((row["kwh"] + row["up"]) / 2 / 1_000), round(row["hour"])
        assert row["action"] == ACTIONS[lesson.wrong.chosen[level, t]]


def test_a_map_of_a_fine_day_is_thinned_and_says_so_but_its_costs_are_whole(fitted):
    outcome, _ = fitted("fine day")
    chart = next(one for one in charts(*fitted("fine day")) if one.id == "policy-map")
    assert "One step in 2" in chart.good
    assert sum(row["cost"] for row in part(chart, "cost")) == pytest.approx(outcome.lesson.wrong.loss, rel=1e-4)


def test_curves_keep_training_and_greedy_profit_apart(brief):
    outcome, drawn = brief
    for rung in outcome.lesson.rungs:
        for said, curve in (
            ("without exploration", rung.curves.greedy), ("while training", rung.curves.training)
        ):  # fmt: skip
            rows = part(drawn["learning"], "curve", rung=rung.key, kind=said)
            assert [row["money"] for row in rows] == pytest.approx(curve.mean, rel=1e-5, abs=1e-9)
            assert all(row["low"] <= row["high"] for row in rows)
    limits = {(row["rung"], row["part"]): row["money"] for row in drawn["learning"].data if row["part"] != "curve"}
    assert limits["brief", "bound"] == outcome.lesson.exact.optimum == 435
    assert limits["brief", "floor"] == 0
    first, repaired = outcome.lesson.rungs[:2]
    assert f"earn {format_number(first.profits.mean())} $ a day" in drawn["learning"].title
    assert f"({repaired.successes} of {len(repaired.profits)} reach the bound" in drawn["learning"].title


def test_causes_are_those_that_were_measured(brief):
    outcome, drawn = brief
    rows = {(row["cause"], row["panel"]): row for row in drawn["causes"].data}
    for cause in outcome.lesson.causes:
        for panel in ("alone", "remaining"):
            effect = getattr(cause, panel)
            row = rows[cause.name, panel]
            assert (row["money"], row["low"], row["high"]) == pytest.approx(
                (effect.money, effect.low, effect.high), rel=1e-5
            )
    most = max(outcome.lesson.causes, key=lambda one: one.alone.money)
    assert f"the brief's {most.name} alone" in drawn["causes"].title
    assert f"{format_number(most.alone.money)} $ a day" in drawn["causes"].title


def test_the_bars_of_the_waterfall_add_up(weeks):
    outcome, _, drawn = weeks
    bars = drawn["waterfall"].data
    assert bars[0]["to"] == pytest.approx(outcome.waterfall.start, rel=1e-5)
    assert bars[-1]["to"] == pytest.approx(outcome.waterfall.end, rel=1e-5)
    for before, after in pairwise(bars[:-1]):
        assert after["from"] == before["to"], "each bar hangs on the one before it"
    lost = sum(row["from"] - row["to"] for row in bars[1:-1])
    assert bars[0]["to"] - lost == pytest.approx(bars[-1]["to"], rel=1e-4)
    per_year = 365.25 / outcome.task.test.days
    assert bars[0]["to"] == pytest.approx(outcome.bound.profit * per_year, rel=1e-5)
    for row in bars[1:-1]:
        assert row["part"] == ("loss" if row["to"] <= row["from"] else "gain")
        assert row["label"].startswith("−" if row["to"] < row["from"] else ("+", "0"))


def test_profit_concentration_ends_at_all_of_it_and_passes_its_marks(weeks):
    outcome, made, drawn = weeks
    chart = drawn["concentration"]
    for one, told in zip(
        (outcome.bound, made.chosen), concentrations(outcome.bound, (made.chosen,)), strict=True
    ):  # fmt: skip
        curve = part(chart, "curve", policy=name(one))
        assert (curve[0]["days"], curve[0]["earned"]) == (0, 0)
        assert (curve[-1]["days"], curve[-1]["earned"]) == (100, 100)
        marks = [row["earned"] for row in part(chart, "mark", policy=name(one))]
        assert marks == pytest.approx([100 * told.top_1pct, 100 * told.top_5pct], rel=1e-5)
        assert f"{format_number(100 * told.top_5pct)} %" in chart.title
        places_ = {row["days"]: row["earned"] for row in curve}
        for row in part(chart, "mark", policy=name(one)):
            assert places_[row["days"]] == row["earned"]


def test_shares_are_of_the_bound_with_the_floor_marked(weeks):
    outcome, made, drawn = weeks
    chart = drawn["shares"]
    drawn_shares = {row["policy"]: row for row in chart.data if row["part"] in ("may be used", "reference")}
    assert len(drawn_shares) == len(outcome.results)
    for one in outcome.results:
        row = drawn_shares[name(one)]
        assert row["share"] == pytest.approx(100 * max(one.profit / outcome.bound.profit, -0.25), rel=1e-5)
        assert row["low"] <= row["share"] <= row["high"] <= 100
        assert (row["part"] == "reference") == (one.key == "known_day"), "the day is not known in this market"
    calm = {row["policy"]: row["share"] for row in part(chart, "calm")}
    for told in concentrations(outcome.bound, outcome.results)[1:]:
        assert calm[NAMES[told.key]] == pytest.approx(100 * max(told.share_without_spikes, -0.25), rel=1e-5)
    floor = max((one for one in outcome.results if one.group == "floor"), key=lambda one: one.profit)
    assert part(chart, "floor")[0]["share"] == pytest.approx(100 * outcome.share(floor), rel=1e-5)
    assert (
        f"'{name(made.chosen)}' earns {format_number(100 * outcome.share(made.chosen))} % of the bound" in chart.title
    )


def test_few_days_have_no_interval_and_no_spike_days(fitted):
    chart = next(one for one in charts(*fitted("negative")) if one.id == "shares")
    assert all(row.get("low") is None for row in chart.data)
    assert not part(chart, "calm")
    assert "too few for intervals" in chart.good


def test_a_schedule_that_was_given_is_in_the_pictures(fitted):
    outcome, _ = fitted("judged")
    drawn = {chart.id: chart for chart in charts(*fitted("judged"))}
    share = format_number(100 * outcome.share(outcome.given))
    assert f"'the given schedule' {share} %" in drawn["shares"].title
    assert {row["policy"] for row in part(drawn["schedule"], "charge")} >= {"the given schedule", "all prices known"}


def test_means_over_time_weigh_up_to_the_whole_profit(weeks):
    outcome, made, drawn = weeks
    for one in (outcome.bound, made.chosen):
        rows = [row for row in drawn["profit-over-time"].data if row["policy"] == name(one)]
        assert sum(row["days"] for row in rows) == outcome.task.test.days
        assert sum(row["days"] * row["money"] for row in rows) == pytest.approx(one.profit, rel=1e-4)


def test_prices_by_hour_are_quantiles_of_each_hour(weeks):
    outcome, _, drawn = weeks
    prices, rows = outcome.task.test, drawn["prices-by-hour"].data
    assert [row["hour"] for row in rows] == list(range(25)), "the last hour has a width too"
    at_seven = prices.values[prices.slot == 7]
    assert rows[7]["median"] == pytest.approx(np.median(at_seven), rel=1e-5)
    assert (rows[7]["low"], rows[7]["high"]) == pytest.approx(np.percentile(at_seven, [10, 90]), rel=1e-5)
    assert (rows[7]["lowest"], rows[7]["highest"]) == pytest.approx((at_seven.min(), at_seven.max()), rel=1e-5)


def test_mean_actions_weigh_up_to_all_that_was_moved(weeks):
    """Summed over the cells, mean power × steps is the sum of all moves in shares of full power."""
    outcome, _, drawn = weeks
    rows = [row for row in drawn["mean-action"].data if row["policy"] == name(outcome.bound)]
    assert sum(row["steps"] for row in rows) == len(outcome.test)
    up, down = outcome.task.lattice.up, outcome.task.lattice.down
    moved = np.maximum(outcome.bound.moves, 0).sum() / up - np.maximum(-outcome.bound.moves, 0).sum() / down
    assert sum(row["steps"] * row["mean_power"] for row in rows) / 100 == pytest.approx(moved, abs=1e-2)
    assert all((row["part"] == "charges") == (row["mean_power"] >= 0) for row in rows)


def test_sizes_are_told_by_the_year_and_for_a_day_that_repeats_by_the_day(brief, weeks):
    outcome, drawn = brief
    own = {row["panel"]: row["profit"] for row in part(drawn["sizes"], "own")}
    assert own == {"capacity": 435, "power": 435}
    assert f"one more kW is worth {format_number(outcome.sizing.per_kw / 365.25)} $ a day" in drawn["sizes"].title
    sizes = {(row["panel"], row["size"]): row["profit"] for row in weeks[2]["sizes"].data}
    for size in weeks[0].sizing.of("capacity"):
        place = float(f"{size.capacity_kwh:.6g}")
        assert sizes["capacity", place] == pytest.approx(size.profit, rel=1e-5)
