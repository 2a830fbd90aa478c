"""The third of the labelled texts that nobody looked at while the reader was built; tested once, at the end."""

from __future__ import annotations

from tests.practice.labelled_texts import check, read_all


def test_what_passes_is_good_and_few_are_referred():
    check(read_all("heldout.json"))
