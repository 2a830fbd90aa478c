"""The page in a browser: accessible, offline, legible on every width and on paper."""

from __future__ import annotations

import importlib.resources
import json

import pytest

from report.fake_study import FakeStudy, hostile_study
from report.texts import HOSTILE
from takehome.report.build import build
from takehome.report.html import fragment, page

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 1400, 2560)
# WCAG 2.2 at levels A and AA, as axe-core tags its rules; target-size is off in axe unless it is asked for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}


def _violations(opened):
    script = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    opened.evaluate(script)
    found = opened.evaluate("rules => axe.run(document, rules)", RULES)
    assert len(found["passes"]) > 5, "axe ran its rules"
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]


def _written(tmp_path, text):
    path = tmp_path / "page.html"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_no_rule_of_wcag_is_broken(open_page, scheme, width):
    """WCAG 2.2 A and AA, all details open, so that their contrast is judged too."""
    opened = open_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert _violations(opened) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_wcag_is_broken_by_hostile_text(open_page, tmp_path, scheme):
    path = _written(tmp_path, page(build(hostile_study(" ".join(HOSTILE)))))
    assert _violations(open_page(path, color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_fragment_breaks_no_rule_and_keeps_its_look_in_a_foreign_page(open_page, tmp_path, scheme):
    host = "<style>p, li, dd { color: #eee !important_; font-size: 40px } body { text-align: center }</style>"
    text = f'<!doctype html><html lang="en"><title>host</title>{host}{fragment(build(FakeStudy()))}'
    opened = open_page(_written(tmp_path, text), color_scheme=scheme)
    assert _violations(opened) == []
    assert opened.eval_on_selector(".takehome-fragment", "e => getComputedStyle(e).textAlign") in ("start", "left")
    assert float(opened.eval_on_selector(".sentence", "e => parseFloat(getComputedStyle(e).fontSize)")) == 20


def test_nothing_is_requested_and_nothing_goes_wrong(open_page, report_file):
    opened = open_page()
    opened.wait_for_timeout(300)
    assert opened.requests == [report_file.as_uri()]
    assert opened.wrongs == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_runs_nothing_and_asks_for_nothing(open_page, tmp_path, text):
    path = _written(tmp_path, page(build(hostile_study(text))))
    opened = open_page(path, viewport={"width": 390, "height": 900})
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    assert opened.requests == [path.as_uri()]
    assert opened.wrongs == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_needs_sideways_scrolling(open_page, width):
    """WCAG 2.2, 1.4.10 (reflow): 320 CSS pixels without two-dimensional scrolling."""
    opened = open_page(viewport={"width": width, "height": 900})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_holds_the_decision_and_three_findings(open_page):
    """Issue: decision sentence, gain with basis and interval, probability, what would change it, worst findings."""
    opened = open_page(viewport={"width": 1400, "height": 900})
    for selector in (".sentence", ".facts", ".decision .pair li >> nth=0", ".worst li >> nth=2"):
        box = opened.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 900, selector


def test_the_button_changes_the_theme(open_page):
    opened = open_page(color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = opened.evaluate(background)
    opened.click("#theme")
    assert opened.evaluate(background) != light
    assert opened.inner_text("#theme") == "Light page"


def test_a_link_to_a_closed_check_opens_it(open_page):
    opened = open_page(fragment="#check-9")
    assert opened.eval_on_selector("#check-9", "e => e.open")


def test_on_paper_every_check_is_open_and_the_prices_are_said(open_page):
    """Field notes 3.3: print opens all details, hides sliders, prints their setting."""
    opened = open_page()
    opened.fill("#prices input[type=number] >> nth=1", "800")
    opened.emulate_media(media="print")
    assert not opened.is_visible("#prices")
    assert opened.is_visible(".prices-said")
    assert "Price of a replacement server 800 $ per server" in opened.inner_text(".prices-said").replace("\u00a0", " ")
    closed = opened.locator("details.check:not([open]) dl")
    assert closed.count() == 10
    heights = closed.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) > 20
    assert len(opened.pdf()) > 10_000


def test_without_script_the_defaults_are_shown(open_page):
    opened = open_page(java_script_enabled=False)
    assert "At these prices choose “replace at 6 years”: it gains 21,100" in opened.inner_text("#what-if-sentence")
    assert opened.is_visible(".prices-said")
    assert not opened.is_visible("#prices")


def test_pictures_stay_inside_their_frames_and_their_words_apart(open_page):
    """Field notes 3.3: no text overlaps, all text inside the picture, at a phone's width too."""
    for width in (390, 1400):
        opened = open_page(viewport={"width": width, "height": 900})
        boxes = opened.eval_on_selector_all(
            "figure > svg",
            """all => all.map(svg => [svg, ...svg.querySelectorAll('text')].map(e => {
                 const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }))""",
        )
        assert len(boxes) == 5
        for frame, *words in boxes:
            for i, (left, top, right, bottom) in enumerate(words):
                inside = left >= frame[0] - 4 and right <= frame[2] + 4 and top >= frame[1] - 4
                assert inside
                assert bottom <= frame[3] + 4
                for other in words[:i]:
                    apart = (
                        right <= other[0] + 1 or other[2] <= left + 1 or bottom <= other[1] + 1 or other[3] <= top + 1
                    )
                    assert apart, json.dumps([words[i], other])


def test_in_a_sandboxed_frame_it_still_works(open_page, tmp_path):
    """As a notebook or the server embeds it: an opaque origin, scripts allowed, no address of its own."""
    inner = page(build(FakeStudy())).replace("&", "&amp;").replace('"', "&quot;")
    frame = f'<iframe title="report" sandbox="allow-scripts" style="width:100%;height:800px" srcdoc="{inner}"></iframe>'
    opened = open_page(_written(tmp_path, f'<!doctype html><html lang="en"><title>host</title>{frame}'))
    child = opened.frames[1]
    child.wait_for_function("globalThis.takehome !== undefined")
    child.fill("#prices input[type=number] >> nth=1", "1500")
    child.dispatch_event("#prices input[type=number] >> nth=1", "change")
    assert "nothing beats “keep every server”" in child.inner_text("#what-if-sentence")
    assert opened.wrongs == []
