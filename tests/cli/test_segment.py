"""``takehome segment`` and ``takehome score`` on its study, from a file to a report, labels and scores on disk."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import takehome as th
from takehome.cli.group import takehome

FAST = ("--id", "user", "--fast", "--seed", 0)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief's users as a CSV file."""
    path = tmp_path_factory.mktemp("data") / "users.csv"
    assert call("scenario", "omnicorp-users", "--out", path).exit_code == 0
    return path


@pytest.fixture(scope="session")
def reported(users: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "report"
    return call("segment", users, *FAST, "--out", out), out


def test_it_writes_the_report_the_labels_and_prints_the_decision(reported: tuple[Result, Path]) -> None:
    result, out = reported
    assert result.exit_code == 0, result.stderr
    document = json.loads((out / "report.json").read_text())
    assert result.stdout.startswith(document["recommendation"]["sentence"])
    written = {path.name for path in out.iterdir()}
    assert written == {"report.html", "report.json", "report.md", "labelled.csv", "study"}
    keys = {"k_segments", "k_micro", "k_votes", "method", "silhouette", "stability_min", "variance_2d",
            "picture_trusted", "micro_clusters", "micro_share", "noise_share"}  # fmt: skip
    assert keys <= set(document["metrics"])
    assert "3 segments + 1 micro-cluster" in result.stdout


def test_every_row_has_its_label_in_the_order_of_the_file(reported: tuple[Result, Path], users: Path) -> None:
    with (reported[1] / "labelled.csv").open() as labels, users.open() as given:
        rows, own = list(csv.DictReader(labels)), list(csv.DictReader(given))
    assert [row["user"] for row in rows] == [row["user"] for row in own]
    assert {"segment", "persona", "stranger"} <= set(rows[0])
    assert sum(row["segment"] == "M1" for row in rows) == 50
    # the bots look at about a hundred items, which no human does
    many = [float(one["Items_Viewed"]) > 60 for one in own]
    assert many == [row["segment"] == "M1" for row in rows]


def test_it_equals_the_python_call(reported: tuple[Result, Path], users: Path) -> None:
    study = th.segment(users, id="user", fast=True)
    written = json.loads((reported[1] / "report.json").read_text())
    assert json.loads(json.dumps(study.to_dict())) | {"run": None} == written | {"run": None}


def test_json_stands_alone_on_standard_output(users: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("segment", users, *FAST, "--json")
    assert not list(tmp_path.iterdir())
    assert json.loads(result.stdout)["study"] == "segmentation"


def test_scores_of_the_file_are_its_labels(reported: tuple[Result, Path], users: Path) -> None:
    result = call("score", reported[1], users)
    assert result.exit_code == 0, result.stderr
    found = [row["segment"] for row in csv.DictReader(io.StringIO(result.stdout))]
    with (reported[1] / "labelled.csv").open() as labels:
        assert found == [row["segment"] for row in csv.DictReader(labels)]


def test_json_lines_on_standard_input_are_scored(reported: tuple[Result, Path], users: Path) -> None:
    with users.open() as given:
        rows = list(csv.DictReader(given))[:5]
    lines = "".join(json.dumps({k: v if k == "user" else float(v) for k, v in row.items()}) + "\n" for row in rows)
    result = CliRunner().invoke(takehome, ["score", str(reported[1]), "-"], input=lines)
    assert result.exit_code == 0, result.stderr
    found = [json.loads(line)["segment"] for line in result.stdout.splitlines()]
    with (reported[1] / "labelled.csv").open() as labels:
        assert found == [row["segment"] for row in csv.DictReader(labels)][:5]
    broken = CliRunner().invoke(takehome, ["score", str(reported[1]), "-"], input=lines + "not json\n")
    assert broken.exit_code == 2
    assert len(broken.stdout.splitlines()) == 5
    assert "line 6" in broken.stderr


def test_names_units_and_numbers_of_segments_are_taken(users: Path, tmp_path: Path) -> None:
    words = ("--k", 4, "--unit", "Cart_Value=$", "--rename", "M1=Bots")
    result = call("segment", users, *FAST, *words, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    document = json.loads((tmp_path / "out/report.json").read_text())
    assert document["metrics"]["k_segments"] == 4
    assert document["metrics"]["personas"]["M1"] == "Bots"


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--k", "one"), "k = "), (("--features", "Age"), "Age"), (("--labels", "cluster"), "cluster")],
)
def test_unusable_input_is_one_message_and_nothing_is_written(
    words: tuple[object, ...], said: str, users: Path, tmp_path: Path
) -> None:
    result = call("segment", users, *words, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()
