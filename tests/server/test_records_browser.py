"""Pages about runs, comparisons, practice and the interface, in a browser: accessible, offline, legible on a phone.

Authorities: WCAG 2.2 (A and AA) as axe-core tests it, the browser's own list of requests, and its layout.
"""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import pytest
from tests.practice import made_up_grades as grades
from tests.server import runs_made as made
from tests.server.live_server import serving

from takehome.server.settings import Settings
from takehome.server.state.database import Database
from takehome.server.state.records import Problem
from takehome.server.state.runs import set_note

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}
WIDTHS = (390, 1280)
LONG = "a-name-without-any-place-to-break-it-" * 4


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    """A server with runs of every sort, and the address of each page by name."""
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("a secret of many letters and 16 more")
    settings = Settings(data=tmp_path_factory.mktemp("data"), token="0123456789abcdef", secret_file=secret)
    with serving(settings) as live:
        paths = pages_of(live.settings, live.db)
        yield {"": live.entrance, **{name: live.address + path for name, path in paths.items()}}


def pages_of(settings: Settings, db: Database) -> dict[str, str]:
    """The path of each page, after its runs were made."""
    same = {"key": "k", "economics": "[costs]\nreplacement = 620\n"}
    first = made.finished(settings, db, **same)
    changed = made.changed_document(json.loads((settings.runs / first.id / "report.json").read_text()))
    made.finished(settings, db, **same)
    other = made.finished(settings, db, changed, options={LONG: LONG}, data_name=f"{LONG}.csv", scenario="")
    set_note(db, other.id, f"With the dearer servers of May; {LONG}")
    wrong = made.finished(settings, db, changed, **same)
    made.failed(db, Problem("the column “Cost” has the text “n/a” in row 17", "numbers"))
    of_class = made.graded(settings, db, list(grades.CLASS), "1 of 4 notebooks passes.")
    of_one = made.graded(settings, db, [grades.GRADE], "The notebook has sections to mend.")
    made.asked(db)
    return {
        "history": "/runs",
        "nothing found": "/runs?text=nothing",
        "a wrong search": "/runs?status=lost",
        "comparison": f"/compare?a={first.id}&b={other.id}",
        "fault": f"/compare?a={first.id}&b={wrong.id}",
        "choice": f"/compare?a={first.id}",
        "practice": "/practice",
        "class": f"/runs/{of_class.id}",
        "one notebook": f"/runs/{of_one.id}",
        "feedback": f"/runs/{of_class.id}/grades/Ada-Lovelace",
        "interface": "/interface",
        "deletion": "/delete-everything",
    }


@pytest.fixture
def open_page(browser, site):
    """Open an address in a context of its own, signed in; its faults and requests are kept on the page."""
    contexts = []

    def open_one(address: str, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.wrongs, page.requests = [], []
        page.on("pageerror", lambda error: page.wrongs.append(str(error)))
        page.on("console", lambda message: page.wrongs.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(site[""])
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


PAGES = (
    "history", "nothing found", "a wrong search", "comparison", "fault", "choice", "practice", "class",
    "one notebook", "feedback", "interface", "deletion",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_whole_and_asks_nobody_else(open_page, site, name):
    """On a phone and a desk, in both schemes, everything opened, so that hidden parts are judged too."""
    page = open_page(site[name])
    page.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("rules => axe.run(document, rules)", RULES)
            assert len(found["passes"]) > 5, "axe ran its rules"
            broken = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]
            assert broken == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is wider than the screen"
    own = site["history"].removesuffix("runs")
    assert [url for url in page.requests if not url.startswith((own, "data:"))] == []
    assert [text for text in page.wrongs if "status of 422" not in text] == []


def test_two_runs_are_compared_with_the_keyboard_alone_and_without_a_script(open_page, site):
    page = open_page(site["history"], java_script_enabled=False)
    for label in ("Compare run 1", "Compare run 3"):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Compare the two ticked").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?a=*&b=*")
    assert "Run 3 against run 1" in page.locator(".sentence").inner_text()


def test_the_first_key_press_offers_to_skip_to_the_content(open_page, site):
    page = open_page(site["history"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_has_the_focus_is_never_under_the_bar_at_the_bottom(open_page, site):
    """WCAG 2.2, 2.4.11: every box that is reached with the tabulator is seen."""
    page = open_page(site["history"], viewport={"width": 390, "height": 500})
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('tbody a, tbody input')].filter(each => {
            each.focus();
            const box = each.getBoundingClientRect();
            const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return !(at && (each.contains(at) || at.contains(each)));
        }).map(each => each.outerHTML.slice(0, 80))"""
    )
    assert hidden == []


def test_a_row_of_a_table_says_its_columns_on_a_phone(open_page, site):
    page = open_page(site["comparison"], viewport={"width": 390, "height": 900})
    cell = page.locator("td[data-head='Gain']").first
    said = cell.evaluate("each => getComputedStyle(each, '::before').content")
    assert said == '"Gain"'
    assert not page.locator("thead").first.is_visible()


def test_the_feedback_in_its_frame_runs_no_script_and_is_whole(open_page, site):
    page = open_page(site["one notebook"])
    frame = page.frame_locator("iframe.report")
    assert "sections pass" in frame.locator(".sentence").inner_text()
    assert page.locator("iframe.report").get_attribute("sandbox") == ""


def test_a_hand_out_is_downloaded(open_page, site, tmp_path: Path):
    page = open_page(site["practice"], accept_downloads=True)
    page.get_by_label("For whom").fill("Ada Lovelace")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the notebook").click()
    waiting.value.save_as(tmp_path / "notebook")
    assert waiting.value.suggested_filename == "Ada Lovelace.ipynb"
    assert "cells" in json.loads((tmp_path / "notebook").read_text())
