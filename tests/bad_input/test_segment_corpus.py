"""The corpus through ``takehome segment``: one clear message and nothing written, or a whole report; never a traceback.

The corpus was made for tables with a target; here the target is a column like others, so what is refused there for its
target may be read here.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bad_input.corpus import CORPUS
from bad_input.expected import Entry
from takehome.cli.group import takehome

FLAGS = {"id": "--id", "ignored": "--ignore"}
MESSAGE = ("Saw:", "Expected:", "Try:")
REPORT = {"report.html", "report.json", "report.md", "labelled.csv", "study"}


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_it_is_a_message_or_a_report(entry: Entry, tmp_path: Path) -> None:
    roles = [word for column, role in entry.roles.items() if role in FLAGS for word in (FLAGS[role], column)]
    path, out = entry.write(tmp_path), tmp_path / "out"
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(takehome, ["segment", str(path), *roles, "--fast", "--out", str(out)])
    assert result.exit_code in {0, 2}, result.output
    if result.exit_code == 2:
        for start in MESSAGE:
            assert sum(line.startswith(start) for line in result.stderr.splitlines()) == 1, result.stderr
        assert sorted(tmp_path.rglob("*")) == before
    else:
        assert {file.name for file in out.iterdir()} == REPORT
        document = json.loads((out / "report.json").read_text(encoding="utf-8"))
        assert result.stdout.startswith(document["recommendation"]["sentence"])
        labels = (out / "labelled.csv").read_text(encoding="utf-8").splitlines()
        assert len(labels) >= document["data"]["rows"] + 1
