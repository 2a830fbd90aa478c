"""``takehome fleet``: what it writes, and one clear message where it cannot."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from takehome.cli.group import takehome
from takehome.studies.storage.federated.tests.fleet_worlds import table

SMALL = ["--own-days", "3", "--judged-days", "3", "--rounds", "2", "--fast"]


def test_a_drawn_fleet_writes_report_ledger_statement_and_study(tmp_path: Path):
    result = CliRunner().invoke(takehome, ["fleet", "--homes", "12", *SMALL, "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.html", "report.json", "report.md", "ledger.csv", "privacy.md", "study",
    }  # fmt: skip
    with (tmp_path / "out/ledger.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["tensor"] for row in rows} == {"value", "visits"}
    assert "# Privacy statement" in (tmp_path / "out/privacy.md").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert document["metrics"]["homes"] == 12


def test_a_table_gives_json_and_nothing_else_and_is_scored(tmp_path: Path):
    given = table()
    rows = tmp_path / "homes.csv"
    with rows.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(given.names)
        writer.writerows(zip(*(column.values.tolist() for column in given.columns), strict=True))
    result = CliRunner().invoke(takehome, ["fleet", str(rows), "--rounds", "2", "--fast", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["study"] == "fleet"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no homes"),
        (["x.csv", "--homes", "3"], "both x.csv and --homes 3"),
        (["--homes", "0"], "0 homes"),
        (["--homes", "12", "--cohort", "13"], "a cohort of 13 homes in a fleet of 12"),
        (["--homes", "12", "--epsilon", "8", "--delta", "1"], "delta=1.0"),
    ],
)
def test_unusable_input_is_one_message_and_status_2(arguments, said, tmp_path: Path):
    small = SMALL if "--homes" in arguments else []
    result = CliRunner().invoke(takehome, ["fleet", *arguments, *small, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (tmp_path / "out").exists()
