"""Files of reports, opened in the browser that all tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The study that fits nothing is shared with tests/report.
sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def report_file(tmp_path_factory):
    """The example report as a file."""
    from report.fake_study import FakeStudy
    from takehome.report.build import build
    from takehome.report.html import page

    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(build(FakeStudy())), "utf-8")
    return path


@pytest.fixture(scope="session")
def scaled_file(tmp_path_factory):
    """The example report with a slider along the probability, as a file."""
    from report.fake_study import scaled_study
    from takehome.report.build import build
    from takehome.report.html import page

    path = tmp_path_factory.mktemp("scaled") / "report.html"
    path.write_text(page(build(scaled_study())), "utf-8")
    return path


@pytest.fixture
def open_page(browser, report_file):
    """Open a file in a context of its own; errors and requests of the page are kept on it, as lists."""
    contexts = []

    def open_one(path=report_file, fragment="", **options):
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.wrongs, page.requests = [], []
        page.on("pageerror", lambda error: page.wrongs.append(str(error)))
        page.on("console", lambda message: page.wrongs.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(f"{path.as_uri()}{fragment}")
        if options.get("java_script_enabled", True) and page.locator("#what-if").count():
            page.wait_for_function("globalThis.takehome !== undefined")
        return page

    yield open_one
    for context in contexts:
        context.close()
