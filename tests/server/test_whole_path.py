"""The whole path of a person, in a real browser before the real server, with real workers and the IBM churn table.

From the address that ``takehome serve`` prints to a comparison of two runs, and from a hand-out to its feedback.
Oracles: `takehome.report.what_if.revalue` for the money of the report, the interface for programs for what is
downloaded, the reference solution for the practice, WCAG 2.2 (A and AA) as axe-core tests it, and the browser's own
list of requests.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.server import walking
from tests.server.form_reader import Page
from tests.server.running_server import Running, left_behind, running, wait_for
from tests.server.walking import Walker

from takehome import practice
from takehome.practice import runner
from takehome.report.cut import cut_sentence, setting
from takehome.report.document import from_document
from takehome.report.what_if import revalue
from takehome.units import format_number

pytestmark = pytest.mark.browser

QUESTION = "Whom do we act on"
IN_VAIN, MISS = "Cost of acting in vain", "Cost of a miss"
COSTS = {IN_VAIN: "10", MISS: "100"}
NOTE = "with the dearer call of 2026, 100 %"


@dataclass
class Asked:
    """A run that a person asked for: its path, the steps that were seen before its end, and its report."""

    path: str
    steps: list[str]
    document: dict[str, Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server as an operator starts it; when it is stopped it leaves no process behind."""
    with running(tmp_path_factory.mktemp("served")) as started:
        yield started
        assert started.stop() == 0, started.log
        wait_for(lambda: not left_behind(started.mark))
        assert "Traceback" not in started.log


@pytest.fixture(scope="module")
def walker(browser, server):
    """A person who signed in; in the end nothing went wrong on any page, and no request left the server."""
    entered = entering(browser, server)
    yield entered
    assert entered.wrongs == []
    assert entered.strangers == []
    assert len(entered.asked) > 10
    entered.page.context.close()


@pytest.fixture
def plain(browser, server):
    """The same person with scripts switched off."""
    entered = entering(browser, server, java_script_enabled=False)
    yield entered
    assert entered.wrongs == entered.strangers == []
    entered.page.context.close()


@pytest.fixture(scope="module")
def table(data_dir) -> Path:
    return data_dir / "classification" / "telco_churn_ibm.csv"


@pytest.fixture(scope="module")
def uploaded(walker, table) -> str:
    return walking.upload(walker, table)


@pytest.fixture(scope="module")
def first(walker, server, uploaded) -> Asked:
    return ask(walker, server, uploaded, COSTS)


@pytest.fixture(scope="module")
def second(walker, server, uploaded, first) -> Asked:
    return ask(walker, server, uploaded, {**COSTS, MISS: "40"})


def entering(browser: Any, server: Running, **options: Any) -> Walker:
    return walking.enter(browser, f"http://127.0.0.1:{server.port}", server.token, accept_downloads=True, **options)


def ask(walker: Walker, server: Running, uploaded: str, costs: dict[str, str]) -> Asked:
    """Ask for a study in the page, watch it, and wait for its report."""
    walking.choose(walker, uploaded, QUESTION)
    walking.fill(walker, costs)
    path = walking.start(walker)
    walker.page.locator("[data-steps] li >> nth=2").wait_for()
    steps = walker.page.locator("[data-steps] li > span:first-child").all_inner_texts()
    walking.finish(walker)
    return Asked(path, steps, report_of(server, path))


def report_of(server: Running, path: str) -> dict[str, Any]:
    status, _, body = server.ask("GET", f"/v1{path}/report.json")
    assert status == 200
    return json.loads(body)


def test_signing_in_takes_the_token_out_of_the_address(walker, server):
    walker.go("/")
    assert walker.page.url == f"{walker.address}/"
    assert server.token not in walker.page.content()
    (cookie,) = walker.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_the_columns_of_the_table_are_seen(walker, uploaded):
    """IBM: 7,043 customers, 21 columns, tenures from 0 to 72 months, 11 customers without a total."""
    walker.go(uploaded)
    page = walker.page
    assert "7,043 rows and 21 columns" in page.locator(".sentence").inner_text()
    rows = {row.locator("th").inner_text(): row for row in page.locator("table.columns tbody tr").all()}
    assert len(rows) == 21
    assert "0 to 72" in rows["tenure"].inner_text()
    assert rows["tenure"].locator("svg rect").count() > 5
    assert rows["TotalCharges"].locator("td").nth(1).inner_text().startswith("11")
    assert "2 distinct" in rows["Churn"].inner_text()


def test_the_steps_of_a_run_are_seen_while_it_works(first):
    assert len(first.steps) >= 3
    assert first.steps[0].startswith("Reading")


