"""``takehome trade`` and ``takehome score`` on its study, from a file of prices to a report, a dispatch and actions."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import takehome as th
from takehome.cli.group import takehome

BRIEF = ("--capacity-kwh", 10_000, "--power-kw", 1_000)
"""The brief's battery: 10 units of 1 MWh, one a step."""
FAST = ("--fast", "--seed", 0)
ISSUE_KEYS = {
    "optimum", "profit", "share_of_optimum", "policy", "information", "floor_best", "profit_per_year", "cycles",
    "top_1pct_days_share", "episodes",
}  # fmt: skip


def call(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments], input=given)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief's day as a CSV file."""
    path = tmp_path_factory.mktemp("data") / "day.csv"
    assert call("scenario", "greengrid-day", "--out", path).exit_code == 0
    return path


@pytest.fixture(scope="session")
def reported(day: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "report"
    return call("trade", day, *BRIEF, *FAST, "--out", out), out


def test_it_writes_the_report_and_the_dispatch_and_prints_the_decision(reported: tuple[Result, Path]) -> None:
    result, out = reported
    assert result.exit_code == 0, result.stderr
    document = json.loads((out / "report.json").read_text())
    assert result.stdout.startswith(document["recommendation"]["sentence"])
    assert {path.name for path in out.iterdir()} == {"report.html", "report.json", "report.md", "dispatch.csv", "study"}
    assert f"Dispatch: {out / 'dispatch.csv'}" in result.stdout
    assert set(document["metrics"]) >= ISSUE_KEYS


def test_the_briefs_day_earns_435_and_its_agent_a_fifth_of_it(reported: tuple[Result, Path]) -> None:
    """The issue's figures: the bound 435, the brief's agent about 82 (22 to 165), both repairs the bound."""
    metrics = json.loads((reported[1] / "report.json").read_text())["metrics"]
    assert metrics["optimum"] == pytest.approx(435)
    assert metrics["optimum_described"] == pytest.approx(395)
    assert metrics["share_of_optimum"] == pytest.approx(1)
    assert metrics["information"] == "known_day"
    assert 75 < metrics["brief_agent_mean"] < 89
    assert metrics["brief_agent_high"] < 200
    assert metrics["repaired_agent_reached"] >= 0.95 * metrics["agents"]
    assert metrics["counterfactual_agent_reached"] == metrics["agents"]
    assert "435" in reported[0].stdout


def test_the_dispatch_earns_what_is_reported(reported: tuple[Result, Path]) -> None:
    rows = rows_of(reported[1] / "dispatch.csv")
    assert len(rows) == 24
    for key in ("bound", "known_day"):
        earned = sum(-float(row[f"{key}_energy_kwh"]) * float(row["price"]) / 1000 for row in rows)
        assert earned == pytest.approx(435)
        assert all(0 <= float(row[f"{key}_stored_kwh"]) <= 10_000 for row in rows)
    assert {float(row["hold_energy_kwh"]) for row in rows} == {0.0}


def test_it_equals_the_python_call(reported: tuple[Result, Path], day: Path) -> None:
    study = th.trade(day, battery={"capacity_kwh": 10_000.0, "power_kw": 1_000.0}, fast=True)
    written = json.loads((reported[1] / "report.json").read_text())
    assert json.loads(json.dumps(study.to_dict())) | {"run": None} == written | {"run": None}


def test_json_stands_alone_on_standard_output(day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("trade", day, "--capacity-kwh", 2_000, "--power-kw", 700, "--efficiency", 0.9, *FAST, "--json")
    assert not list(tmp_path.iterdir())
    assert json.loads(result.stdout)["study"] == "storage"
    assert "Studying" in result.stderr


def test_the_next_command_of_the_scenario_is_understood(day: Path, tmp_path: Path) -> None:
    said = call("scenario", "greengrid-day", "--out", tmp_path / "day.csv").stderr
    words = said.split("Next: takehome ")[1].replace("'", "").split()
    result = call(*words, "--capacity-kwh", 2_000, "--power-kw", 700, *FAST, "--json")
    assert result.exit_code == 0, result.stderr
    echo = json.loads(result.stdout)["echo"]
    assert "'price' is in $/MWh" in echo


def test_scores_of_the_file_are_the_dispatch(reported: tuple[Result, Path], day: Path) -> None:
    result = call("score", reported[1], day)
    assert result.exit_code == 0, result.stderr
    scores = list(csv.DictReader(io.StringIO(result.stdout)))
    dispatched = rows_of(reported[1] / "dispatch.csv")
    energy = [float(row["energy_kwh"]) for row in scores]
    assert energy == pytest.approx([float(row["known_day_energy_kwh"]) for row in dispatched])
    assert sum(float(row["profit"]) for row in scores) == pytest.approx(435)
    assert {row["action"] for row in scores} == {"hold", "charge", "discharge"}


def test_json_lines_on_standard_input_are_answered_one_by_one(reported: tuple[Result, Path], day: Path) -> None:
    records = [{name: float(value) for name, value in row.items()} for row in rows_of(day)]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    result = call("score", reported[1], "-", given=lines)
    assert result.exit_code == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == 24
    assert sum(answer["profit"] for answer in answers) == pytest.approx(435)
    # told what is stored, it answers what is best from there: a full battery sells at the highest price
    full = json.dumps(records[19] | {"charge_kwh": 10_000}) + "\n"
    assert json.loads(call("score", reported[1], "-", given=full).stdout)["action"] == "discharge"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("not json", "line 3"),
        ("[1, 2]", "line 3"),
        ('{"hour": 2}', "'price'"),
        ('{"hour": 2, "price": "ten"}', "'price' is 'ten'"),
        ('{"hour": 2, "price": true}', "'price' is True"),
        ('{"hour": 2, "price": NaN}', "'price' is nan"),
        ('{"price": 10}', "'hour'"),
        ('{"hour": 2.5, "price": 10}', "'hour' is 2.5"),
        ('{"hour": 2, "price": 10, "charge_kwh": 10001}', "'charge_kwh' is 10001"),
        ('{"hour": 2, "price": 10, "charge_kwh": -1}', "'charge_kwh' is -1"),
    ],
)
def test_a_bad_record_is_one_message_after_the_answers_before_it(
    record: str, said: str, reported: tuple[Result, Path]
) -> None:
    sound = '{"hour": 0, "price": 10}\n{"hour": 1, "price": 10}\n'
    result = call("score", reported[1], "-", given=f"{sound}{record}\n{sound}")
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 2
    assert [
        sum(line.startswith(f"{one}:") for line in result.stderr.splitlines()) for one in ("Saw", "Expected", "Try")
    ] == [1, 1, 1]
    assert said in result.stderr


