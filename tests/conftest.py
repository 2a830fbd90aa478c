"""What tests of all folders share: where the test data are, one browser, and what happens where they are absent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# as `make test` has it: beside a second worker, threads of linear algebra wait for each other more than they compute
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = Path(__file__).parent
LONGEST = (
    "architecture/test_delete_study.py",
    "practice/test_hostile_runs.py",
    "practice/test_grade_kernel.py",
    "practice/test_hostile_grades.py",
    "server/test_whole_path.py",
    "examples/test_notebooks.py",
)
"""Files of few tests that take minutes, the longest first."""

DEFAULT = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files: a file is one worker's, and the last one would keep it while the others idle."""
    places = {HERE / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real data: ``TAKEHOME_DATA``, or ``../shared/data`` beside the repository.

    Where it is absent the test says so and is skipped; under ``CI=true`` it fails instead.
    """
    folder = Path(os.environ.get("TAKEHOME_DATA") or DEFAULT).resolve()
    if not folder.is_dir():
        message = f"no test data at {folder}: set TAKEHOME_DATA to the folder that holds regression/, classification/ …"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="module")
def browser():
    """Chromium, once for a file of tests: its driver's event loop counts as running in this thread until it is closed.

    So only one can be open at a time, and tests that run a loop of their own fail beside it; hence no wider scope.
    Where it is absent the test says so and is skipped; under ``CI=true`` it fails instead.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = "Chromium is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()