def test_the_report_in_the_frame_is_that_of_the_run(walker, first):
    walker.go(first.path)
    sentence = first.document["recommendation"]["sentence"]
    assert plainly(walker.page.locator("p.sentence").inner_text()) == plainly(sentence)
    opening = walker.page.frame_locator("iframe.report").locator(".sentence").first.inner_text()
    assert plainly(sentence).startswith(plainly(opening))
    metrics = first.document["metrics"]
    assert (metrics["n_positive"], metrics["n_rows"], metrics["positive"]) == (1869, 7043, "Yes")


@pytest.mark.parametrize("moves", [("Home", 12), ("End", -30)])
def test_a_moved_threshold_shows_the_money_that_python_computes(walker, first, moves):
    """Every figure of the sentence, from the counts in report.json, for the cut and the prices that the page shows."""
    key, steps = moves
    walker.go(first.path)
    page, frame = walker.page, walker.page.frame_locator("iframe.report")
    before = said(frame)
    frame.locator("#cut-at:visible").focus()
    page.keyboard.press(key)
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    page.keyboard.press("Tab")
    page.wait_for_url(re.compile(r"#what-if\?.*at="))
    moved = said(frame)
    assert moved != before
    what_if = from_document(first.document).what_if
    at = float(in_address(page, "at"))
    expected, sentence = python_says(what_if, {}, at)
    assert moved == sentence
    assert format_number(abs(expected.values[expected.best])) in moved
    assert frame.locator("#cut-said").inner_text() == format_number(at)


def test_a_moved_price_and_threshold_too(walker, first):
    walker.go(first.path)
    page, frame = walker.page, walker.page.frame_locator("iframe.report")
    what_if = from_document(first.document).what_if
    event = what_if.scale.follows[1]
    frame.locator(f"#prices input[type=number][data-event='{event}']").fill("250")
    frame.locator("#cut-at").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.wait_for_url(re.compile(r"#what-if\?.*at="))
    _, sentence = python_says(what_if, {event: 250.0}, float(in_address(page, "at")))
    assert said(frame) == sentence


def python_says(what_if: Any, changed: dict[str, float], at: float) -> tuple[Any, str]:
    """The money of a cut at the report's prices with some changed, and the sentence that says so."""
    defaults = {price.event: price.default for price in what_if.prices}
    prices = [changed.get(event, defaults.get(event, 0.0)) for event in what_if.events]
    made = setting(what_if, prices, at)
    result = revalue(what_if, prices, policy=made.policy)
    return result, cut_sentence(what_if, made, result)


def said(frame: Any) -> str:
    return plainly(frame.locator("#what-if-sentence").inner_text())


def in_address(page: Any, name: str) -> str:
    return page.evaluate("name => new URLSearchParams(location.hash.split('?')[1]).get(name)", name)


def plainly(text: str) -> str:
    """The text with simple blanks."""
    return " ".join(text.split())


def test_two_runs_are_compared(walker, first, second):
    """What differs is the one cost; both gains and intervals are those of the reports."""
    walker.go(second.path)
    page = walker.page
    page.get_by_label("Compare with").select_option(value=first.path.rpartition("/")[2])
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare?*")
    (row,) = page.locator("section[aria-labelledby=asked] tbody tr").all()
    assert row.locator("th, td").all_inner_texts() == ["costs.fn", "40", "100"]
    money = [plainly(text) for text in page.locator("section[aria-labelledby=money] tbody tr").all_inner_texts()]
    for text, run in zip(money, (second, first), strict=False):
        advised = run.document["recommendation"]
        ends = advised["gain_interval"]
        assert f"{format_number(advised['gain']['amount'])} $" in text
        assert f"{format_number(ends['low'])} to {format_number(ends['high'])} $" in text
    assert "Difference" in money[2]
    findings = page.locator("section[aria-labelledby=findings]").inner_text()
    assert re.search(r"came, went or changed; \d+ stayed|All \d+ findings stayed", findings)


def test_the_files_are_downloaded_and_are_what_programs_get(walker, server, first, tmp_path):
    walker.go(first.path)
    files = walking.downloads(walker, tmp_path, ("HTML", "Markdown", "JSON"))
    assert [path.name for path in files.values()] == [f"run-1-report.{ending}" for ending in ("html", "md", "json")]
    for word, ending in (("HTML", "html"), ("Markdown", "md"), ("JSON", "json")):
        assert files[word].read_bytes() == server.ask("GET", f"/v1{first.path}/report.{ending}")[2]
    assert from_document(json.loads(files["JSON"].read_text())).study == first.document["study"]
    page = Page(files["HTML"].read_text())
    assert page.with_id("what-if")
    text = files["Markdown"].read_text()
    assert text.startswith("# ")
    assert first.document["recommendation"]["sentence"] in text.replace("\\", "")


