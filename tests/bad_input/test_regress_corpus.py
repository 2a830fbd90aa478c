"""The corpus through ``takehome regress``: one clear message and nothing written, or a report that says what is wrong.

The contract is DESIGN §6: unusable input exits with 2, usable but bad input with 0 and a finding, never a traceback.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bad_input.corpus import CORPUS
from bad_input.expected import Entry, Found, Refused
from takehome.cli.group import takehome

FLAGS = {"id": "--id", "ignored": "--ignore", "order": "--order", "group": "--group"}
MESSAGE = ("Saw:", "Expected:", "Try:")
REPORT = {"report.html", "report.json", "report.md", "study"}


def regress(entry: Entry, path: Path, out: Path) -> Result:
    """The command as a user would type it for this entry."""
    roles = [word for column, role in entry.roles.items() for word in (FLAGS[role], column)]
    ranges = [word for name, (low, high) in entry.ranges.items() for word in ("--range", f"{name}={low}:{high}")]
    words = ["regress", str(path), "--target", entry.target, *roles, *ranges, "--fast", "--out", str(out)]
    return CliRunner().invoke(takehome, words)


def refuses(entry: Entry, words: tuple[str, ...], folder: Path) -> None:
    """One message of three lines on standard error, exit status 2, and no file beside the table."""
    out = folder / "out"
    path = entry.write(folder)
    before = sorted(folder.rglob("*"))
    result = regress(entry, path, out)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    for start in MESSAGE:
        assert sum(line.startswith(start) for line in result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr
    assert sorted(folder.rglob("*")) == before


def reports(entry: Entry, folder: Path) -> None:
    """A whole report, in which the expected finding stands with its number and a consequence."""
    out = folder / "out"
    result = regress(entry, entry.write(folder), out)
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == REPORT
    document = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert result.stdout.startswith(document["recommendation"]["sentence"])
    if isinstance(entry.expected, Found):
        wanted = (entry.expected.code, str(entry.expected.status))
        said = [f for f in document["findings"] if (f["code"], f["status"]) == wanted]
        assert said, [(f["code"], f["status"], f["subject"]) for f in document["findings"]]
        assert entry.expected.subject in {f["subject"] for f in said} | {None}
        assert all(f["seen"] and f["consequence"] and f["remedy"] for f in said)


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_every_table_is_refused_or_reported(entry: Entry, tmp_path: Path) -> None:
    if isinstance(entry.expected, Refused):
        refuses(entry, entry.expected.words, tmp_path)
    else:
        reports(entry, tmp_path)
