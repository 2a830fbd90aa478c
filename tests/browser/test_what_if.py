"""The what-if in the browser, held against takehome.report.what_if."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from report.fake_study import FakeStudy, make_what_if
from takehome.protocol import Interval
from takehome.report.build import build
from takehome.report.html import page
from takehome.report.what_if import pack, revalue, sentence
from takehome.report.words import interval_text
from takehome.units import format_number

pytestmark = pytest.mark.browser

KINDS = ("int32", "float64", "float32", "negative and huge", "no replicates", "two trivial options", "many options")


def _case(kind):
    base, rng = make_what_if(), np.random.default_rng(5)
    if kind == "float64":
        return replace(base, counts=base.counts * rng.normal(1, 0.01, base.counts.shape))
    if kind == "float32":
        names = tuple(f"option {i}" for i in range(30))
        counts = rng.normal(5000, 40, (30, 201, 2))
        return replace(base, options=names, trivial=names[:1], counts=counts)
    if kind == "negative and huge":
        return replace(base, counts=rng.integers(-(2**31) + 1, 2**31 - 1, base.counts.shape))
    if kind == "no replicates":
        return replace(base, counts=base.counts[:, :1])
    if kind == "many options":
        names = tuple(f"threshold {i}" for i in range(101))
        return replace(base, options=names, trivial=names[:1], counts=rng.integers(0, 900, (101, 51, 2)))
    if kind == "two trivial options":
        return replace(base, trivial=(base.options[0], base.options[3]))
    return base


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_gets_the_numbers_that_python_gets(open_page, tmp_path, kind):
    """To 1e-9 relative: values, bands, gain, probability; and the same sentence, letter for letter."""
    report = build(FakeStudy(sliders=_case(kind)))
    if kind.startswith("float"):
        assert pack(report.what_if.counts)["dtype"] == kind
    path = tmp_path / "page.html"
    path.write_text(page(report), "utf-8")
    opened = open_page(path)
    rng = np.random.default_rng(11)
    settings = [(1.0, 620.0), (0.0, 0.0), *zip(rng.uniform(-1, 3, 12), rng.uniform(0, 3000, 12), strict=True)]
    for prices in settings:
        asked = [float(price) for price in prices]
        shown = opened.evaluate("prices => takehome.revalue(prices)", asked)
        expected = revalue(report.what_if, asked)
        np.testing.assert_allclose(shown["values"], expected.values, rtol=1e-9)
        bands = np.column_stack([expected.lows, expected.highs])
        np.testing.assert_allclose(np.array(shown["bands"], float), bands, rtol=1e-9)
        assert (shown["best"], shown["baseline"]) == (expected.best, expected.baseline)
        np.testing.assert_allclose(shown["gain"], expected.gain, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(shown["gainBand"], [expected.gain_low, expected.gain_high], rtol=1e-9, atol=1e-6)
        np.testing.assert_equal(shown["probabilityBetter"], expected.probability_better)
        said = opened.evaluate("prices => takehome.sentence(takehome.revalue(prices))", asked)
        assert said == sentence(report.what_if, expected)


def test_numbers_are_written_as_python_writes_them(open_page):
    rng = np.random.default_rng(3)
    numbers = (10 ** rng.uniform(-9, 17, 3000) * rng.choice([-1, 1], 3000)).tolist()
    numbers += [
        0.0,
        1225.0,
        1235.0,
        0.125,
        2.675,
        999.5,
        99.95,
        9.995,
        1e15,
        999.4e12,
        1e-6,
        9.996e-7,
        -1e-9,
        1e22,
        0.5,
    ]
    numbers += [float(k) / 8 for k in range(-400, 400)] + [1005.0 + 10 * k for k in range(50)]
    shown = open_page().evaluate("numbers => numbers.map(takehome.formatNumber)", numbers)
    assert shown == [format_number(number) for number in numbers]


def test_a_slider_changes_the_sentence_the_table_and_the_address(open_page):
    opened = open_page()
    price = opened.get_by_label("Price of a replacement server $ per server", exact=True)
    price.focus()
    before = opened.inner_text("#what-if-sentence")
    opened.keyboard.press("End")
    assert opened.inner_text("#what-if-sentence") != before
    assert "nothing beats “keep every server”" in opened.inner_text("#what-if-sentence")
    assert opened.input_value("#prices input[type=number] >> nth=1") == "2000"
    assert opened.inner_text("#what-if-table tr.chosen th") == "keep every server"
    opened.keyboard.press("Tab")
    assert opened.evaluate("location.hash") == "#what-if?replacement=2000"
    opened.click("text=Back to the report’s prices")
    assert opened.inner_text("#what-if-sentence") == before
    assert opened.evaluate("location.hash") == "#what-if"


@pytest.mark.parametrize("kind", ["int32", "no replicates", "many options"])
def test_the_table_shows_what_python_computes(open_page, tmp_path, kind):
    report = build(FakeStudy(sliders=_case(kind)))
    path = tmp_path / "page.html"
    path.write_text(page(report), "utf-8")
    opened = open_page(path, fragment="#what-if?replacement=700")
    expected = revalue(report.what_if, [1.0, 700.0])
    level = report.recommendation.gain_interval.confidence_level
    rows = opened.locator("#what-if-table tbody tr").evaluate_all(
        "rows => rows.map(row => [Number(row.dataset.option), ...[...row.cells].slice(1, 3).map(c => c.textContent)])"
    )
    assert 5 <= len(rows) <= 50
    for option, value, band in rows:
        ends = Interval(expected.lows[option], expected.highs[option], "$", level)
        assert value == f"{format_number(expected.values[option])} $"
        assert band.replace("\u00a0", " ") == interval_text(ends)
    assert opened.wrongs == []


def test_an_address_restores_its_setting(open_page):
    opened = open_page(fragment="#what-if?replacement=2000&excess=nonsense")
    assert opened.input_value("#prices input[type=number] >> nth=0") == "1"
    assert "nothing beats" in opened.inner_text("#what-if-sentence")
    opened.evaluate("location.hash = '#what-if?replacement=300'")
    opened.wait_for_function("document.querySelector('#what-if-sentence').textContent.includes('choose')")


def test_a_framed_report_tells_its_page_the_setting_and_takes_nothing_from_it(open_page, report_file):
    """A page that shows the report in a sandboxed frame can keep the setting in its own address."""
    frame = f'<iframe id="framed" sandbox="allow-scripts" src="{report_file.name}"></iframe>'
    heard = "<script>heard = []; addEventListener('message', ({ data }) => heard.push(data))</script>"
    path = report_file.with_name("framing.html")
    path.write_text(f'<!doctype html><html lang="en"><title>page</title>{heard}{frame}', "utf-8")
    opened = open_page(path)
    framed = opened.frame_locator("#framed")
    price = framed.get_by_label("Price of a replacement server $ per server", exact=True)
    price.focus()
    opened.keyboard.press("End")
    opened.keyboard.press("Tab")
    opened.wait_for_function("heard.length > 0")
    assert opened.evaluate("heard") == [{"takehome": {"fragment": "#what-if?replacement=2000"}}]
    said = framed.locator("#what-if-sentence").inner_text()
    asked = "framed.contentWindow.postMessage({ takehome: { fragment: '#what-if?replacement=300' } }, '*')"
    opened.evaluate(asked)
    opened.wait_for_timeout(200)
    assert framed.locator("#what-if-sentence").inner_text() == said


def test_arrow_keys_move_a_slider_by_a_small_step(open_page):
    """WCAG 2.2, 2.1.1 (keyboard)."""
    opened = open_page()
    opened.focus("#price-2")
    opened.keyboard.press("ArrowRight")
    moved = float(opened.input_value("#price-2"))
    assert 620 < moved < 720


def test_an_empty_or_unfinished_number_changes_nothing(open_page):
    opened = open_page()
    before = opened.inner_text("#what-if-sentence")
    opened.fill("#prices input[type=number] >> nth=1", "")
    assert opened.inner_text("#what-if-sentence") == before


def test_the_sentence_at_the_defaults_is_the_same_with_and_without_script(open_page):
    with_script = open_page().inner_text("#what-if-sentence")
    assert open_page(java_script_enabled=False).inner_text("#what-if-sentence") == with_script
