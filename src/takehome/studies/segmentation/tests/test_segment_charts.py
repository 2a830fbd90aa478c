"""Charts of segments: small, drawable, and every title a sentence whose numbers are those of the outcome."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from takehome.report.charts import draw, specification
from takehome.report.theme import PALETTE
from takehome.stats.clustering.indices import calinski_harabasz
from takehome.studies.segmentation import scenario
from takehome.studies.segmentation.charts import charts
from takehome.studies.segmentation.charts.inertia import within
from takehome.studies.segmentation.charts.labels import GAP, LETTER, moved_apart, readable
from takehome.studies.segmentation.charts.plane import INNER_WIDTH, plane_chart
from takehome.studies.segmentation.charts.plane_dbscan import DBSCAN, EVERYBODY, STUDY
from takehome.studies.segmentation.charts.short_names import LONGEST, short_names, with_units
from takehome.studies.segmentation.charts.shown_rows import shown_rows
from takehome.studies.segmentation.charts.stability import stability_chart
from takehome.studies.segmentation.charts.votes import votes_chart
from takehome.studies.segmentation.detection import detection
from takehome.studies.segmentation.fitting import Plan, fit_outcome
from takehome.studies.segmentation.money.priced import priced
from takehome.studies.segmentation.money.segment_table import segment_table
from takehome.studies.segmentation.priceable import priceable
from takehome.studies.segmentation.scaling.design import prepare
from takehome.table import Column, Kind, Table, canonical
from takehome.units import format_number

STYLES = {"accent", "muted", "reference", "band", "good", "bad"}
ALWAYS = ["plane", "plane-dbscan", "votes", "inertia", "k-distance", "scales"]
OF_SEGMENTS = {"profile", "stability", "silhouettes"}


def numbers(**columns):
    """A table of number columns."""
    held = tuple(Column(name, Kind.NUMBER, np.asarray(x, float)) for name, x in columns.items())
    return Table(columns=held, source="test", rows_in_source=len(held[0].values))


def crowds(k, each, columns, seed=1):
    """Far crowds of equal size."""
    rng = np.random.default_rng(seed)
    X = np.repeat(rng.uniform(0, 100, (k, columns)), each, axis=0) + rng.normal(0, 1, (k * each, columns))
    return numbers(**{f"x{j}": X[:, j] for j in range(columns)})


def mixed():
    """A number and two categories."""
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, 240)
    names = np.array(["n", "s", "e"], object)[kind]
    plans = np.array(["free", "pro"], object)[(rng.random(240) < 0.2 + 0.3 * kind).astype(int)]
    held = (
        Column("region", Kind.CATEGORY, names),
        Column("plan", Kind.CATEGORY, plans),
        Column("v", Kind.NUMBER, rng.normal(5 * kind, 1)),
    )
    return Table(columns=held, source="test", rows_in_source=240)


def hostile():
    """The brief's rows under names that nobody would choose: long, alike, with markup and control characters."""
    names = (*("long " * 2000 + str(j) for j in range(3)), "<b>&\"'\n\t\x00 name", "\u202eabc")
    table = scenario.omnicorp_users().table
    held = tuple(
        Column(name, Kind.NUMBER, table[own].values, "u" * 300 if j == 1 else "")
        for j, (name, own) in enumerate(zip(names, scenario.FEATURES, strict=True))
    )
    return Table(columns=held, source="test", rows_in_source=table.rows)


WORLDS = {
    "brief": lambda: (scenario.omnicorp_users().table, None),
    "crowd": lambda: (scenario.one_crowd(rows=300).table, None),
    "thirty": lambda: (crowds(30, 20, 4), None),
    "one number": lambda: (numbers(only=crowds(2, 60, 1)["x0"].values), None),
    "categories": lambda: (mixed(), ("region", "plan", "v")),
    "no number": lambda: (mixed(), ("region", "plan")),
    "hostile": lambda: (hostile(), None),
    "seven rows": lambda: (numbers(a=[1, 2, 3, 10, 11, 12, 13], b=[1, 2, 3, 1, 2, 3, 1]), None),
    "copies": lambda: (numbers(a=[1, 2] * 50, b=[1, 2] * 50), None),
}
PRICES = {"brief": scenario.EXAMPLE_ECONOMICS, "hostile": {**scenario.EXAMPLE_ECONOMICS, "value": 10.0}}