def test_a_run_is_found_again_by_its_note(walker, first, second):
    walker.go(second.path)
    page = walker.page
    page.get_by_label("Your note").fill(NOTE)
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_role("link", name="Runs", exact=True).click()
    page.get_by_label("Words").fill("DEARER call of 2026, 100 %")
    page.get_by_role("button", name="Search").click()
    (row,) = page.locator("table.history tbody tr").all()
    assert NOTE in row.inner_text()
    assert "Run 2" in row.inner_text()


def test_without_a_script_the_same_settings_say_the_same_answer(plain, server, table, first, second):
    """Upload, settings, run, report and comparison; the answer is that of the first run, digit for digit."""
    page = plain.page
    walking.choose(plain, walking.upload(plain, table), QUESTION)
    walking.fill(plain, COSTS)
    path = walking.start(plain)
    walking.finish(plain)
    assert "The same answer as run 1, digit for digit" in page.locator("p.same").inner_text()
    assert without_run(report_of(server, path)) == without_run(first.document)
    frame = page.frame_locator("iframe.report")
    frame.get_by_text(first.document["recommendation"]["sentence"][:30]).first.wait_for()
    page.get_by_role("link", name="Runs", exact=True).click()
    for number in (1, 2):
        page.get_by_label(f"Compare run {number}", exact=True).check()
    page.get_by_role("button", name="Compare the two ticked").click()
    assert "1 setting differs" in page.locator(".sentence").inner_text()


def without_run(document: dict[str, Any]) -> dict[str, Any]:
    """All of a report but how long it took, where, and when."""
    return {name: value for name, value in document.items() if name != "run"}


PAGES = (
    "/", "the table", "the settings", "the run", "the report", "/runs", "the comparison", "/practice",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_path_breaks_a_rule(walker, uploaded, first, second, name):
    """In both schemes, on a desk and on a phone; the report by itself, since axe cannot look into its frame."""
    a, b = (run.path.rpartition("/")[2] for run in (first, second))
    paths = {
        "the table": uploaded,
        "the settings": f"{uploaded}?verb=classify",
        "the run": first.path,
        "the report": f"{first.path}/report",
        "the comparison": f"/compare?a={a}&b={b}",
    }
    walker.go(paths.get(name, name))
    assert walking.broken_rules(walker) == []


def test_a_working_run_breaks_no_rule_and_can_be_cancelled(walker, uploaded):
    walking.choose(walker, uploaded, QUESTION)
    walking.fill(walker, COSTS, seed=3)
    walking.start(walker)
    walker.page.locator("[data-steps] li").first.wait_for()
    assert walking.broken_rules(walker) == []
    walker.page.get_by_role("button", name="Cancel this run").click()
    walker.page.get_by_text("The run was cancelled.").wait_for()


def test_practice_from_hand_out_to_feedback(walker, tmp_path):
    """The solution passes; where a notebook cannot be isolated, the page gives the command for another machine."""
    notebook = handed_out(walker, tmp_path)
    page = walker.page
    if not runner.isolated():
        assert page.get_by_text("takehome practice grade").count()
        assert page.get_by_label("Notebooks", exact=True).count() == 0
        return
    solved = practice.reveal(notebook, tmp_path / "solved.ipynb")
    page.get_by_label("Notebooks", exact=True).set_input_files(solved)
    page.get_by_role("button", name="Grade").click()
    page.wait_for_url("**/runs/*")
    page.locator("[data-steps] li").first.wait_for()
    page.locator("h2#gradebook").wait_for(timeout=walking.WORKS)
    outcome = page.locator("table.gradebook td[data-head='Outcome']").inner_text()
    assert outcome.strip().startswith("Pass")
    feedback = page.frame_locator("iframe.report").locator(".sentence").inner_text()
    assert "pass" in feedback
    assert walking.broken_rules(walker) == []


def handed_out(walker: Walker, folder: Path) -> Path:
    """The notebook that the page hands out for a name, at a seed."""
    walker.page.get_by_role("link", name="Practice").click()
    walker.page.get_by_label("For whom").fill("Ada Lovelace")
    walker.page.get_by_label("Seed").fill("7")
    with walker.page.expect_download() as waiting:
        walker.page.get_by_role("button", name="Download the notebook").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
