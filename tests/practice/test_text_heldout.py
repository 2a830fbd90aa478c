"""The labelled texts that nobody looked at while the reader was built; texts/README.md has what they first showed."""

from __future__ import annotations

import pytest
from tests.practice.labelled_texts import check, read_all

from takehome.practice.results import Outcome


@pytest.mark.parametrize("name", ["heldout.json", "second.json"])
def test_what_passes_is_good_and_few_are_referred(name):
    check(read_all(name))


def test_the_last_unseen_set_is_read_as_was_measured():
    """At first contact 33 passed, all good, and 28.1 % were referred: both targets are met, and held."""
    found = read_all("fifth.json")
    check(found)
    passed = [one.item for one in found if one.passed]
    good = [one for one in found if one.item["good"]]
    assert len(passed) >= 33
    assert [item["id"] for item in passed if not item["good"]] == []
    assert sum(one.outcome is Outcome.WRONG for one in good) <= 3