@pytest.fixture(scope="module")
def fitted():
    """World → outcome and prices, each fitted when first asked for."""
    found = {}

    def world(name):
        if name not in found:
            table, features = WORLDS[name]()
            table = canonical(table)
            outcome = fit_outcome(table, prepare(table, features), (), Plan(fast=True))
            found[name] = outcome, priced(priceable(outcome), PRICES.get(name))
        return found[name]

    return world


@pytest.fixture(scope="module")
def brief(fitted):
    """The brief's outcome, its prices, and its charts by id."""
    outcome, money = fitted("brief")
    return outcome, money, {chart.id: chart for chart in charts(outcome, money)}


def part(chart, name):
    return [row for row in chart.data if row["part"] == name]


def found_in(node, key):
    if isinstance(node, dict):
        yield from ([node[key]] if key in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from found_in(item, key)


@pytest.mark.parametrize("name", WORLDS)
def test_each_is_small_drawable_in_both_themes_and_says_a_number(fitted, name):
    pytest.importorskip("vl_convert")
    outcome, money = fitted(name)
    for chart in charts(outcome, money):
        assert 0 < len(chart.data) <= 1000, chart.id
        assert re.search(r"\d", chart.title)
        assert len(chart.title) < 600
        assert chart.good
        assert chart.title.endswith(".")
        assert {style for style in found_in(chart.encoding, "style") if isinstance(style, str)} <= STYLES
        assert not list(found_in(chart.encoding, "labelExpr")), "a name from data must never become an expression"
        json.dumps(specification(chart), allow_nan=False)
        svg = draw(chart, "c")
        assert svg is not None, chart.id
        assert len(svg) < 40_000
        fixed = set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg))
        assert not fixed, "a colour outside the palette does not follow the theme"
        assert set(re.findall(r"var\(--chart-(\w+),", svg)) <= set(PALETTE)


def test_their_names_and_their_order_are_permanent(brief):
    assert list(brief[2]) == [
        "plane", "profile", "segment-value", "plane-dbscan", "strangers", "votes", "stability", "silhouettes",
        "inertia", "k-distance", "scales",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["crowd", "seven rows"])
def test_without_segments_nothing_is_said_of_them(fitted, name):
    outcome, money = fitted(name)
    assert outcome.k == 1
    made = {chart.id: chart for chart in charts(outcome, money)}
    assert not OF_SEGMENTS & set(made)
    assert "segment-value" not in made
    named = {row.get("name") for row in made["plane-dbscan"].data if row["panel"] == STUDY} - {None}
    assert named <= {EVERYBODY}
    if name == "crowd":
        assert [one for one in made if one != "strangers"] == ALWAYS
        assert f"p = {format_number(outcome.choice.structure.p_value)}" in made["votes"].title
        assert "do not count" in made["votes"].title


def test_the_plane_says_the_verdict_and_draws_true_shapes(brief):
    outcome, _, made = brief
    chart = made["plane"]
    assert f"holds {format_number(100 * outcome.picture.variance_2d)} % of the variance" in chart.title
    assert f"at {format_number(outcome.picture.agreement)} (adjusted Rand" in chart.title
    assert ("may be trusted" in chart.title) == outcome.picture.trusted
    assert {row["name"] for row in part(chart, "arrow")} == set(outcome.plane.labels)
    for row in part(chart, "arrow"):
        j = outcome.plane.labels.index(row["name"])
        assert np.isclose(row["x2"] * outcome.plane.loadings[j, 1], row["y2"] * outcome.plane.loadings[j, 0], atol=1e-4)
    x, y = (chart.encoding["layer"][0]["encoding"][name]["scale"]["domain"] for name in "xy")
    assert chart.encoding["height"] / INNER_WIDTH == pytest.approx((y[1] - y[0]) / (x[1] - x[0]), rel=0.01)
    assert len(part(chart, "row")) == sum(outcome.sizes())


def test_a_picture_that_is_not_trusted_says_so(fitted):
    outcome, _ = fitted("brief")
    refused = replace(outcome.picture, trusted=False, for_what=(), not_for=("telling the segments apart",))
    assert plane_chart(replace(outcome, picture=refused)).title.startswith("The picture may not be trusted for telling")


def test_dbscan_is_told_where_it_puts_the_bots(brief):
    outcome, _, made = brief
    chart, found = made["plane-dbscan"], detection(outcome)
    assert found["dbscan_micro_in_noise"] == 0
    assert f"all {found['dbscan_micro_rows']} rows of micro-clusters" in chart.title
    assert f"holds {found['dbscan_noise']} of the {700 - found['dbscan_micro_rows']} other rows" in chart.title
    called = [row["called"] for row in part(chart, "row") if row["panel"] == STUDY]
    assert called.count("micro-cluster") == sum(outcome.micro_sizes())
    assert "micro-cluster" not in {row["called"] for row in part(chart, "row") if row["panel"] == DBSCAN}


