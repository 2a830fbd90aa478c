"""TAB001: what gives the target away is named; what merely explains much is not."""

import numpy as np
import pytest

from checks.world import findings, said, straight
from takehome.checks.explained_share import unexplained_by_level, unexplained_by_number
from takehome.checks.leakage import UNEXPLAINED_LIMIT
from takehome.protocol import Status


@pytest.mark.parametrize("rows", [200, 2000])
@pytest.mark.parametrize("seed", range(5))
def test_a_column_with_half_the_limit_is_named(rows: int, seed: int) -> None:
    """Planted at an unexplained share of 1 %: half the limit, so twice as strong a leak as is needed."""
    world = straight(rows, 5, seed)
    noise = np.random.default_rng(seed + 100).normal(size=rows)
    world["z"] = world["y"] + 0.1 * world["y"].std() * noise
    found = findings(world, code="TAB001")
    assert said(found) == {"z": "failed"}
    assert found[0].interval.high < UNEXPLAINED_LIMIT


@pytest.mark.parametrize("transform", [np.exp, np.square, np.abs, lambda y: -3 * y + 1, lambda y: y**3, np.arctan])
def test_any_shape_of_copy_is_found(transform) -> None:
    world = straight(500, 3, 1)
    world["y"] = world["y"] / world["y"].std() + 6
    world["z"] = transform(world["y"])
    assert said(findings(world, code="TAB001")) == {"z": "failed"}


def test_a_strong_honest_column_is_no_leak() -> None:
    """R² = 0.9 alone: ten times the noise that the limit allows."""
    random = np.random.default_rng(4)
    x = random.normal(size=1000)
    world = {"x": x, "w": random.normal(size=1000), "y": 3 * x + random.normal(size=1000)}
    found = findings(world, code="TAB001")
    assert found[0].status is Status.PASSED
    assert abs(found[0].measured["unexplained share"].value - 0.1) < 0.02


def test_one_feature_alone_is_not_judged() -> None:
    """NIST Norris is a calibration with R² = 0.9999937 (StRD certified): no leak, but one feature."""
    x = np.linspace(0, 1000, 36)
    found = findings({"x": x, "y": 1.002 * x - 0.26 + np.random.default_rng(0).normal(0, 0.9, 36)}, code="TAB001")
    assert found[0].status is Status.NOT_APPLICABLE


def test_a_category_that_decides_the_target_is_a_leak() -> None:
    random = np.random.default_rng(1)
    grade = random.choice(["a", "b", "c"], 300)
    y = np.select([grade == "a", grade == "b"], [1.0, 20.0], 50.0) + random.normal(0, 0.1, 300)
    found = findings({"x": random.normal(size=300), "grade": grade, "y": y}, code="TAB001")
    assert said(found) == {"grade": "failed"}


def test_a_target_of_classes_is_judged_too() -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=400)
    world = {"x": x, "w": random.normal(size=400), "y": np.where(x > 0, "yes", "no")}
    world["status"] = np.where(world["y"] == "yes", "closed", "open")
    assert said(findings(world, code="TAB001"))["status"] == "failed"


def test_parts_that_add_up_to_the_target_are_named_together() -> None:
    random = np.random.default_rng(8)
    parts = {"casual": random.poisson(40, 500), "registered": random.poisson(200, 500), "heat": random.normal(size=500)}
    found = findings({**parts, "y": parts["casual"] + parts["registered"]}, code="TAB001")
    assert said(found) == {"casual + registered": "failed"}


def test_the_share_is_that_of_the_noise() -> None:
    """The estimator is consistent for the noise variance (Gasser, Sroka & Jennen-Steinmetz 1986, theorem 1).

    The sine has variance 1/2 and the noise variance 1/50, so 1/26 is unexplained; 40 draws of 2,000 rows.
    """
    shares = []
    covered = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        x = random.uniform(0, 1, 2000)
        y = np.sin(8 * np.pi * x) + random.normal(0, np.sqrt(1 / 50), 2000)
        share = unexplained_by_number(x, y[:, None], 0.95)
        shares.append(share.estimate)
        covered += share.low <= 1 / 26 <= share.high
    assert abs(np.mean(shares) - 1 / 26) < 3 * np.std(shares) / np.sqrt(40) + 2e-4
    assert covered >= 33


def test_levels_are_judged_by_other_rows_only() -> None:
    """Every row its own level explains nothing, though the level means fit exactly."""
    y = np.random.default_rng(0).normal(size=(100, 1))
    assert unexplained_by_level(np.arange(100), y, 0.95).estimate == pytest.approx(1.0, abs=0.05)


def test_row_numbers_of_a_sorted_table_are_left_to_another_check() -> None:
    """A file sorted by the target makes its row number explain everything; that is TAB004's business."""
    world = straight(200, 3, 2)
    order = np.argsort(world["y"])
    world = {name: values[order] for name, values in world.items()} | {"n": np.arange(200)}
    assert said(findings(world, code="TAB001")) == {None: "passed"}
    assert said(findings(world, code="TAB004")) == {"n": "caution"}
