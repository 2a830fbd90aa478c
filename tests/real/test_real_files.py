"""``takehome regress`` on files that nobody here wrote: each is held against what its book or paper found in it."""

from __future__ import annotations

import csv
import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from takehome.cli.group import takehome


def report(path: Path, out: Path, *words: str) -> dict[str, Any]:
    """The report's document of a fast run, after the command ended well and wrote all of it."""
    command = ["regress", str(path), *words, "--fast", "--out", str(out)]
    result = CliRunner().invoke(takehome, command)
    assert result.exit_code == 0, result.output
    assert {file.name for file in out.iterdir()} == {"report.html", "report.json", "report.md", "study"}
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def failed(document: dict[str, Any], code: str, stage: str = "baseline") -> set[str]:
    """Subjects at which a check failed."""
    found = [f for f in document["findings"] if (f["code"], f["stage"], f["status"]) == (code, stage, "failed")]
    return {f["subject"] for f in found}


def straight_line_r2(document: dict[str, Any], path: Path) -> float:
    """R² of the straight line on the rows it was fitted to, from the error that REG008 reports and the file itself."""
    (seen,) = [f for f in document["findings"] if (f["code"], f["stage"]) == ("REG008", "baseline")]
    target = document["recommendation"]["baseline"].removesuffix(" with the straight line").split(" ", 1)[1]
    with path.open(encoding="utf-8") as file:
        y = [float(row[target]) for row in csv.DictReader(file)]
    return 1 - seen["measured"]["rmse_seen"]["value"] ** 2 / statistics.pvariance(y)


def effect(document: dict[str, Any], contrast: str) -> float:
    (value,) = [e["estimate"]["value"] for e in document["effects"] if e["contrast"] == contrast]
    return value


@pytest.fixture(scope="module")
def regression_files(data_dir: Path) -> Path:
    return data_dir / "regression"


def test_insurance_charges_need_the_product_of_bmi_and_smoker(regression_files: Path, tmp_path: Path) -> None:
    """Lantz (2013), *Machine Learning with R*, ch. 6: R² .7509; his improvement adds bmi30 × smoker."""
    path = regression_files / "insurance_charges.csv"
    document = report(path, tmp_path / "out", "--target", "charges")
    assert straight_line_r2(document, path) == pytest.approx(0.7509, abs=5e-5)
    assert failed(document, "REG007") == {"bmi × smoker"}
    assert failed(document, "REG007", "chosen") == set()
    assert "bmi × smoker = yes" in document["metrics"]["chosen_terms"]
    assert document["metrics"]["rmse_chosen"] < 0.85 * document["metrics"]["rmse_baseline"]
    smoking = [effect(document, f"smoker = yes instead of no at bmi {bmi}") for bmi in (25, 40)]
    assert smoking[1] > 2 * smoking[0] > 0


def test_mileage_bends_with_horsepower(regression_files: Path, tmp_path: Path) -> None:
    """James et al. (2013), *An Introduction to Statistical Learning*, §3.3.2: R² .606 straight, .688 quadratic."""
    path = regression_files / "auto_mpg.csv"
    words = ("--target", "mpg", "--features", "horsepower")
    document = report(path, tmp_path / "out", *words)
    assert straight_line_r2(document, path) == pytest.approx(0.606, abs=5e-4)
    assert document["metrics"]["offenders"] == ["horsepower"]
    assert failed(document, "REG001", "chosen") == set()
    assert set(document["metrics"]["chosen_form"]) == {"horsepower"}


def test_mileage_of_all_columns_names_what_bends_it(regression_files: Path, tmp_path: Path) -> None:
    """Beside the other columns horsepower acts through its product with displacement, and the years accelerate."""
    path = regression_files / "auto_mpg.csv"
    words = ("--target", "mpg", "--id", "name", "--unit", "mpg=mpg")
    document = report(path, tmp_path / "out", *words)
    assert "displacement × horsepower" in failed(document, "REG007")
    assert failed(document, "REG001") == {"year"}
    assert {"displacement", "weight"} <= failed(document, "REG005")
    assert not any(e["subject"] == "name" for e in document["effects"])


def test_a_published_estimate_of_the_target_is_named_as_a_leak(regression_files: Path, tmp_path: Path) -> None:
    """Ein-Dor & Feldmesser (1987), *CACM* 30: estperf is their own prediction of perf."""
    path = regression_files / "cpu_performance.csv"
    words = ("--target", "perf", "--id", "name")
    document = report(path, tmp_path / "out", *words)
    (leak,) = [f for f in document["findings"] if f["code"] == "TAB001"]
    assert (leak["status"], leak["subject"]) == ("caution", "estperf")
    assert "ignore=['estperf']" in leak["remedy"]


def test_rents_turn_down_on_hot_days(regression_files: Path, tmp_path: Path) -> None:
    """Molnar (2022), *Interpretable Machine Learning*, §8.1: rentals rise with temperature and fall again when hot."""
    path = regression_files / "bike_daily_2011_2012.csv"
    document = report(path, tmp_path / "out", "--target", "Rider")
    assert "Temperature" in document["metrics"]["offenders"]
    (bend,) = [f for f in document["findings"]
               if (f["code"], f["subject"], f["stage"]) == ("REG001", "Temperature", "baseline")]  # fmt: skip
    assert "turns from rising to falling" in bend["seen"]
    assert 17 < bend["measured"]["bends_at"]["value"] < 28


def test_house_values_bend_with_status(regression_files: Path, tmp_path: Path) -> None:
    """James et al. (2013), §3.6.2 and §3.6.5: R² .5441 straight; the quadratic term of lstat has p < 2e-16."""
    path = regression_files / "boston_housing.csv"
    words = ("--target", "medv", "--features", "lstat")
    document = report(path, tmp_path / "out", *words)
    assert straight_line_r2(document, path) == pytest.approx(0.5441, abs=5e-5)
    assert document["metrics"]["offenders"] == ["lstat"]
    assert set(document["metrics"]["chosen_form"]) == {"lstat"}


def test_house_values_of_all_columns(regression_files: Path, tmp_path: Path) -> None:
    """James et al. (2013), §3.6.3: R² .7406 of all thirteen columns; rooms bend beside the rest."""
    path = regression_files / "boston_housing.csv"
    document = report(path, tmp_path / "out", "--target", "medv")
    assert straight_line_r2(document, path) == pytest.approx(0.7406, abs=5e-5)
    assert failed(document, "REG001") == {"rm"}
