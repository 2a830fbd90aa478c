"""The corpus at the door: every table is refused with one clear message, or read and judged by the shared checks."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bad_input.corpus import CORPUS
from bad_input.expected import Entry, Found, Refused, Understood
from takehome.checks import check_table
from takehome.errors import InputError
from takehome.protocol import Finding, Status
from takehome.table import Table, canonical, read, require_features, require_target

ALMOST_ALL = 60
MOST_FINDINGS = 250


def judged(entry: Entry, path: Path) -> tuple[Table, tuple[Finding, ...]]:
    """What every study does before it begins."""
    table = read(path, roles=entry.roles)
    require_target(table, entry.target)
    require_features(table, entry.target)
    return table, check_table(canonical(table), entry.target, ranges=entry.ranges)


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_every_table_meets_what_is_expected(entry: Entry, tmp_path: Path) -> None:
    path = entry.write(tmp_path)
    if isinstance(entry.expected, Refused):
        with pytest.raises(InputError) as problem:
            judged(entry, path)
        for word in entry.expected.words:
            assert word in problem.value.message
        assert problem.value.saw
        assert problem.value.expected
        assert problem.value.try_next
        return
    table, findings = judged(entry, path)
    if isinstance(entry.expected, Found):
        wanted = (entry.expected.code, entry.expected.status)
        said = [f for f in findings if (f.code, f.status) == wanted]
        assert entry.expected.subject in {f.subject for f in said} | {None}
        assert said
    if isinstance(entry.expected, Understood):
        assert {name: table[name].values[0] for name in entry.expected.first} == entry.expected.first


@pytest.mark.parametrize("entry", [e for e in CORPUS if not isinstance(e.expected, Refused)], ids=lambda e: e.name)
def test_every_finding_says_what_was_seen_with_a_number(entry: Entry, tmp_path: Path) -> None:
    _, findings = judged(entry, entry.write(tmp_path))
    assert len(findings) <= MOST_FINDINGS
    for finding in findings:
        assert finding.seen.strip()
        assert finding.consequence.strip()
        assert finding.remedy.strip()
        if finding.status is not Status.NOT_APPLICABLE:
            assert any(sign.isdigit() for sign in finding.seen), finding
            assert finding.measured
            assert finding.effect in finding.measured


def test_the_corpus_is_as_large_as_it_claims() -> None:
    assert len({entry.name for entry in CORPUS}) == len(CORPUS) >= ALMOST_ALL


def test_the_table_that_the_others_spoil_has_nothing_wrong() -> None:
    """Else an expected finding could come from the base table, and the corpus would prove nothing."""
    from bad_input.writing import base

    findings = check_table(canonical(read(base())), "y")
    assert {f.status for f in findings} <= {Status.PASSED, Status.NOT_APPLICABLE}
    assert np.isfinite(base()["y"]).all()
    assert csv.field_size_limit() >= 10_000
