"""Take the pictures of docs/server.md anew (``make pictures``): the path of a person before the real server.

Every step is one of tests/server/walking.py, by which tests/server/test_whole_path.py walks too. It needs Chromium, and
the test data: ``TAKEHOME_DATA``, or ``../shared/data`` beside the repository. It runs from the repository's root, as
``python -m docs.screenshots``.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.conftest import BROWSER_ARGUMENTS, BROWSERS
from tests.server import walking
from tests.server.running_server import Running, running
from tests.server.walking import Walker

from takehome import practice

FOLDER = Path(__file__).parent / "pictures"
DATA = Path(os.environ.get("TAKEHOME_DATA") or Path(__file__).parents[1] / ".." / "shared" / "data")
TABLE = DATA / "classification" / "telco_churn_ibm.csv"
DESK = {"width": 1080, "height": 810}
PHONE = {"width": 390, "height": 780}
COLOURS = 255
"""Pages have few colours; so many keep the rare ones too."""
COSTS = {"Cost of acting in vain": "10", "Cost of a miss": "100"}


def keep(name: str, picture: bytes) -> None:
    """Write a picture with few colours, which halves its size."""
    FOLDER.mkdir(exist_ok=True)
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    few.save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png: {(FOLDER / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)


def shot(walker: Walker, name: str, selector: str = "", above: int = 24) -> None:
    """What the window shows, scrolled to `selector` with some pixels above it."""
    page = walker.page
    page.evaluate("document.activeElement?.blur()")
    top = page.locator(selector).first.evaluate("each => each.getBoundingClientRect().top + scrollY") if selector else 0
    page.evaluate("top => scrollTo(0, top)", max(top - above, 0))
    keep(name, page.screenshot())


def study(walker: Walker, uploaded: str, costs: dict[str, str], picture: str = "") -> str:
    """A run of the churn table, pictured while it works; gives its path."""
    walking.choose(walker, uploaded, "Whom do we act on")
    walking.fill(walker, costs)
    if picture:
        shot(walker, "settings", "legend:text-is('Costs and levers')")
    path = walking.start(walker)
    if picture:
        walker.page.locator("[data-steps] li >> nth=4").wait_for()
        shot(walker, picture)
    walking.finish(walker)
    return path


def reading(walker: Walker) -> None:
    """The report in its frame, and the same frame with a threshold that was moved by hand."""
    page, frame = walker.page, walker.page.frame_locator("iframe.report")
    frame.locator("#cut-at:visible").wait_for()
    shot(walker, "report")
    frame.locator("#cut-at").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    frame.locator("#cut").evaluate("each => each.scrollIntoView()")
    shot(walker, "threshold", "iframe.report", above=70)


def graded(walker: Walker, folder: Path) -> None:
    """The page of the hand-outs, and the gradebook of two notebooks: one untouched, one with the solution."""
    page = walker.page
    page.get_by_role("link", name="Practice").click()
    shot(walker, "practice")
    handed = []
    for name in ("Ada Lovelace", "Charles Babbage"):
        page.get_by_label("For whom").fill(name)
        page.get_by_label("Seed").fill("7")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download the notebook").click()
        handed.append(folder / waiting.value.suggested_filename)
        waiting.value.save_as(handed[-1])
    solved = folder / "solved" / handed[0].name
    solved.parent.mkdir()
    practice.reveal(handed[0], solved)
    page.get_by_label("Notebooks", exact=True).set_input_files([solved, handed[1]])
    page.get_by_role("button", name="Grade").click()
    page.locator("h2#gradebook").wait_for(timeout=walking.WORKS)
    shot(walker, "gradebook")


def pictures(browser: Any, server: Running, folder: Path) -> None:
    """The whole path, with a picture of each of its pages."""
    address = f"http://127.0.0.1:{server.port}"
    walker = walking.enter(browser, address, server.token, viewport=DESK)
    shot(walker, "start")
    uploaded = walking.upload(walker, TABLE)
    shot(walker, "columns", "h2#columns")
    first = study(walker, uploaded, COSTS, "running")
    reading(walker)
    second = study(walker, uploaded, {**COSTS, "Cost of a miss": "40"})
    a, b = (path.rpartition("/")[2] for path in (first, second))
    dark = walking.enter(browser, address, server.token, viewport=DESK, color_scheme="dark")
    dark.go(f"/compare?a={a}&b={b}")
    shot(dark, "comparison")
    phone = walking.enter(browser, address, server.token, viewport=PHONE, device_scale_factor=2)
    phone.go(f"/compare?a={a}&b={b}")
    shot(phone, "phone", "h2#money")
    graded(walker, folder)


def main() -> int:
    """Take all pictures."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None or not TABLE.is_file():
        raise SystemExit(f"needed: Chromium, and {TABLE} (TAKEHOME_DATA)")
    with tempfile.TemporaryDirectory() as made, running(Path(made)) as server, sync_playwright() as playwright:
        pictures(playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS), server, Path(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
