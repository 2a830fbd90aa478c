"""A person at a browser before the real server: what they see and do on each page, and what the browser noticed.

Every step finds its controls as a person does, by their labels and words. Of each page the walker keeps what went wrong
in it (script errors, error messages of the console) and every address that was asked for.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 60_000
"""Milliseconds that a page may take before a test gives up; nothing is timed."""
WORKS = 300_000
"""Milliseconds that a run or a grading may take."""
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
# WCAG 2.2 at levels A and AA, as axe-core tags its rules; target-size is off in axe unless it is asked for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    # what passes is only counted, which is quicker on long pages
    "resultTypes": ["violations"],
}


@dataclass
class Walker:
    """One browser window, signed in.

    Attributes
    ----------
    page : Playwright's page. address : of the server, without a slash at the end. wrongs : what went wrong in pages.
    asked : every address that the browser asked for.
    """

    page: Any
    address: str
    wrongs: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> list[str]:
        """Requests that went anywhere but to this server."""
        return [url for url in self.asked if not url.startswith((f"{self.address}/", "data:", "blob:"))]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")


def enter(browser: Any, address: str, token: str, **options: Any) -> Walker:
    """Sign in by the address that the server prints, in a window of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options})
    walker = Walker(context.new_page(), address)
    walker.page.set_default_timeout(PATIENCE)
    walker.page.on("pageerror", lambda error: walker.wrongs.append(str(error)))
    walker.page.on("console", lambda said: walker.wrongs.append(said.text) if said.type == "error" else None)
    context.on("request", lambda request: walker.asked.append(request.url))
    walker.go(f"/?token={token}")
    return walker


def upload(walker: Walker, table: Path) -> str:
    """Bring a table from the first page; gives the path of its page."""
    walker.go("/")
    walker.page.get_by_label("Your table").set_input_files(table)
    walker.page.get_by_role("button", name="Upload and look at it").click()
    walker.page.wait_for_url("**/uploads/*")
    return walker.page.url.removeprefix(walker.address)


def choose(walker: Walker, uploaded: str, question: str) -> None:
    """From the page of a table to the settings of the study that answers a question."""
    walker.go(uploaded)
    walker.page.get_by_role("link", name=question).click()
    walker.page.wait_for_url("**verb=*")


def fill(walker: Walker, answers: Mapping[str, str], *, seed: int = 0) -> None:
    """Fill the form of a classification in, each field by its label; quick, so that the test is."""
    page = walker.page
    page.get_by_label("What to know beforehand").select_option(label="Churn")
    page.get_by_text("settings that can stay as they are").click()
    page.get_by_label("Name of a row").select_option(label="customerID")
    page.get_by_label("Quick").select_option(label="Yes")
    page.get_by_label("Seed").fill(str(seed))
    for label, value in answers.items():
        page.get_by_label(label).fill(value)


def start(walker: Walker) -> str:
    """Ask for the study; gives the path of its run."""
    walker.page.get_by_role("button", name="Run the study").click()
    walker.page.wait_for_url("**/runs/*")
    return walker.page.url.removeprefix(walker.address)


def finish(walker: Walker) -> None:
    """Wait on the page of a run until the report is there."""
    walker.page.locator("h2#report").wait_for(timeout=WORKS)


def downloads(walker: Walker, folder: Path, words: Iterable[str]) -> dict[str, Path]:
    """Click on downloads; gives the files by the words of their links."""
    kept = {}
    for each in words:
        with walker.page.expect_download() as waiting:
            walker.page.get_by_role("link", name=each, exact=True).click()
        kept[each] = folder / waiting.value.suggested_filename
        waiting.value.save_as(kept[each])
    return kept


def broken_rules(walker: Walker) -> list[tuple[object, ...]]:
    """What breaks a rule of WCAG, or is wider than the screen, with every detail open, in each scheme and width."""
    page = walker.page
    found: list[tuple[object, ...]] = []
    page.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate("rules => axe.run(document, rules)", RULES)
            assert len(result["passes"]) > 5, "axe ran its rules"
            found += [
                (width, scheme, rule["id"], [node["html"][:200] for node in rule["nodes"]])
                for rule in result["violations"]
            ]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append((width, "sideways", wide))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found
