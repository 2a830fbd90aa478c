"""The labelled texts that nobody looked at while the reader was built; texts/README.md has what they first showed."""

from __future__ import annotations

import pytest
from tests.practice.labelled_texts import check, read_all


@pytest.mark.parametrize("name", ["heldout.json", "second.json"])
def test_what_passes_is_good_and_few_are_referred(name):
    check(read_all(name))