def test_votes_and_knee_are_those_that_were_cast(brief):
    outcome, _, made = brief
    cast = outcome.choice.cast
    dots = {row["index"]: row["k"] for row in made["votes"].data if row["part"] in ("for", "against")}
    assert dots == dict(cast)
    agree = sum(k == outcome.k for k in cast.values())
    assert made["votes"].title.startswith(f"{agree} of {len(cast)} indices vote for {outcome.k} segments")
    for name, k in cast.items():
        assert (f"{name} says {k}" in made["votes"].title) == (k != outcome.k)
    curve = {row["k"]: row["left"] for row in part(made["inertia"], "curve")}
    assert curve == pytest.approx(within(outcome), rel=1e-5)
    assert f"knee lies at {cast['knee of log-inertia']} segments" in made["inertia"].title


def test_the_spread_left_agrees_with_another_index_of_the_same_partition(brief):
    """Calinski–Harabasz is a function of the share left w: (1 − w) / w · (n − k) / (k − 1)."""
    outcome, _, _ = brief
    kept = outcome.scaled[outcome.strangers.member < 0]
    labels = outcome.choice.sweep.fits[3].labels
    w, n = within(outcome)[3] / 100, len(kept)
    assert calinski_harabasz(kept, labels) == pytest.approx((1 - w) / w * (n - 3) / 2, rel=1e-6)


def test_a_veto_and_a_number_asked_for_are_said(fitted):
    outcome, _ = fitted("brief")
    vetoed = replace(outcome, choice=replace(outcome.choice, k=2, winner=2))
    assert "2 are taken, for 3 are not found again" in votes_chart(vetoed).title
    asked = replace(outcome, choice=replace(outcome.choice, k=4, wanted=4))
    assert "4 were asked for and taken" in votes_chart(asked).title
    judged = replace(outcome, given="segment", given_names=("a", "b", "c"))
    assert votes_chart(judged).title.endswith("; the column that is judged has 3.")
    all_one = replace(outcome, choice=replace(outcome.choice, cast={"gap statistic": 1}, k=2, wanted=2))
    assert votes_chart(all_one).title.startswith("1 of 1 indices vote for 1 segment, and none dissents; 2 were asked")


def test_silhouettes_and_stability_are_those_of_the_outcome(brief):
    outcome, _, made = brief
    known = outcome.silhouettes[~np.isnan(outcome.silhouettes)]
    assert f"mean silhouette is {format_number(float(known.mean()))}" in made["silhouettes"].title
    assert f"{int((known < 0).sum())} of {len(known)} rows" in made["silhouettes"].title
    first = [row["silhouette"] for row in part(made["silhouettes"], "knife") if row["segment"] == "S1"]
    assert first == sorted(first, reverse=True)
    assert first[0] == pytest.approx(outcome.silhouettes[outcome.labels == 0].max(), rel=1e-5)
    assert format_number(float(outcome.stability.min())) in made["stability"].title
    assert f"{len(outcome.grouping.replicates.jaccard)} times" in made["stability"].title
    for row in part(made["stability"], "stable"):
        assert row["low"] <= row["high"]


def test_an_unstable_segment_is_not_drawn_as_a_stable_one(fitted):
    outcome, _ = fitted("brief")
    grouping = outcome.grouping
    jaccard = grouping.replicates.jaccard.copy()
    jaccard[:, 1] = 0.5
    shaken = replace(grouping, replicates=replace(grouping.replicates, jaccard=jaccard))
    kept = tuple(shaken if one is grouping else one for one in outcome.groupings)
    chart = stability_chart(replace(outcome, groupings=kept))
    assert [row["segment"] for row in part(chart, "unstable")] == ["S2"]
    assert "2 of 3 segments are stable" in chart.title
    assert "S2, with 0.5" in chart.title


def test_the_profile_writes_the_value_in_the_columns_own_unit(brief):
    outcome, _, made = brief
    chart = made["profile"]
    assert len(chart.data) == len(outcome.profile.ids) * len(outcome.profile.columns)
    cell = outcome.profile.cells["S2", "Cart_Value"]
    row = next(row for row in chart.data if row["group"] == "S2" and row["column"] == "Cart_Value ($)")
    assert row["value"] == format_number(cell.median)
    assert row["part"] == "above"
    gaps = [abs(c.gap) for c in outcome.profile.cells.values() if c.group in outcome.segment_ids]
    assert f"{format_number(max(gaps))} spreads" in chart.title


