"""Whatever the table, every check gives findings that keep the rule, and no traceback or warning."""

from typing import Any

import numpy as np
import pytest
from benchmarks import classification_checks as simulation

import takehome as th
from takehome.errors import InputError
from takehome.protocol import Finding, Status
from takehome.studies.classification import checks

SEEDS = range(5)


def keeps_the_rule(finding: Finding) -> None:
    """What the contract tests ask of one finding, and that no number in it is none."""
    said = f"{finding.seen} {finding.consequence} {finding.remedy}"
    assert not any(word in said for word in ("nan", "not a number", "−∞")), said
    assert any(letter.isdigit() for letter in finding.seen), finding
    if finding.effect is not None:
        assert np.isfinite(finding.measured[finding.effect].value), finding
    if finding.interval and finding.limit and finding.status in (Status.FAILED, Status.PASSED):
        assert not finding.interval.low < finding.limit.value < finding.interval.high, finding
    if finding.status in (Status.FAILED, Status.CAUTION):
        assert finding.consequence
        assert finding.remedy


def column(rng: np.random.Generator, rows: int) -> np.ndarray:
    made = (
        rng.normal(size=rows),
        rng.integers(0, 2, rows).astype(float),
        np.where(rng.random(rows) < 0.3, np.nan, rng.normal(size=rows)),
        np.exp(20 * rng.normal(size=rows)),
        rng.choice(list("abc"), rows).astype(object),
        np.where(rng.random(rows) < 0.2, None, rng.choice(list("ab"), rows)).astype(object),
    )
    return made[rng.integers(len(made))]


def costs(rng: np.random.Generator, rows: int) -> Any:
    per_row = {"fp": rng.uniform(1, 20, rows), "fn": rng.uniform(30, 200, rows)}
    return (None, {"fp": 10, "fn": 100}, per_row, {"fp": 10, "fn": 0, "tp": -90})[rng.integers(4)]


@pytest.mark.parametrize("seed", range(12))
def test_tiny_tables(seed: int) -> None:
    """4 to 40 rows: scores or columns, with or without costs, groups, weights, limits and hold-outs."""
    rng = np.random.default_rng([77, seed])
    rows, judging = int(rng.integers(4, 41)), seed % 4 == 3
    table = {f"f{j}": column(rng, rows) for j in range(rng.integers(0 if judging else 1, 5))}
    table["y"] = np.where(rng.random(rows) < rng.choice([0.2, 0.5]), "yes", "no").astype(object)
    options: dict[str, Any] = {"costs": costs(rng, rows)}
    if judging:
        table["p"], options["scores"] = rng.random(rows), "p"
    if seed % 3 == 1:
        options["holdout"] = 0.3
    if seed % 5 == 2:
        options["prevalence"] = 0.05
    if seed % 6 == 4:
        table["g"], options["groups"] = rng.integers(0, max(rows // 3, 2), rows).astype(str).astype(object), "g"
    try:
        made = th.classify(table, "y", fast=True, **options).priced
    except InputError:
        return
    findings = checks.run_checks(made)
    assert {finding.code for finding in findings} == {module.CODE for module in checks.modules()}
    for finding in findings:
        keeps_the_rule(finding)


@pytest.mark.parametrize("given", [None, {"fp": 10, "fn": 100}, {"fp": 10, "fn": 0, "tp": -90}, "per row"])
def test_costs_of_every_kind(given: Any) -> None:
    rng = np.random.default_rng(3)
    table = simulation.sound(rng, 300)
    del table[simulation.TRUTH]
    if given == "per row":
        given = {"fp": rng.uniform(1, 20, 300), "fn": rng.uniform(30, 200, 300)}
    study = th.classify(table, "y", costs=given, fast=True)
    for finding in checks.run_checks(study.priced):
        keeps_the_rule(finding)
    money = "false alarms" if given is None else "$"
    assert any(money in finding.consequence for finding in checks.run_checks(study.priced))


def test_the_same_seed_gives_the_same_findings() -> None:
    table = simulation.sound(np.random.default_rng(4), 300)
    assert checks.run_checks(simulation.light(table)) == checks.run_checks(simulation.light(table))


@pytest.mark.parametrize(("rows", "count", "noise"), simulation.CELLS)
def test_sound_worlds_fail_nothing_falsely(rows: int, count: int, noise: bool) -> None:
    """Five sets of each cell of ``benchmarks/classification_checks.py``, which measures the rate."""
    falsely = [simulation.one_sound((rows, count, noise, seed))["falsely"] for seed in SEEDS]
    assert sum(map(bool, falsely)) <= 1, falsely


@pytest.mark.parametrize("name", simulation.FAULTS)
def test_planted_faults_are_seen_and_named(name: str) -> None:
    """Three sets of each fault; the benchmark has more."""
    seen = [simulation.one_fault((name, seed))["seen"] for seed in SEEDS[:3]]
    assert sum(seen) >= 2, seen
