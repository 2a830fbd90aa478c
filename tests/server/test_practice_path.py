"""Practice in a browser from hand-out to feedback: a notebook really runs, isolated, in a worker.

The oracle is the reference solution, which every section of the rubric accepts.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.live_server import serving

from takehome import practice
from takehome.practice import runner
from takehome.server.settings import Settings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not runner.isolated(), reason="this machine cannot isolate a kernel"),
]

ASSIGNMENT = "servers-and-churn"
PATIENCE = 240_000
"""Milliseconds that a grading may take before the test gives up; nothing is timed."""


def test_from_hand_out_to_feedback(browser, tmp_path: Path):
    settings = Settings(data=tmp_path / "data", token="0123456789abcdef")
    with serving(settings, real_queue=True) as live:
        context = browser.new_context(accept_downloads=True)
        page = context.new_page()
        page.goto(live.entrance)
        page.get_by_role("link", name="Practice").click()
        page.locator(f"input[value='{ASSIGNMENT}']").check()
        page.get_by_label("For whom").fill("Ada Lovelace")
        page.get_by_label("Seed").fill("7")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download the notebook").click()
        untouched = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(untouched)
        solved = solution_of(untouched, tmp_path / "solved")
        page.get_by_label("Notebooks", exact=True).set_input_files(solved)
        page.get_by_role("button", name="Grade").click()
        page.wait_for_url("**/runs/*")
        page.locator("h2#gradebook").wait_for(timeout=PATIENCE)
        outcome = page.locator("table.gradebook td[data-head='Outcome']").inner_text()
        assert outcome.strip().startswith("Pass")
        feedback = page.frame_locator("iframe.report")
        assert feedback.locator(".sentence").inner_text() == "All 5 sections pass."
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Download the gradebook").click()
        waiting.value.save_as(tmp_path / "gradebook.csv")
        assert "Ada Lovelace,servers-and-churn,1,practice,pass" in (tmp_path / "gradebook.csv").read_text()
        context.close()


def solution_of(notebook: Path, folder: Path) -> Path:
    """The answered notebook, under the candidate's name."""
    folder.mkdir()
    return practice.reveal(notebook, folder / notebook.name)
