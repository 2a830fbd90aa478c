"""``takehome classify`` and ``takehome score`` on its study, from a file to a report and scores on disk."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import takehome as th
from takehome.cli.group import takehome

FAST = ("--fast", "--seed", 0)
ROLES = ("--target", "Churn", "--holdout", "Split", "--cost-fp", 10, "--cost-fn", 100, "--threshold", 0.2)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief's churn table as a CSV file."""
    path = tmp_path_factory.mktemp("data") / "churn.csv"
    assert call("scenario", "omnicorp-churn", "--out", path).exit_code == 0
    return path


@pytest.fixture(scope="session")
def reported(churn: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "report"
    return call("classify", churn, *ROLES, *FAST, "--out", out), out


def test_it_writes_the_report_and_prints_the_decision(reported: tuple[Result, Path]) -> None:
    result, out = reported
    assert result.exit_code == 0, result.stderr
    document = json.loads((out / "report.json").read_text())
    assert result.stdout.startswith(document["recommendation"]["sentence"])
    assert {path.name for path in out.iterdir()} == {"report.html", "report.json", "report.md", "study"}
    keys = {"accuracy", "accuracy_majority", "threshold", "policy", "cost_policy", "cost_trivial_best", "cost_half",
            "savings", "savings_low", "savings_high", "roi", "caught", "missed", "pr_auc", "brier", "model",
            "directions"}  # fmt: skip
    assert keys <= set(document["metrics"])
    assert document["metrics"]["cost_trivial_best"] == 2690


def test_it_equals_the_python_call(reported: tuple[Result, Path], churn: Path) -> None:
    study = th.classify(churn, "Churn", holdout="Split", costs=th.CostMatrix(fp=10, fn=100), threshold=0.2, fast=True)
    written = json.loads((reported[1] / "report.json").read_text())
    assert json.loads(json.dumps(study.to_dict())) | {"run": None} == written | {"run": None}


def test_json_stands_alone_on_standard_output(churn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("classify", churn, *ROLES, *FAST, "--json")
    assert not list(tmp_path.iterdir())
    assert json.loads(result.stdout)["study"] == "classification"


def test_scores_hold_decision_probability_money_and_flags(reported: tuple[Result, Path], tmp_path: Path) -> None:
    rows = tmp_path / "new.csv"
    rows.write_text(
        "Avg_Login_Time,Support_Tickets,Bill_Amount,Feature_4,Feature_5\n0.4,-0.9,0,-0.8,0.1\n-3,4,0,2,50\n"
    )
    result = call("score", reported[1], rows)
    assert result.exit_code == 0, result.stderr
    happy, sad = csv.DictReader(io.StringIO(result.stdout))
    assert happy["decision"] == "leave"
    assert float(happy["probability"]) < float(sad["probability"])
    assert "Feature_5" in sad["outside"]
    assert not happy["outside"]


def test_costs_may_be_columns_and_arithmetic(churn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--cost-fp", "5 + abs(Bill_Amount)", "--cost-fn", "100", "--cost-tp", "2")
    result = call("classify", churn, "--target", "Churn", *words, "--ignore", "Split", *FAST, "--out", out)
    assert result.exit_code == 0, result.stderr
    document = json.loads((out / "report.json").read_text())
    assert any("5 + abs(Bill_Amount)" in said for said in document["echo"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "Split", "--positive", "neither"), "neither"),
        (("--target", "Bill_Amount"), "two classes"),
        (("--target", "Churn", "--cost-fp", "10"), "costs without fn"),
        (("--target", "Churn", "--cost-fp", "-10", "--cost-fn", "100"), "fp"),
        (("--target", "Churn", "--cost-fp", "10", "--cost-fn", "Bill"), "Bill"),
        (("--target", "Churn", "--scores", "Bill_Amount"), "outside [0, 1]"),
        (("--target", "Churn", "--scores", "Split"), "Split"),
        (("--target", "Churn", "--prevalence", "7"), "prevalence"),
        (("--target", "Churn", "--capacity", "5", "--budget", "5"), "capacity"),
        (("--target", "Churn", "--economics", "absent.toml"), "absent.toml"),
        (("--target", "churn"), "Churn"),
    ],
)
def test_unusable_input_is_one_message_and_writes_nothing(
    churn: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = call("classify", churn, *words, *FAST, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    parts = ("Saw", "Expected", "Try")
    assert tuple(line.split(":")[0] for line in result.stderr.splitlines() if line.split(":")[0] in parts) == parts
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("column", "said"),
    [("1,1,1,1,1,1", "is '1' in all 6 rows"), (",,,,,", "missing"), ("a,b,c,a,b,c", "one class against the rest")],
)
def test_a_target_of_one_class_none_or_three_is_one_message(tmp_path: Path, column: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,t\n" + "".join(f"{i},{v}\n" for i, v in enumerate(column.split(","))))
    result = call("classify", path, "--target", "t", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.stderr.replace("\n", " ")


def test_the_economics_template_is_usable_as_it_is(churn: Path, tmp_path: Path) -> None:
    toml = tmp_path / "my.toml"
    toml.write_text(call("economics", "classify").stdout)
    result = call("classify", churn, "--target", "Churn", "--ignore", "Split", "--economics", toml, *FAST, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["recommendation"]["gain"]["per"] == "month, 40,000 customers"
