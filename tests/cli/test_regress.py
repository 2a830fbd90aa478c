"""``takehome regress`` and ``takehome score``, from a file to a report and scores on disk."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import takehome as th
from takehome.cli.group import takehome

FAST = ("--fast", "--seed", 0)
ROLES = ("--target", "Cost", "--holdout", "Split", "--unit", "Cost=$/h", "--unit", "Age=years")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief's first 300 servers as a CSV file."""
    path = tmp_path_factory.mktemp("data") / "servers.csv"
    path.write_text("".join(call("scenario", "omnicorp-servers").stdout.splitlines(keepends=True)[:301]))
    return path


@pytest.fixture(scope="session")
def reported(servers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "report"
    return call("regress", servers, *ROLES, *FAST, "--out", out), out


def test_it_writes_the_report_and_prints_the_decision(reported: tuple[Result, Path]) -> None:
    result, out = reported
    assert result.exit_code == 0, result.stderr
    document = json.loads((out / "report.json").read_text())
    assert result.stdout.startswith(document["recommendation"]["sentence"])
    assert f"Report: {out / 'report.html'}" in result.stdout
    assert {path.name for path in out.iterdir()} == {"report.html", "report.json", "report.md", "study"}
    assert document["metrics"]["offenders"] == ["Age"]


def test_json_is_the_same_document_and_alone_on_standard_output(
    reported: tuple[Result, Path], servers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("regress", servers, *ROLES, *FAST, "--json")
    assert not list(tmp_path.iterdir())
    document, written = json.loads(result.stdout), json.loads((reported[1] / "report.json").read_text())
    assert document | {"run": None} == written | {"run": None}
    assert "Studying" in result.stderr


def test_it_equals_the_python_call(reported: tuple[Result, Path], servers: Path) -> None:
    units = {"Cost": "$/h", "Age": "years"}
    study = th.regress(servers, "Cost", holdout="Split", units=units, fast=True, seed=0)
    written = json.loads((reported[1] / "report.json").read_text())
    assert json.loads(json.dumps(study.to_dict())) | {"run": None} == written | {"run": None}


def test_scores_come_with_intervals_and_flags(reported: tuple[Result, Path], servers: Path, tmp_path: Path) -> None:
    rows = tmp_path / "new.csv"
    rows.write_text("CPU,Memory,Age\n50,32,5\n50,32,40\n")
    result = call("score", reported[1], rows)
    assert result.exit_code == 0, result.stderr
    inside, outside = csv.DictReader(io.StringIO(result.stdout))
    assert inside != outside
    assert any("Age" in value for value in outside.values())
    assert not any("Age" in value for value in inside.values())
    out = tmp_path / "scores.csv"
    assert call("score", reported[1] / "study", rows, "--out", out).exit_code == 0
    assert out.read_text() == result.stdout
    columns = json.loads(call("score", reported[1], rows, "--json").stdout)
    assert all(len(values) == 2 for values in columns.values())


def test_a_tampered_study_is_not_scored(reported: tuple[Result, Path], servers: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(reported[1], tmp_path / "copy")
    document = copy / "study" / "study.json"
    document.write_text(document.read_text().replace("1", "2", 1))
    result = call("score", copy, servers)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "SHA-256" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target", "Price"), "'Price'"),
        (("--target", "Cost", "--features", "CPU,Speed"), "Speed"),
        (("--target", "Cost", "--unit", "Price=$"), "'Price'"),
        (("--target", "Cost", "--holdout", "nowhere"), "nowhere"),
        (("--target", "Cost", "--holdout", "7"), "7"),
        (("--target", "Cost", "--economics", "absent.toml"), "absent.toml"),
        (("--target", "Cost", "--order", "When"), "When"),
        (("--target", "Cost", "--predictions", "yhat"), "yhat"),
        (("--target", "Split"), "Split"),
    ],
)
def test_unusable_input_names_it_and_writes_nothing(
    servers: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = call("regress", servers, *arguments, *FAST, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    message = [line for line in result.stderr.splitlines() if line.startswith(("Saw:", "Expected:", "Try:"))]
    assert len(message) == 3
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [None, b"", b"a,b\n", b"\x00\x01\x02\xff", b"PAR1 not really"])
def test_unreadable_files_are_one_message(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "rows.csv"
    if content is not None:
        path.write_bytes(content)
    result = call("regress", path, "--target", "b", "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert "Saw:" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("flag", [("--unit", "Cost"), ("--range", "Age=9:1"), ("--range", "Age"), ("--seed", "-1")])
def test_malformed_flags_are_usage_errors(servers: Path, flag: tuple[str, str]) -> None:
    result = call("regress", servers, "--target", "Cost", *flag)
    assert result.exit_code == 2
    assert flag[0] in result.stderr


def test_a_declared_range_becomes_a_finding(servers: Path) -> None:
    result = call("regress", servers, *ROLES, *FAST, "--range", "Age=0:5", "--json")
    findings = json.loads(result.stdout)["findings"]
    assert any(f["subject"] == "Age" and f["status"] == "failed" and f["code"].startswith("TAB") for f in findings)


def test_the_demo_writes_every_report_and_an_index(tmp_path: Path) -> None:
    result = call("demo", "--fast", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    index = (tmp_path / "index.html").read_text()
    document = json.loads((tmp_path / "omnicorp-servers" / "report.json").read_text())
    assert document["recommendation"]["sentence"] in result.stdout
    assert 'href="omnicorp-servers/report.html"' in index
    assert (tmp_path / "omnicorp-servers" / "report.html").is_file()
