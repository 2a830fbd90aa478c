"""``takehome transfer``: from a file of two homes, or two files of one, to a report that is scored."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from takehome.cli.group import takehome


def call(*arguments: object) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """House A and House B as one CSV file."""
    path = tmp_path_factory.mktemp("data") / "houses.csv"
    assert call("scenario", "house-twins", "--out", path).exit_code == 0
    return path


def test_it_writes_the_report_and_a_study_that_scores(houses: Path, tmp_path: Path) -> None:
    result = call("transfer", houses, "--fast", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"report.html", "report.json", "report.md", "study"}
    document = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert document["recommendation"]["sentence"] in result.output
    assert document["metrics"]["transfer_days_ratio"] > 0
    assert call("score", tmp_path / "out/study", houses, "--out", tmp_path / "moves.csv").exit_code == 0


def test_two_files_are_one_problem(houses: Path, tmp_path: Path) -> None:
    head, *rows = houses.read_text(encoding="utf-8").splitlines()
    for name in ("House A", "House B"):
        kept = [row for row in rows if name in row]
        (tmp_path / f"{name[-1]}.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    two = call("transfer", tmp_path / "A.csv", tmp_path / "B.csv", "--fast", "--json")
    one = call("transfer", houses, "--fast", "--json")
    assert json.loads(two.stdout)["metrics"] == json.loads(one.stdout)["metrics"]


def test_one_home_alone_is_one_clear_message(houses: Path, tmp_path: Path) -> None:
    head, *rows = houses.read_text(encoding="utf-8").splitlines()
    alone = tmp_path / "alone.csv"
    alone.write_text("\n".join([head, *(row for row in rows if "House A" in row)]) + "\n", encoding="utf-8")
    result = call("transfer", alone, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "home" in result.output
    assert not (tmp_path / "out").exists()
