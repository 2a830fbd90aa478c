"""Where the test data are, and what to do when they are not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"


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
