"""The pages in a browser: accessible, on every width, live, and talking to this server alone."""

from __future__ import annotations

import importlib.resources

import pytest
from tests.report.fake_study import scaled_study
from tests.server.live_server import serving
from tests.server.runs_made import asked, failed, finished
from tests.server.test_pages import CSV, described, kept

from takehome.report.build import build
from takehome.report.cut import cut_sentence, setting
from takehome.report.html import page as report_page
from takehome.report.what_if import revalue
from takehome.server.state.events import add_event
from takehome.server.state.records import Problem
from takehome.server.state.runs import mark_cancelled, mark_running

pytestmark = pytest.mark.browser

# WCAG 2.2 at levels A and AA, as axe-core tags its rules; target-size is off in axe unless it is asked for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}
PAGES = (
    "sign in",
    "start",
    "upload",
    "setting up",
    "mistake",
    "scenario",
    "waiting",
    "working",
    "failed",
    "finished",
    "missing",
)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A server with a run of every kind, whose runs the tests move on by hand."""
    from takehome.server.settings import Settings

    with serving(Settings(data=tmp_path_factory.mktemp("served"), token="0123456789abcdef")) as made:
        yield made


@pytest.fixture(scope="module")
def paths(live):
    """Addresses of one page of each kind."""
    columns = [
        described("Age", unit="years", low=0, high=90, histogram=[1, 4, 9, 3], missing=3),
        described("Plan", "category", top=[["basic", 40], ["<b>gold</b>", 20]]),
        described("Churn", "category", top=[["no", 45], ["yes", 15]]),
        described("A name without a place to break it " + "x" * 90, "date", low="2024-01-01", high="2024-12-31"),
    ]
    upload = kept(live.db, *columns, notes=["3 rows had no Age."])
    working = asked(live.db, data_name="table.csv", scenario="", upload=upload.id)
    mark_running(live.db, working.id, 0)
    add_event(live.db, working.id, "fitting the baseline", 0.5)
    wrong = failed(live.db, Problem("more than 4,000 MB of memory", "less", "takehome serve --memory 8000"))
    return {
        "sign in": "/sign-in",
        "start": "/",
        "upload": f"/uploads/{upload.id}",
        "setting up": f"/uploads/{upload.id}?verb=classify",
        "mistake": f"/uploads/{upload.id}?verb=classify",
        "scenario": "/scenarios/omnicorp-servers",
        "waiting": f"/runs/{asked(live.db).id}",
        "working": f"/runs/{working.id}",
        "failed": f"/runs/{wrong.id}",
        "finished": f"/runs/{finished(live.settings, live.db, note='a note').id}",
        "missing": "/runs/none",
    }


@pytest.fixture
def visit(browser, live):
    """Open a page of the server, signed in; faults of the page and its requests are kept on it, as lists."""
    contexts = []

    def visit_one(path, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        opened = context.new_page()
        opened.wrongs, opened.asked_for = [], []
        opened.on("pageerror", lambda error: opened.wrongs.append(str(error)))
        opened.on("console", lambda said: opened.wrongs.append(said.text) if said.type == "error" else None)
        opened.on("request", lambda request: opened.asked_for.append(request.url))
        opened.goto(live.entrance)
        opened.goto(f"{live.address}{path}")
        return opened

    yield visit_one
    for context in contexts:
        context.close()


def violations(opened):
    opened.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = opened.evaluate("rules => axe.run(document, rules)", RULES)
    assert len(found["passes"]) > 5, "axe ran its rules"
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]


@pytest.mark.parametrize("name", PAGES)
def test_no_rule_of_wcag_is_broken_and_nothing_needs_sideways_scrolling(visit, live, paths, name):
    """WCAG 2.2 A and AA (axe-core), with every detail open; 1.4.10 (reflow); no request beyond the server."""
    opened = visit(paths[name])
    if name == "mistake":
        opened.fill("[name='costs.fp']", "1,000")
        opened.select_option("[name=target]", "Churn")
        opened.click("text=Run the study")
        opened.wait_for_selector("[aria-invalid]")
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in (1280, 390):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            opened.emulate_media(color_scheme=scheme)
            assert violations(opened) == [], (width, scheme)
    assert all(url.startswith((live.address, "data:")) for url in opened.asked_for)
    # a browser says of every 4xx answer that it could not load it; nothing else may go wrong
    assert [wrong for wrong in opened.wrongs if "status of 4" not in wrong] == []


def test_after_a_mistake_the_reader_starts_at_the_summary_and_goes_to_the_field(visit, paths):
    opened = visit(paths["setting up"])
    opened.fill("[name='costs.fn']", "many €")
    opened.select_option("[name=target]", "Churn")
    opened.click("text=Run the study")
    opened.wait_for_selector("[aria-invalid]")
    assert opened.evaluate("document.activeElement.getAttribute('role')") == "alert"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.evaluate("location.hash.slice(1) === document.querySelector(\"[name='costs.fn']\").id")
    assert opened.input_value("[name='costs.fn']") == "many €"


def test_a_file_can_be_dropped(visit):
    """As a browser does it: a drop event whose DataTransfer holds a file; then the form is sent as usual."""
    opened = visit("/")
    opened.evaluate(
        """text => { const moved = new DataTransfer(); moved.items.add(new File([text], "dropped.csv"));
           document.querySelector("[data-drop]").dispatchEvent(
             new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true })); }""",
        CSV,
    )
    assert opened.inner_text("[data-drop-said]") == "dropped.csv"
    opened.click("text=Upload and look at it")
    opened.wait_for_url("**/uploads/*")
    assert "60 rows and 3 columns" in opened.inner_text("main")


def test_progress_is_seen_as_it_happens_and_the_end_shows_the_result(visit, live):
    run = asked(live.db)
    opened = visit(f"/runs/{run.id}")
    assert "Waiting" in opened.inner_text("[data-said]")
    mark_running(live.db, run.id, 0)
    add_event(live.db, run.id, "reading <i>the table</i>", 0.1)
    opened.wait_for_selector("[data-steps] li >> nth=0")
    add_event(live.db, run.id, "fitting", 2.0)
    opened.wait_for_selector("[data-steps] li >> nth=1")
    assert opened.inner_text("[data-said]") == "Fitting."
    assert opened.get_attribute("[data-said]", "role") == "status"
    assert opened.inner_text("[data-steps] li >> nth=0").startswith("Reading <i>the table</i>")
    mark_cancelled(live.db, run.id)
    opened.wait_for_selector("text=The run was cancelled.")
    assert opened.locator(".steps li").count() == 2
    assert opened.wrongs == []


def test_a_reload_in_the_middle_shows_every_step_once(visit, live, paths):
    opened = visit(paths["working"])
    opened.wait_for_timeout(1500)
    opened.reload()
    opened.wait_for_timeout(1500)
    assert opened.locator("[data-steps] li").count() == 1


def test_the_sliders_of_the_report_are_kept_in_the_address_of_the_page(visit, live):
    """Moved in the frame, kept in the page's address, given back by a reload and to another reader; equal to Python."""
    study = scaled_study()
    run = finished(live.settings, live.db)
    (live.settings.runs / run.id / "report.html").write_text(report_page(build(study)), "utf-8")
    opened = visit(f"/runs/{run.id}")
    frame = opened.frame_locator("iframe.report")
    frame.locator("#cut-at:visible").focus()
    before = frame.locator("#what-if-sentence").inner_text()
    for _ in range(4):
        opened.keyboard.press("ArrowLeft")
    opened.keyboard.press("Tab")
    opened.wait_for_url("**#what-if?*")
    moved = frame.locator("#what-if-sentence").inner_text()
    assert moved != before
    at = float(opened.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('at')"))
    what_if = build(study).what_if
    prices = [next((p.default for p in what_if.prices if p.event == event), 0.0) for event in what_if.events]
    made = setting(what_if, prices, at)
    assert moved.replace("\u00a0", " ") == cut_sentence(what_if, made, revalue(what_if, prices, policy=made.policy))
    address = opened.url
    opened.reload()
    again = opened.frame_locator("iframe.report").locator("#what-if-sentence")
    again.filter(has_text=moved).wait_for()
    other = visit(address.removeprefix(live.address))
    other.frame_locator("iframe.report").locator("#what-if-sentence").filter(has_text=moved).wait_for()
    assert opened.wrongs == []


def test_the_page_takes_nothing_from_a_stranger_and_the_report_takes_nothing_at_all(visit, paths):
    """Only the report's own frame is heard, and only a setting; the report listens to no message."""
    opened = visit(paths["finished"])
    opened.evaluate("window.postMessage({ takehome: { fragment: '#what-if?stranger=1' } }, '*')")
    opened.wait_for_timeout(200)
    assert "stranger" not in opened.url
    frame = next(frame for frame in opened.frames if frame.url.endswith("/report"))
    for fragment in ("javascript:alert(1)", "#delete", "#what-if" + "x" * 5000, 7, None):
        frame.evaluate("fragment => parent.postMessage({ takehome: { fragment } }, '*')", fragment)
    opened.wait_for_timeout(200)
    assert opened.evaluate("location.hash") == ""
    reach = "(() => { try { return parent.document.title } catch (refused) { return 'refused' } })()"
    assert frame.evaluate(reach) == "refused"
