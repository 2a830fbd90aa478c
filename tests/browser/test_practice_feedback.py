"""The feedback of practice in a browser: accessible, offline, legible on every width and on paper."""

from __future__ import annotations

import importlib.resources

import pytest

from practice.made_up_grades import BARE, BROKEN, CLASS, GRADE, hostile
from report.texts import HOSTILE
from takehome.practice import feedback

pytestmark = pytest.mark.browser

# WCAG 2.2 at levels A and AA, as axe-core tags its rules; target-size is off in axe unless it is asked for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}
PAGES = {
    "graded": lambda: feedback.html(GRADE),
    "a protection was absent": lambda: feedback.html(BARE),
    "not graded": lambda: feedback.html(BROKEN),
    "hostile": lambda: feedback.html(hostile(" ".join(HOSTILE))),
    "class": lambda: feedback.class_page(CLASS, {GRADE.file: "ada.html"}),
    "hostile class": lambda: feedback.class_page([hostile(" ".join(HOSTILE))]),
    "empty class": lambda: feedback.class_page([]),
}


@pytest.fixture(params=PAGES)
def page_file(request, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGES[request.param](), "utf-8")
    return path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_no_rule_of_wcag_is_broken(open_page, page_file, scheme, width):
    opened = open_page(page_file, color_scheme=scheme, viewport={"width": width, "height": 900})
    script = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    opened.evaluate(script)
    found = opened.evaluate("rules => axe.run(document, rules)", RULES)
    assert len(found["passes"]) > 5, "axe ran its rules"
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 1400])
def test_nothing_is_cut_off_and_nothing_is_requested(open_page, page_file, width):
    """WCAG 2.2, 1.4.10 (reflow): no sideways scrolling, and no text beyond the right edge."""
    opened = open_page(page_file, viewport={"width": width, "height": 900})
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    beyond = opened.evaluate(
        """width => [...document.querySelectorAll('main *')]
             .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > width + 1)
             .map(e => e.outerHTML.slice(0, 100))""",
        width,
    )
    assert beyond == []
    opened.wait_for_timeout(100)
    assert opened.requests == [page_file.as_uri()]
    assert opened.wrongs == []


def test_it_reads_without_script_and_prints(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(feedback.html(GRADE), "utf-8")
    opened = open_page(path, java_script_enabled=False)
    assert opened.is_visible("text=10,300 $ a day")
    assert len(opened.pdf()) > 10_000


def test_the_overview_links_to_each_section(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(feedback.html(GRADE), "utf-8")
    opened = open_page(path)
    links = opened.eval_on_selector_all(".overview a", "all => all.map(e => e.getAttribute('href'))")
    assert links == [f"#section-{section.number}" for section in GRADE.sections]
    assert all(opened.locator(link).count() == 1 for link in links)
