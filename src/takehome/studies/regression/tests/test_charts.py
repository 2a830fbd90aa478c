"""Charts: small, drawable, and every title a sentence with its number that the rows bear out."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from takehome.stats.quantile_band import band_of
from takehome.studies import marks
from takehome.studies.regression.charts import charts
from takehome.studies.regression.checks import linearity
from takehome.studies.regression.intervals import coverage
from takehome.studies.regression.shape_charts import guilty_feature
from takehome.studies.regression.tests.fitted_worlds import servers, straight

IDS = ["residuals", "partial-residuals", "predicted-actual", "quantiles", "drivers", "ladder"]


@pytest.fixture(scope="module")
def outcome():
    made = servers()
    return replace(made, findings=linearity.check(made.baseline_evidence))


@pytest.fixture(scope="module")
def made(outcome):
    return {chart.id: chart for chart in charts(outcome)}


@pytest.mark.parametrize("world", [servers(rows=3000), straight(rows=40), servers(rows=60, draws=0)], ids=str)
def test_there_are_six_and_each_is_small_drawable_and_says_a_number(world):
    vl_convert = pytest.importorskip("vl_convert")
    drawn = charts(world)
    assert [chart.id for chart in drawn] == IDS
    for chart in drawn:
        assert 0 < len(chart.data) <= 2000
        assert re.search(r"\d", chart.title)
        assert chart.good
        text = json.dumps({**chart.encoding, "data": {"values": list(chart.data)}}, allow_nan=False)
        assert "<svg" in vl_convert.vegalite_to_svg(text)


def test_the_guilty_feature_is_the_one_that_bends(outcome, made):
    assert guilty_feature(outcome) == "Age"
    title = made["partial-residuals"].title
    assert title.startswith("From 8 to 9 years of Age, Cost rises by")
    assert "the straight line says" in title
    assert guilty_feature(straight()) == "Age"


def test_the_residual_sentence_is_the_range_of_the_binned_means(outcome, made):
    age, errors = outcome.design.X[:, 2], outcome.baseline_errors
    parts = np.array_split(np.argsort(age, kind="stable"), marks.BINS)
    means = [errors[part].mean() for part in parts]
    assert f"to {max(means):.1f} $/h along Age" in made["residuals"].title
    assert {row["along"] for row in made["residuals"].data} == {"predicted Cost", "Age"}
    assert len({row["model"] for row in made["residuals"].data}) == 2


def test_partial_residuals_are_component_plus_residual(outcome, made):
    """Fox (2016), §12.3.1: e + f_j(x_j); their spread about the fitted form is that of the residuals."""
    rows = [row for row in made["partial-residuals"].data if row["part"] == "row"]
    curve = [row for row in made["partial-residuals"].data if row["part"] == "fitted form"]
    form = np.interp([r["x"] for r in rows], [c["x"] for c in curve], [c["y"] for c in curve])
    spread = np.std([r["y"] for r in rows] - form)
    assert spread == pytest.approx(outcome.chosen_errors.std(), rel=0.06)


def test_the_coverage_in_the_title_is_the_measured_one(outcome, made):
    share = 100 * coverage(outcome)[0].share
    assert made["predicted-actual"].title.startswith(f"{share:.1f} % of 200 hold-out rows")
    inside = [row["part"] for row in made["predicted-actual"].data].count("inside")
    assert 100 * inside / 200 == pytest.approx(share)


def test_the_ladder_has_every_model_in_order(outcome, made):
    assert [row["model"] for row in made["ladder"].data] == ["repaired", "straight line"]
    assert "none of 2 models is worse" in made["ladder"].title


def test_the_band_holds_whole_normal_samples_as_often_as_it_says():
    """400 fresh samples of 80: 95 % within, Monte-Carlo error 1.1 % plus that of the band's own 400."""
    rng = np.random.default_rng(1)
    order = np.arange(1, 81)
    low, high = band_of(80, order, 0.95, np.random.default_rng(0))
    held = 0
    for _ in range(400):
        sample = np.sort(rng.standard_normal(80))
        sample = (sample - sample.mean()) / sample.std()
        held += bool(((sample >= low) & (sample <= high)).all())
    assert held / 400 == pytest.approx(0.95, abs=0.045)


def test_the_band_sees_heavy_tails():
    sample = np.sort(np.random.default_rng(2).standard_t(2, 200))
    sample = (sample - sample.mean()) / sample.std()
    low, high = band_of(200, np.arange(1, 201), 0.95, np.random.default_rng(0))
    assert not ((sample >= low) & (sample <= high)).all()


def test_sampling_is_seeded_and_keeps_small_tables_whole():
    assert np.array_equal(marks.sampled(50, 0), np.arange(50))
    assert np.array_equal(marks.sampled(5000, 3), marks.sampled(5000, 3))
    assert len(marks.sampled(5000, 3)) == marks.MOST_POINTS