def test_the_economics_template_is_taken_as_it_is_printed(day: Path, tmp_path: Path) -> None:
    printed = call("economics", "trade")
    assert printed.exit_code == 0
    assert tomllib.loads(printed.stdout)
    path = tmp_path / "economics.toml"
    path.write_text(printed.stdout)
    result = call("trade", day, *BRIEF, *FAST, "--economics", path, "--json")
    assert result.exit_code == 0, result.stderr


def test_a_battery_may_stand_in_the_economics_and_flags_go_before_it(day: Path, tmp_path: Path) -> None:
    path = tmp_path / "economics.toml"
    path.write_text("[battery]\ncapacity_kwh = 4000\npower_kw = 1000\nefficiency = 0.9\n")
    own = json.loads(call("trade", day, "--economics", path, *FAST, "--json").stdout)
    assert any("4,000" in said and "90" in said for said in own["echo"])
    flagged = call("trade", day, "--economics", path, "--capacity-kwh", 2000, "--power-kw", 500, *FAST, "--json")
    assert flagged.exit_code == 0, flagged.stderr
    assert any("2,000" in said and "500" in said for said in json.loads(flagged.stdout)["echo"])


def test_somebody_elses_dispatch_is_read_the_way_it_is_said(day: Path, tmp_path: Path) -> None:
    """By hand: 1 MWh bought at 10 (hour 2) and sold at 100 (hour 19) earns 90; the other way round it loses 90."""
    path, rows = tmp_path / "planned.csv", rows_of(day)
    plan = {2: 1.0, 19: -1.0}
    lines = [f"{row['hour']},{row['price']},{plan.get(hour, 0.0)}" for hour, row in enumerate(rows)]
    path.write_text("\n".join(["hour,price,plan_mw", *lines]) + "\n")
    asked = ("trade", path, *BRIEF, "--start-kwh", 5_000, "--unit", "$/MWh", "--schedule", "plan_mw", *FAST)
    refused = call(*asked, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert "90.0 $ where positive numbers charge, and −90.0 $" in refused.stderr
    assert not (tmp_path / "out").exists()
    for word, earned in (("charge", 90.0), ("discharge", -90.0)):
        result = call(*asked, "--schedule-positive", word, "--json")
        assert result.exit_code == 0, result.stderr
        document = json.loads(result.stdout)
        assert document["metrics"]["given_profit"] == pytest.approx(earned)
        assert any(f"positive numbers {word}, as you said" in said for said in document["echo"])


def test_help_names_every_flag_of_the_battery() -> None:
    shown = call("trade", "--help").stdout
    for flag in ("--capacity-kwh", "--power-kw", "--efficiency", "--wear-per-kwh", "--information", "--schedule",
                 "--schedule-positive"):  # fmt: skip
        assert flag in shown
    assert "  trade " in call("--help").stdout
