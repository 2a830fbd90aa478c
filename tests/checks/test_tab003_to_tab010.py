"""TAB003 to TAB010: what each check sees at its limits; the corpus of bad input shows them on whole files."""

import numpy as np
import pytest

from checks.world import findings, said, straight
from takehome.checks import constant_columns, missing_values, sample_size
from takehome.errors import InputError
from takehome.protocol import Status
from takehome.table import canonical, read


def with_column(name: str, values, rows: int = 200):
    return {**straight(rows, 3, 0), name: values}


@pytest.mark.parametrize(("deviating", "status"), [(0, "failed"), (1, "caution"), (9, "caution"), (10, None)])
def test_near_constants_are_counted_by_deviating_rows(deviating: int, status: str | None) -> None:
    assert constant_columns.DEVIATING_ROWS_LIMIT == 10
    values = np.r_[np.ones(200 - deviating), np.zeros(deviating)]
    assert said(findings(with_column("c", values), code="TAB003")).get("c") == status


@pytest.mark.parametrize(
    ("name", "values", "status"),
    [
        ("id", np.arange(200), "failed"),
        ("customerID", np.arange(5000, 5200), "failed"),
        ("x9", np.arange(200), "caution"),
        ("year", np.arange(1800, 2000), None),
        ("salary", np.random.default_rng(0).permutation(100_000)[:200], None),
        ("zip_code", np.random.default_rng(0).integers(10_000, 10_040, 200), "failed"),
        ("order_number", np.random.default_rng(0).permutation(10_000)[:200], "failed"),
        ("idle", np.random.default_rng(0).normal(size=200), None),
    ],
)
def test_identifiers_are_told_from_quantities(name: str, values: np.ndarray, status: str | None) -> None:
    assert said(findings(with_column(name, values), code="TAB004")).get(name) == status


@pytest.mark.parametrize(
    ("share", "status"), [(0.0, None), (0.05, None), (0.06, "caution"), (0.5, "caution"), (0.51, "failed")]
)
def test_missing_shares_are_held_against_the_limits(share: float, status: str | None) -> None:
    assert (missing_values.CAUTION_SHARE, missing_values.FAILED_SHARE) == (0.05, 0.5)
    values = np.arange(100) / 7
    values[: round(100 * share)] = np.nan
    found = findings(with_column("c", values, 100), code="TAB005")
    assert said(found).get("c") == status
    if share == 0.05:
        assert found[0].status is Status.PASSED
        assert "5 values are missing" in found[0].seen


@pytest.mark.parametrize(
    ("name", "unit", "wrong", "found"),
    [
        ("visits", "", -1.0, True),
        ("growth", "%", 180.0, False),
        ("CPU", "%", 180.0, True),
        ("share", "", 3.0, True),
        ("balance", "$", -50.0, False),
        ("Age", "years", -3.0, True),
        ("temperature", "", -3.0, False),
        ("anything", "", -3.0, False),
    ],
)
def test_ranges_by_name_and_unit(name: str, unit: str, wrong: float, found: bool) -> None:
    values = np.random.default_rng(0).uniform(0, 1, 200)
    values[7] = wrong
    table = canonical(read(with_column(name, values), units={name: unit}))
    assert (name in said(findings(table, code="TAB006"))) is found


def test_declared_ranges_are_strict_and_must_name_columns() -> None:
    world = straight(50, 2, 0)
    assert said(findings(world, code="TAB006", ranges={"x0": (-0.1, 0.1)})) == {"x0": "failed"}
    assert said(findings(world, code="TAB006", ranges={"x0": (-99, 99)})) == {None: "passed"}
    with pytest.raises(InputError, match="no column named 'x7'"):
        findings(world, ranges={"x7": (0, 1)})


def test_dates_ask_for_an_order() -> None:
    world = {**straight(30, 2, 0), "when": [f"2024-01-{day:02}" for day in range(1, 31)]}
    assert said(findings(world, code="TAB007")) == {"when": "caution"}
    assert said(findings(canonical(read(world, roles={"when": "order"})), code="TAB007")) == {None: "passed"}
    assert said(findings(straight(30, 2, 0), code="TAB007")) == {None: "not_applicable"}


@pytest.mark.parametrize(("rows", "status"), [(30, "passed"), (29, "caution"), (5, "caution"), (4, "failed")])
def test_rows_are_counted_per_coefficient(rows: int, status: str) -> None:
    assert sample_size.ROWS_PER_COEFFICIENT == 10
    assert said(findings(straight(rows, 3, 0), code="TAB008")) == {None: status}


def test_levels_and_gaps_count_as_coefficients() -> None:
    world = {**straight(60, 1, 0), "c": list("abc") * 20}
    world["x0"][:10] = np.nan
    found = findings(world, code="TAB008")[0]
    assert found.measured["rows per coefficient"].value == 60 / 4
    held = findings(canonical(read(world)), code="TAB008", train=np.arange(60) % 2 == 0)[0]
    assert held.measured["rows"].value == 30


def test_notes_on_other_columns_are_no_findings() -> None:
    table = read({**straight(30, 2, 0), "note": ["12x", *map(str, range(29))]}, roles={"note": "ignored"})
    assert said(findings(table, code="TAB009")) == {None: "passed"}


def test_many_levels_say_how_many_rows_are_pooled() -> None:
    world = {**straight(400, 2, 0), "c": [f"l{i % 10 if i % 2 else 10 + i % 60}" for i in range(400)]}
    found = findings(world, code="TAB010")[0]
    assert found.status is Status.CAUTION
    assert found.measured["levels"].value > 20
    assert 0 < found.measured["pooled share"].value < 0.5


def test_features_in_use_are_the_only_subjects() -> None:
    world = {**straight(50, 2, 0), "c": np.ones(50)}
    assert said(findings(world, code="TAB003")) == {"c": "failed"}
    assert said(findings(world, code="TAB003", features=["x0", "x1"])) == {None: "passed"}
