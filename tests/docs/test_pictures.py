"""The pictures of docs/ (``make pictures``): small, each shown, and each told in words to those who cannot see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "pictures").glob("*"))
MARKDOWN, HTML = r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)]+)\)", r'<img src="(?P<path>[^"]+)"[^>]* alt="(?P<alt>[^"]+)">'
SHOWN = {
    (page.parent / found["path"]).resolve(): found["alt"]
    for page in DOCS.glob("*.md")
    for pattern in (MARKDOWN, HTML)
    for found in re.finditer(pattern, page.read_text("utf-8"))
}
LARGEST = 150_000
"""Bytes."""


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_and_is_shown_with_words(path):
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert path.stat().st_size < LARGEST
    assert len(SHOWN[path.resolve()]) > 40


def test_every_picture_that_a_page_shows_is_there():
    assert len(SHOWN) >= 6
    assert [path for path in SHOWN if not path.is_file()] == []
