"""Numbers at the edge of what can be squared give a report or a message, and no warning (an error in this suite)."""

import numpy as np
import pytest

import takehome as th
from takehome.errors import InputError
from takehome.protocol import Status
from takehome.stats.normal_draws import normal_draws
from takehome.studies.regression.families import boosting_errors
from takehome.studies.regression.prepare import prepare
from takehome.studies.regression.scores import score_errors
from takehome.studies.regression.study import Regression
from takehome.table import Role, read

EDGES = np.array([0.0, 1.0, -1.0, 5e-324, 1e-300, 1e-39, 9e39, -1e39, 1e300, np.nan, np.inf, 1 + 1e-12, 1e16, 1e16 + 2])


def world(seed: int) -> dict[str, np.ndarray]:
    """A target and two features, each drawn from the edges, from powers of ten, or from both."""
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(2, 60))

    def column() -> np.ndarray:
        ordinary = rng.normal(size=rows) * 10.0 ** rng.uniform(-39, 39)
        drawn = (
            rng.choice(EDGES, rows),
            10.0 ** rng.uniform(-60, 60, rows) * rng.choice([-1, 1], rows),
            np.where(rng.random(rows) < 0.2, rng.choice(EDGES, rows), ordinary),
            10.0 ** rng.uniform(-30, 30) + ordinary,
        )
        return drawn[rng.integers(len(drawn))]

    return {"y": column(), "a": column(), "b": column()}


@pytest.mark.parametrize("seed", range(8))
def test_a_report_or_a_message(seed: int) -> None:
    table = read(world(seed), roles={"y": Role.TARGET})
    study = Regression("y", seed=seed, fast=True)
    try:
        study.fit(table)
    except InputError as problem:
        assert problem.saw
    else:
        numbers = [v for v in study.metrics().values() if isinstance(v, float)]
        assert numbers
        assert np.isfinite(numbers).all()


def test_draws_keep_their_covariance_over_sixty_powers_of_ten() -> None:
    """The sample correlation of 20,000 draws has a standard error of (1 − ρ²)/√n = 0.0025 (Anderson 2003, §4.2.3)."""
    scale = np.array([1e-30, 1e30])
    covariance = np.array([[1.0, 0.8], [0.8, 1.0]]) * np.outer(scale, scale)
    drawn = normal_draws(np.random.default_rng(0), np.zeros(2), covariance, 20_000) / scale
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.8, abs=0.0125)
    assert drawn.std(axis=0) == pytest.approx([1.0, 1.0], abs=0.025)


def test_boosting_does_not_depend_on_the_unit_of_the_target() -> None:
    """A power of two as the unit changes no digit, even beyond single precision (1e38)."""
    rng = np.random.default_rng(1)
    x = rng.uniform(size=80)
    y = np.sin(6 * x) + rng.normal(size=80) / 5
    errors, huge = (
        boosting_errors(prepare(read({"y": y * unit, "x": x}), "y", np.ones(80, bool)), seed=0)
        for unit in (1.0, 2.0**130)
    )
    assert huge / 2.0**130 == pytest.approx(errors, rel=1e-12)


def test_boosting_with_fewer_rows_than_folds() -> None:
    table = read({"y": [1.0, 2.0, 4.0], "x": [1.0, 2.0, 3.0]})
    assert np.isfinite(boosting_errors(prepare(table, "y", np.ones(3, bool)), seed=0)).all()


@pytest.mark.parametrize(("errors", "explained"), [([0.0, 0.0, 0.0], 1.0), ([0.5, -0.5, 0.1], 0.0)])
def test_r2_of_a_constant_target(errors: list[float], explained: float) -> None:
    """As ``sklearn.metrics.r2_score`` with ``force_finite=True``."""
    score = score_errors(np.array(errors), np.full(3, 7.0), "$", 0.95)["r2"]
    assert (score.value, score.interval.low, score.interval.high) == (explained, explained, explained)


def test_a_copied_feature_fails_by_name_and_survives_saving(tmp_path) -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 60))
    columns = {"y": 2 * a + b + rng.normal(size=60), "a": a, "b": b, "both": a + b, "site": ["u", "v", "w"] * 20}
    study = th.regress(columns, "y", groups="site", fast=True)
    left_out = [f for f in study.checks() if f.code == "REG005" and f.status is Status.FAILED]
    assert {f.subject for f in left_out} == {"both"}
    assert "a and b" in left_out[0].seen
    assert {f.subject for f in study.checks() if f.code == "REG004"} == {"site"}
    study.save(tmp_path / "study")
    again = th.load(tmp_path / "study").outcome.design
    design = study.outcome.design
    assert (again.combinations, again.groups_name, again.order_name) == (
        design.combinations, design.groups_name, design.order_name,
    )  # fmt: skip
