"""Charts and sliders: small, drawable, and every title a sentence with its number that the rows bear out."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

import takehome as th
from takehome.protocol import Interval
from takehome.studies.classification.calibration_charts import calibration_chart
from takehome.studies.classification.charts import charts
from takehome.studies.classification.confusion_charts import confusion_chart
from takehome.studies.classification.cost_ratio import AtRatio, by_cost_ratio
from takehome.studies.classification.cut_positions import cut_positions
from takehome.studies.classification.money_charts import _ratio_sentence, cost_chart, profit_chart, ratio_chart
from takehome.studies.classification.options import CUT_NOTE, EVERYBODY, NOBODY, RULE_NOTE
from takehome.studies.classification.policy_words import acting, short
from takehome.studies.classification.priced import priced
from takehome.studies.classification.tests.test_options import world
from takehome.units import format_number

STYLES = {"accent", "muted", "reference", "band", "good", "bad"}
CALLS = {"fp": 10, "fn": 100}
ECONOMICS = {
    "constant": {"costs": CALLS, "threshold": 0.2},
    "of each row": {"costs": {"fp": "0.1 * bill", "fn": "bill", "tp": 3}},
    "capacity": {"costs": CALLS, "capacity": 30},
    "budget": {"costs": CALLS, "budget": 200},
    "none": {},
}


@pytest.fixture(scope="module")
def made():
    """The same table under several economics: kind → Priced."""
    return {kind: th.classify(world(), "y", fast=True, **given).priced for kind, given in ECONOMICS.items()}


@pytest.fixture(scope="module")
def judged():
    """Scores that somebody else made: squashed, so that their cuts are none of the probability."""
    table = world()
    table["score"] = 0.4 / (1 + np.exp(-(-1.5 + 1.5 * table["a"] - table["b"])))
    return th.classify(table, "y", scores="score", costs=CALLS, threshold=0.2, fast=True)


def drawn_by(one):
    made = (confusion_chart, cost_chart, profit_chart, calibration_chart, ratio_chart)
    return [chart for chart in (make(one) for make in made) if chart is not None]


def part(chart, name):
    return [row for row in chart.data if row["part"] == name]


def styles(node):
    if isinstance(node, dict):
        yield from ([node["style"]] if "style" in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from styles(item)


@pytest.mark.parametrize("kind", ECONOMICS)
def test_each_is_small_drawable_and_says_a_number(made, kind):
    vl_convert = pytest.importorskip("vl_convert")
    for chart in drawn_by(made[kind]):
        assert 0 < len(chart.data) <= 2000
        assert re.search(r"\d", chart.title)
        assert chart.good
        assert set(styles(chart.encoding)) <= STYLES
        text = json.dumps({**chart.encoding, "data": {"values": list(chart.data)}}, allow_nan=False)
        assert len(vl_convert.vegalite_to_svg(text)) < 60_000


def test_their_names_are_permanent_and_the_ratios_stand_where_no_costs_do(made):
    shown = [chart.id for chart in charts(made["constant"])]
    assert shown[:4] == ["confusion", "cost-by-threshold", "profit-by-share", "calibration"]
    assert "cost-ratio" not in shown
    assert "cost-ratio" in [chart.id for chart in charts(made["none"])]


@pytest.mark.parametrize("kind", ECONOMICS)
def test_the_matrices_count_every_row_once_and_add_up_to_the_costs(made, kind):
    one = made[kind]
    chart, rows = confusion_chart(one), one.rows
    for head in {row["policy"] for row in chart.data}:
        cells = [row for row in chart.data if row["policy"] == head]
        assert sum(float(row["count"].replace(",", "")) for row in cells) == pytest.approx(rows.rows, abs=0.2)
    assert {row["policy"].replace("\n", " ") for row in chart.data} >= {short(one.name(one.action))}
    hits = one.acts.mean(axis=0)[rows.y == 1].sum()
    said = re.search(r"catches ([\d.,]+) of ([\d,]+) with y = yes and raises ([\d.,]+) false alarm", chart.title)
    assert float(said[1].replace(",", "")) == pytest.approx(hits, abs=0.05)
    assert int(said[2]) == rows.positives
    assert f"it costs {format_number(-one.values[one.action, 0])} {rows.currency} per {rows.per}" in chart.title


def test_a_matrix_is_that_of_its_acts(made):
    one = made["constant"]
    acts, y = one.options.acts["act above a probability of 0.500"].mean(axis=0), one.rows.y
    cells = {
        (row["actual"], row["decision"]): row for row in confusion_chart(one).data if row["policy"] == "above 0.500"
    }
    assert float(cells["y = yes", "left alone"]["count"]) == pytest.approx((1 - acts)[y == 1].sum(), abs=0.05)
    assert cells["others", "acted on"]["cost"] == f"{format_number(10 * acts[y == 0].sum())} $"


@pytest.mark.parametrize("kind", ["constant", "of each row", "none"])
def test_the_curve_is_the_cost_of_each_cut_in_order_and_holds_no_searched_one(made, kind):
    one = made[kind]
    chart, positions = cost_chart(one), cut_positions(one)
    curve = part(chart, "curve")
    assert [row["cut"] for row in curve] == sorted(row["cut"] for row in curve)
    assert (curve[0]["cut"], curve[-1]["cut"]) == (0, 1)
    for row in curve:
        assert row["low"] <= row["cost"] <= row["high"]
        brute = one.rows.costs.of(one.rows.p > row["cut"], one.rows.y).sum(axis=1).mean()
        assert row["cost"] == pytest.approx(brute, rel=1e-4)
    learned = [i for i, entry in enumerate(one.options.ledger.entries) if entry.note == CUT_NOTE]
    assert len(curve) == np.isfinite(positions).sum() - sum(np.isfinite(positions[learned]))
    cost = -one.values[one.action, 0]
    chosen = part(chart, "chosen") or part(chart, "level")
    assert chosen[0]["cost"] == pytest.approx(cost, rel=1e-4)
    assert f"costs {one.money(cost)} (95%: " in chart.title
    assert f"acting on nobody costs {format_number(-one.values[0, 0])} {one.rows.currency}" in chart.title


def test_policies_at_one_place_share_a_name(made):
    close = priced(made["constant"].outcome, {"costs": CALLS, "thresholds": [0.095]})
    names = [row["name"] for row in cost_chart(close).data if row["part"] in ("after", "before")]
    assert any({"0.0909 (break-even)", "0.0950"} == set(name.split(", ")) for name in names)
    assert {"everybody", "0.500", "nobody"} <= set(names)


def test_under_a_limit_no_cut_is_drawn_or_offered(made):
    for kind in ("capacity", "budget"):
        assert cost_chart(made[kind]) is None
        assert not np.isfinite(cut_positions(made[kind])).any()


@pytest.mark.parametrize("kind", ECONOMICS)
def test_the_hill_starts_at_nothing_and_ends_at_everybody(made, kind):
    one = made[kind]
    chart, rows = profit_chart(one), one.rows
    curve = part(chart, "curve")
    assert curve[0]["gain"] == 0
    all_of_them = (rows.costs.of(False, rows.y) - rows.costs.of(True, rows.y)).sum()
    assert curve[-1]["share"] == 100
    assert curve[-1]["gain"] == pytest.approx(all_of_them, rel=1e-4)
    gain = one.values[one.action, 0] - one.values[one.position(NOBODY), 0]
    assert f"gains {one.money(gain)} over acting on nobody" in chart.title
    assert part(chart, "chosen")[0]["gain"] == pytest.approx(gain, rel=1e-4, abs=1e-9)
    assert all(row["low"] <= row["gain"] <= row["high"] for row in curve)


def test_the_limit_is_marked_where_it_is_used_up(made):
    assert part(profit_chart(made["capacity"]), "limit")[0]["share"] == pytest.approx(100 * 30 / 400)
    assert part(profit_chart(made["budget"]), "limit")[0]["share"] == pytest.approx(100 * 20 / 400)
    assert not part(profit_chart(made["constant"]), "limit")


def test_a_share_of_the_hill_is_the_money_of_its_rows(made):
    one = made["constant"]
    rows = one.rows
    best = np.argsort(-rows.gain.mean(axis=0), kind="stable")[: rows.rows // 10]
    row = next(row for row in part(profit_chart(one), "curve") if row["share"] == 10)
    assert row["gain"] == pytest.approx(np.where(rows.y[best] == 1, 100, -10).sum())


def test_the_groups_are_equal_and_count_what_happened(made):
    one = made["constant"]
    chart = calibration_chart(one)
    p, y = one.outcome.chosen.unseen[:, one.outcome.judged].mean(axis=0), one.rows.y
    groups = part(chart, "group")
    order = np.argsort(p, kind="stable")
    assert len(groups) == 10
    for k, row in enumerate(groups):
        members = order[40 * k : 40 * (k + 1)]
        assert row["said"] == pytest.approx(100 * p[members].mean(), rel=1e-4)
        assert row["was"] == pytest.approx(100 * y[members].mean(), rel=1e-4, abs=1e-9)
    right = sum(row["low"] <= row["said"] <= row["high"] for row in groups)
    assert chart.title.startswith(f"In {right} of 10 groups of 40 rows")
    line = part(chart, "line")
    assert [row["said"] for row in line] == sorted(row["said"] for row in line)


def test_one_probability_for_all_draws_no_calibration(made):
    one = made["constant"]
    flat = replace(one.outcome.chosen, unseen=np.full_like(one.outcome.chosen.unseen, 0.1))
    assert calibration_chart(replace(one, outcome=replace(one.outcome, chosen=flat))) is None


def test_the_ratios_are_those_of_the_metrics(made):
    one = made["none"]
    rows = one.rows
    table = by_cost_ratio(rows.p, rows.y, rows.weights, rows.blocks, 0.95, one.outcome.seed)
    chart = ratio_chart(one)
    assert [row["ratio"] for row in chart.data] == [at.ratio for at in table]
    best = max(table, key=lambda at: at.gain)
    assert f"most at {best.ratio:g}, by {format_number(best.gain)} false alarms per 1,000 rows" in chart.title


def test_surely_better_means_without_a_gap():
    def at(ratio, gain, low):
        return AtRatio(ratio, 0.1, 0.1, "nobody", gain, Interval(low, 100.0), 0.9)

    table = (at(1.0, 5, 1), at(2.0, 9, 3), at(5.0, 4, -1), at(10.0, 2, 1))
    assert "as much as 1 to 2 false alarms" in _ratio_sentence(table)
    assert "but not surely" in _ratio_sentence((at(1.0, 5, -1), at(2.0, -9, -30)))


@pytest.mark.parametrize("kind", ["constant", "none"])
def test_the_slider_starts_at_the_break_even_and_there_it_is_the_recommendation(kind):
    study = th.classify(world(), "y", fast=True, **ECONOMICS[kind])
    what_if, advice = study.what_if(), study.recommend()
    scale = what_if.scale
    rule = next(i for i, entry in enumerate(study.priced.options.ledger.entries) if entry.note == RULE_NOTE)
    assert what_if.options[rule] == advice.action == scale.default
    even = scale.break_even({price.event: price.default for price in what_if.prices})
    assert scale.nearest(even) == rule
    assert even == pytest.approx(float(study.priced.rows.costs.break_even[0]))
    values = -(what_if.counts[:, 0] @ [price.default for price in what_if.prices])
    gain = values[rule] - values[what_if.options.index(advice.baseline)]
    assert gain == pytest.approx(advice.gain.amount)


def test_costs_of_each_row_have_no_common_break_even(made):
    from takehome.studies.classification.what_if import scale_of

    scale = scale_of(made["of each row"])
    assert scale.follows is None
    assert scale.default == made["of each row"].name(made["of each row"].action)
    assert scale_of(made["capacity"]) is None
    assert scale_of(made["budget"]) is None


def test_the_cheapest_cut_is_offered_only_where_it_is_recommended(made):
    from takehome.studies.classification.what_if import scale_of

    one = made["constant"]
    learned = next(i for i, entry in enumerate(one.options.ledger.entries) if entry.note == CUT_NOTE)
    assert scale_of(one).positions[learned] is None
    assert scale_of(replace(one, action=learned)).positions[learned] == pytest.approx(one.options.cut.cut)


def test_cuts_on_scores_that_were_given_are_none_of_the_probability(judged):
    positions = cut_positions(judged.priced)
    names = [entry.action for entry in judged.priced.options.ledger.entries]
    assert not np.isfinite(positions[[" on score" in name for name in names]]).any()
    assert {0.0, 1.0} <= set(positions)
    assert judged.what_if().scale is not None


def test_where_nothing_is_to_be_gained_the_slider_starts_at_the_policy_that_is_recommended():
    table = world(rows=120, prevalence_shift=-3.2)
    study = th.classify(table, "y", costs=CALLS, fast=True)
    scale = study.what_if().scale
    assert scale.default == study.recommend().action
    assert scale.default in (NOBODY, EVERYBODY)
    assert scale.positions[study.what_if().options.index(scale.default)] in (0.0, 1.0)


@pytest.mark.parametrize(
    ("action", "sentence", "head"),
    [
        ("act on nobody", "acting on nobody", "on nobody"),
        ("act above a probability of 0.0909, the costs' break-even",
         "acting above a probability of 0.0909 (the costs' break-even)", "above 0.0909 (break-even)"),
        ("act on everybody, the cheapest cut", "acting on everybody (the cheapest cut)", "on everybody (cheapest)"),
        ("act above 0.5 on score, as it is", "acting above 0.5 on score, as it is", "above 0.5 on score, as it is"),
    ],
)  # fmt: skip
def test_a_policy_within_a_sentence(action, sentence, head):
    assert acting(action) == sentence
    assert short(action) == head
