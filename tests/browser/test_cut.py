"""The what-if's slider along a scale in the browser, held against takehome.report.cut and takehome.report.curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from browser.test_page import _violations
from report.fake_study import FakeStudy, make_scaled_what_if, scaled_study
from takehome.report.build import build
from takehome.report.curve import curve
from takehome.report.cut import at_defaults, cut_sentence, setting
from takehome.report.html import page
from takehome.report.what_if import revalue

pytestmark = pytest.mark.browser

KINDS = {
    "follows": {},
    "a recommended option that is no cut": {"follows": False},
    "no replicates": {"replicates": 1},
    "whole numbers": {},
}


def _what_if(kind):
    made = make_scaled_what_if(**KINDS[kind])
    return replace(made, counts=np.rint(made.counts)) if kind == "whole numbers" else made


def _sentence(opened):
    return opened.inner_text("#what-if-sentence").replace("\u00a0", " ")


def _state(opened):
    return opened.input_value("#cut-at"), opened.is_checked("#cut-follows"), opened.inner_text("#cut-said")


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_shows_what_python_shows(open_page, tmp_path, kind):
    """The same option, gain, sentence letter for letter, and curve, for prices of any sign and cuts of any place."""
    report = build(FakeStudy(sliders=_what_if(kind)))
    path = tmp_path / "page.html"
    path.write_text(page(report), "utf-8")
    opened = open_page(path)
    rng = np.random.default_rng(7)
    asked = [(10.0, 100.0, 0.0), (0.0, 0.0, 0.0), (0.0, 100.0, 0.0), (10.0, 0.0, 0.0), (-5.0, -9.0, 20.0)]
    asked += [tuple(map(float, prices)) for prices in rng.uniform([-5, -50, -80], [40, 300, 80], (10, 3))]
    for prices in asked:
        for at in (None, 0.0, float(rng.uniform(0, 1)), 1.0):
            made = setting(report.what_if, prices, at)
            expected = revalue(report.what_if, prices, policy=made.policy)
            shown = opened.evaluate("([prices, at]) => takehome.settingAt(prices, at)", [prices, at])
            assert shown["policy"] == made.policy
            assert shown["breakEven"] == made.break_even
            said, gain, drawn = opened.evaluate(
                """([prices, at]) => { const setting = takehome.settingAt(prices, at);
                   const result = takehome.revalue(prices, setting.policy);
                   return [takehome.cutSentence(setting, result), result.gain, takehome.curveOf(result)]; }""",
                [prices, at],
            )
            assert said == cut_sentence(report.what_if, made, expected)
            np.testing.assert_allclose(gain, expected.gain, rtol=1e-9, atol=1e-6)
            _same_curve(drawn, curve(report.what_if, expected))


def _same_curve(drawn, wanted):
    for name in ("line", "band"):
        numbers, others = (
            [float(n) for n in text.replace(",", " ").split()] for text in (drawn[name], getattr(wanted, name))
        )
        np.testing.assert_allclose(numbers, others, atol=0.011)
    assert (drawn["x"] is None) == (wanted.x is None)
    np.testing.assert_allclose(drawn["x"] or 0.0, wanted.x or 0.0)
    np.testing.assert_allclose([drawn["y"], drawn["baseline"]], [wanted.y, wanted.baseline], atol=1e-6)
    assert [label for _, label in drawn["ticks"]] == [tick.label for tick in wanted.ticks]


def test_the_page_is_the_same_with_and_without_script(open_page, scaled_file):
    places = "document.querySelector('#cut .line').getAttribute('points')"
    with_script, without = open_page(scaled_file), open_page(scaled_file, java_script_enabled=False)
    assert _sentence(with_script) == _sentence(without) == at_defaults(build(scaled_study()).what_if, 0.95)[1]
    assert with_script.evaluate(places) == without.get_attribute("#cut .line", "points")
    assert without.is_visible("#cut .curve")
    assert not without.is_visible("#cut-at")
    assert with_script.is_visible("#cut-at")
    assert with_script.wrongs == []


def test_prices_move_the_cut_until_it_is_set_by_hand(open_page, scaled_file):
    """WCAG 2.2, 2.1.1 (keyboard): one arrow key is one stop."""
    opened = open_page(scaled_file)
    assert _state(opened) == ("2", True, "0.0909")
    opened.fill("#prices input[type=number] >> nth=0", "30")
    assert _state(opened) == ("4", True, "0.200")
    assert "acting pays above a probability of 0.231: the nearest threshold counted, 0.200, costs" in _sentence(opened)
    opened.focus("#cut-at")
    opened.keyboard.press("ArrowRight")
    assert _state(opened) == ("5", False, "0.300")
    assert _sentence(opened).startswith("At these prices a threshold of 0.300 costs")
    assert opened.get_attribute("#cut-at", "aria-valuetext") == "act above 0.3"
    opened.fill("#prices input[type=number] >> nth=0", "10")
    assert _state(opened) == ("5", False, "0.300")
    opened.keyboard.press("Tab")
    assert opened.evaluate("location.hash") == "#what-if?at=0.3"
    opened.check("#cut-follows")
    assert _state(opened) == ("2", True, "0.0909")
    assert opened.evaluate("location.hash") == "#what-if"


def test_the_marker_stands_above_the_sliders_thumb(open_page, scaled_file):
    for width in (320, 1400):
        opened = open_page(scaled_file, viewport={"width": width, "height": 900})
        for stop in (0, 3, 8):
            opened.locator("#cut-at").fill(str(stop))
            frame = opened.locator("#cut-at").bounding_box()
            thumb = frame["x"] + 8 + (frame["width"] - 16) * stop / 8
            circle = opened.locator("#cut circle").bounding_box()
            assert circle["x"] + circle["width"] / 2 == pytest.approx(thumb, abs=1.5)


def test_an_address_restores_the_cut_and_the_button_resets_it(open_page, scaled_file):
    opened = open_page(scaled_file, fragment="#what-if?fn=200&at=0.5")
    assert _state(opened) == ("6", False, "0.500")
    opened.click("text=Back to the report’s prices")
    assert _state(opened) == ("2", True, "0.0909")
    assert opened.evaluate("location.hash") == "#what-if"
    opened.evaluate("location.hash = '#what-if?at=nonsense'")
    opened.wait_for_timeout(100)
    assert _state(opened) == ("2", True, "0.0909")


def test_where_another_option_is_recommended_the_page_starts_there(open_page, tmp_path):
    made = make_scaled_what_if()
    path = tmp_path / "page.html"
    sliders = replace(made, scale=replace(made.scale, default="act on nobody"))
    path.write_text(page(build(FakeStudy(sliders=sliders))), "utf-8")
    opened = open_page(path)
    assert _state(opened) == ("8", False, "1.00")
    assert opened.inner_text("#what-if-table tr.chosen th") == "act on nobody"
    opened.check("#cut-follows")
    assert opened.evaluate("location.hash") == "#what-if?at=follow"
    again = open_page(path, fragment="#what-if?at=follow")
    assert _state(again) == ("2", True, "0.0909")


def test_a_recommended_option_that_is_no_cut_is_a_line(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(page(build(scaled_study(follows=False))), "utf-8")
    opened = open_page(path)
    assert opened.is_checked("#cut-follows")
    assert opened.eval_on_selector("#cut .shown", "e => getComputedStyle(e).display") != "none"
    assert not opened.is_visible("#cut circle")
    opened.locator("#cut-at").fill("3")
    assert not opened.is_checked("#cut-follows")
    assert opened.is_visible("#cut circle")
    assert _sentence(opened).startswith("At these prices a threshold of 0.100 costs")
    opened.check("#cut-follows")
    assert _sentence(opened).startswith("At these prices “act where it pays” costs")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("follows", [True, False])
def test_no_rule_of_wcag_is_broken_and_nothing_scrolls_sideways(open_page, tmp_path, scheme, width, follows):
    path = tmp_path / "page.html"
    path.write_text(page(build(scaled_study(follows=follows))), "utf-8")
    opened = open_page(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert _violations(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.requests == [path.as_uri()]


def test_on_paper_the_curve_stays_and_its_slider_goes(open_page, scaled_file):
    opened = open_page(scaled_file)
    opened.emulate_media(media="print")
    assert opened.is_visible("#cut .curve")
    assert opened.is_visible("#cut-said")
    assert not opened.is_visible("#cut-at")
    assert not opened.is_visible("#cut-follows")
