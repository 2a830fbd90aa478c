"""Pictures: named, themed, small, made without the network."""

from __future__ import annotations

import itertools
import re
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from report.fake_study import hostile_study, make_charts
from report.texts import HOSTILE
from takehome.protocol import Chart
from takehome.report.charts import VEGA_LITE_MIME, draw, mime_bundle, specification
from takehome.report.svg import PATHS_PER_CLOUD, finish, standalone
from takehome.report.theme import PALETTE

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(chart: Chart) -> ElementTree.Element:
    svg = draw(chart, "c1")
    assert svg is not None
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("chart", make_charts(), ids=lambda chart: chart.id)
def test_a_picture_has_a_name_a_description_and_no_colour_of_one_theme_only(chart):
    """WCAG 2.2, 1.1.1 (text alternative)."""
    root = _drawn(chart)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == chart.title
    assert chart.good in root.find(f"{SVG}desc").text
    colours = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None, "none", ""}
    assert all(re.fullmatch(r"var\(--chart-[a-z]+,#[0-9a-f]{6}\)|transparent", colour) for colour in colours), colours


def test_five_pictures_take_less_than_two_seconds():
    started = time.perf_counter()
    for chart in make_charts():
        assert draw(chart, chart.id)
    assert time.perf_counter() - started < 2.0


def test_a_cloud_is_a_few_paths_with_one_dot_a_row_at_its_place():
    """The places are held against Vega's linear scale: equal steps in the data are equal steps in the picture."""
    rows = tuple({"x": float(i), "y": float(i % 7)} for i in range(100))
    encoding = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    root = _drawn(Chart("cloud", "One dot a row: 100 rows.", rows, {"mark": "point", "encoding": encoding}))
    paths = [element.get("d") for element in root.iter(f"{SVG}path") if element.get("stroke-linecap")]
    dots = [dot for path in paths for dot in re.findall(r"M([\d.]+),([\d.]+)h0", path)]
    assert len(paths) == PATHS_PER_CLOUD
    assert len(dots) == 100
    across = sorted(float(x) for x, _ in dots)
    steps = [b - a for a, b in itertools.pairwise(across)]
    assert max(steps) - min(steps) <= 0.21
    assert len({y for _, y in dots}) == 7


def test_a_rule_at_a_constant_is_drawn_once():
    root = _drawn(make_charts()[0])
    assert len([line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray")]) == 1


def test_the_same_chart_gives_the_same_picture():
    for chart in make_charts():
        assert draw(chart, "c1") == draw(chart, "c1")


def test_names_inside_two_pictures_do_not_meet():
    clip = '<svg width="1" viewBox="0 0 1 1"><defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)"/></svg>'
    one, two = finish(clip, "a", "t", "d"), finish(clip, "b", "t", "d")
    assert 'id="a-1"' in one
    assert "url(#a-1)" in one
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_drawn_as_text(text):
    root = _drawn(hostile_study(text).chart_list[0])
    assert not list(root.iter(f"{SVG}script"))
    assert not list(root.iter(f"{SVG}image"))


def test_words_in_a_picture_are_not_edited():
    """What tidies attributes must not touch text that looks like them."""
    text = 'role="x" class="y" 3.14159 "#1f5fa8" href="z"'
    words = [element.text for element in _drawn(hostile_study(text).chart_list[0]).iter(f"{SVG}text")]
    assert any("3.14159" in (word or "") and 'role="x"' in (word or "") for word in words)


def test_data_at_an_address_are_not_fetched():
    chart = make_charts()[2]
    elsewhere = replace(chart, encoding={**chart.encoding, "data": {"url": "http://127.0.0.1:9/rows.json"}})
    assert specification(elsewhere)["data"] == {"values": specification(chart)["data"]["values"]}
    image = {"mark": "image", "encoding": {"url": {"value": "http://127.0.0.1:9/picture.png"}}}
    assert "127.0.0.1" not in (draw(replace(chart, encoding=image), "c1") or "")


def test_a_specification_that_cannot_be_drawn_is_none():
    assert draw(replace(make_charts()[0], encoding={"mark": "no such mark"}), "c1") is None


def test_ten_thousand_dots_fit_in_a_page_and_ten_thousand_rules_do_not():
    """DESIGN.md, section 7: a report is at most 1.2 MB."""
    rows = tuple({"x": float(i % 977), "y": float(i % 1009)} for i in range(10_000))
    encoding = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    cloud = Chart("cloud", "10,000 dots.", rows, {"mark": "point", "encoding": encoding})
    assert len(draw(cloud, "c1")) <= 200_000
    assert draw(replace(cloud, encoding={"mark": "tick", "encoding": encoding}), "c1") is None


def test_a_file_of_its_own_carries_both_palettes():
    svg = standalone(draw(make_charts()[1], "c1"))
    ElementTree.fromstring(svg)
    assert "prefers-color-scheme: dark" in svg
    assert all(dark in svg for _, dark in PALETTE.values())


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2, definition of terms."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", [name for name in PALETTE if name != "line"])
def test_marks_stand_out_on_both_pages(name):
    """WCAG 2.2, 1.4.11: 3:1 for graphics; 1.4.3: 4.5:1 for the text colours. Grid lines are decoration."""
    least = 4.5 if name in ("ink", "soft") else 3.0
    for colour, paper in zip(PALETTE[name], ("#fdfdfb", "#15181c"), strict=True):
        light, dark = sorted((_luminance(colour), _luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least


def test_notebooks_get_vega_lite_and_the_sentence():
    bundle = mime_bundle(make_charts()[1])
    assert bundle["text/plain"] == make_charts()[1].title
    assert bundle[VEGA_LITE_MIME]["data"]["values"][0]["age"] == 0