def test_strangers_show_the_evidence_and_the_limits_that_it_passed(brief):
    outcome, _, made = brief
    evidence = outcome.strangers.micro[0].evidence
    chart = made["strangers"]
    for value in (evidence.separation, 100 * evidence.tightness, 100 * evidence.extremeness):
        assert format_number(value) in chart.title
    assert chart.title.startswith("1 micro-cluster (50 rows)")
    row = part(chart, "micro")[0]
    assert row["separation"] >= 3
    assert row["tightness"] <= 50
    assert row["extremeness"] >= 90


def test_without_micro_clusters_the_nearest_miss_is_told(fitted):
    outcome, money = fitted("thirty")
    made = {chart.id: chart for chart in charts(outcome, money)}
    assert not outcome.strangers.micro
    assert "no micro-cluster (0 rows)" in made["plane-dbscan"].title
    miss = outcome.strangers.nearest_miss
    assert ("strangers" in made) == (miss is not None)
    if miss is not None:
        assert made["strangers"].title.startswith("None (0) of")
        assert format_number(miss.separation) in made["strangers"].title


def test_radii_and_scales_are_those_of_the_outcome(brief):
    outcome, _, made = brief
    assert len(part(made["k-distance"], "eps")) == len(outcome.strangers.at_eps)
    for one in outcome.strangers.at_eps:
        assert format_number(one.eps.value) in made["k-distance"].title
        assert str(one.clusters) in made["k-distance"].title
    best = max(outcome.scaling.candidates, key=lambda one: max(one.silhouettes))
    assert best.name == "raw", "the trap of the brief's table: dollars own the distance, and the silhouette likes it"
    assert f"{format_number(100 * best.dominance)} %" in made["scales"].title
    assert f"silhouette, {format_number(max(best.silhouettes))}" in made["scales"].title
    chosen = {row["scale"] for row in part(made["scales"], "chosen")}
    assert chosen == {outcome.scaling.chosen.name}


def test_money_by_segment_is_that_of_the_table(brief):
    _, money, made = brief
    best = max(segment_table(money), key=lambda one: one.gain_per_head)
    assert f"worth {format_number(best.value_per_head)} $ per campaign" in made["segment-value"].title
    assert f"most, {format_number(best.gain_per_head)} $ (95%" in made["segment-value"].title
    for row in made["segment-value"].data:
        assert row["worth_low"] <= row["worth"] <= row["worth_high"]
        assert row["gain_low"] <= row["gain"] <= row["gain_high"]


def test_hostile_names_are_short_and_still_apart(fitted):
    outcome, money = fitted("hostile")
    made = {chart.id: chart for chart in charts(outcome, money)}
    assert len({row["column"] for row in made["profile"].data}) == 5
    assert max(len(row["column"]) for row in made["profile"].data) < 50
    assert all("\n" not in name for name in short_names(outcome.design.names))
    assert all(len(name) <= LONGEST + 2 for name in short_names(outcome.design.names))
    assert with_units(("Cart_Value", "x"), ("$", "")) == ("Cart_Value ($)", "x")


def test_few_strangers_among_many_rows_are_still_drawn():
    labels = np.zeros(100_000, int)
    labels[500:530] = -2
    shown = shown_rows(labels, seed=3)
    assert len(shown) == 800
    assert (labels[shown] < 0).sum() == 30
    assert (np.diff(shown) > 0).all()
    assert np.array_equal(shown, shown_rows(labels, seed=3))


def test_names_in_the_plane_do_not_cover_one_another():
    rng = np.random.default_rng(5)
    for _ in range(20):
        tips, names = rng.uniform(-1, 1, (6, 2)) * 0.3, [f"column {j}" for j in range(6)]
        heights = moved_apart(tips, names, 1.0)
        for i in range(6):
            for j in range(i):
                free = abs(tips[i, 0] - tips[j, 0]) >= LETTER * 8 or abs(heights[i] - heights[j]) >= 0.9 * GAP
                assert free
        kept = readable(tips, 1.0)
        assert kept[0] == 0
        assert all(np.abs(tips[i] - tips[j]).max() > GAP for i in kept for j in kept if i != j)
