"""What is declared is measured, on a few seeds; ``check_worlds.py`` measures it on many."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.protocol import Status
from takehome.studies.regression.checks import linearity, run_checks
from takehome.studies.regression.tests.check_worlds import FAULTS, evidence_of, planted, straight


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_fault_is_found_and_named(fault, seed):
    evidence, code, subject = planted(fault, seed)
    failed = [f.subject for f in run_checks(evidence) if f.code == code and f.status is Status.FAILED]
    assert failed == [subject]


@pytest.mark.parametrize("kind", ["normal", "uniform", "lognormal"])
@pytest.mark.parametrize(("rows", "count", "seeds"), [(50, 3, 25), (50, 20, 25), (1000, 3, 5), (1000, 20, 5)])
def test_straight_worlds_seldom_fail(rows, count, seeds, kind):
    """At a true rate of 2 % three alarms or more in 25 seeds have a probability of 1.3 %."""
    found = [run_checks(straight(seed, rows, count, kind)) for seed in range(seeds)]
    assert sum(any(f.status is Status.FAILED for f in findings) for findings in found) <= 2


@pytest.mark.parametrize("count", [3, 20])
def test_with_many_rows_a_straight_world_passes(count):
    """At 20,000 rows every interval is narrow enough to pass, not merely not to fail."""
    statuses = {f.code: f.status for f in run_checks(straight(0, 20_000, count, "normal"))}
    assert statuses.pop("REG004") is Status.NOT_APPLICABLE
    assert set(statuses.values()) == {Status.PASSED}


def servers(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The brief's generator and its training rows."""
    from sklearn.model_selection import train_test_split

    rng = np.random.RandomState(seed)
    cpu, memory, age = rng.uniform(10, 90, 1000), rng.uniform(4, 64, 1000), rng.uniform(0, 10, 1000)
    cost = 50 + 2 * cpu + 5 * memory + np.exp(0.5 * age) + rng.normal(0, 10, 1000)
    rows, _ = train_test_split(np.arange(1000), test_size=0.2, random_state=101)
    return np.column_stack([cpu, memory, age])[rows], cost[rows]


@pytest.mark.parametrize("seed", [101, 0, 1, 2, 3])
def test_servers(seed):
    """Age alone bends, upwards; the funnel is curvature, and is gone from the model with e^(0.5 Age)."""
    X, y = servers(seed)
    names = ("CPU", "Memory", "Age")
    found = run_checks(evidence_of(X, y, names))
    assert [(f.code, f.subject) for f in found if f.status is Status.FAILED] == [("REG001", "Age")]
    age = found[0]
    assert "rises faster above" in age.seen
    assert "too low" in age.consequence
    spread = next(f for f in found if f.code == "REG002")
    assert spread.status is Status.PASSED or "may be curvature of Age" in spread.seen
    matrix = np.column_stack([np.ones(len(X)), X[:, :2], np.exp(0.5 * X[:, 2])])
    repaired = run_checks(evidence_of(X, y, names, matrix=matrix, stage="chosen", repaired=("Age",)))
    assert not [f for f in repaired if f.status is Status.FAILED]
    assert next(f for f in repaired if f.code == "REG002").status is Status.PASSED
    assert linearity.offenders(evidence_of(X, y, names)) == ("Age",)
