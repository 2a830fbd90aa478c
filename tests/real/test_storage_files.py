"""The bound of ``takehome trade`` on years that nobody here made, against optima that others computed.

All of them: ``python -m benchmarks.storage_optimum``. The references are linear programs on whole years
(``arbitrage_optimum_reference.json``, ``nyiso_arbitrage_reference.json``), rounded to .01.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.storage_optimum import Case, five_minute_cases, hourly_cases

from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.optimum.certificate import certify

ROUNDED = 0.0051
"""Half a cent, and what the linear programs behind the references leave open."""
FINEST = 10_000


@pytest.fixture(scope="module")
def hourly(data_dir: Path) -> dict[tuple[str, str, str], Case]:
    return {(case.market, case.year, case.label): case for case in hourly_cases(data_dir / "electricity")}


@pytest.fixture(scope="module")
def five_minutes(data_dir: Path) -> dict[tuple[str, str], Case]:
    return {(case.market, case.label): case for case in five_minute_cases(data_dir / "electricity")}


@pytest.mark.parametrize(
    ("market", "year"),
    [
        ("nl_day_ahead_2015_2022", "2019"), ("de_lu_day_ahead_2020_2022", "2022"),
        ("ercot_zones_day_ahead_2021:LZ_HOUSTON", "2021"), ("comed_chicago_day_ahead_2011_2015", "2014"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["E1_c0", "E4_c10"])
def test_an_hourly_year_is_the_reference(
    hourly: dict[tuple[str, str, str], Case], market: str, year: str, label: str
) -> None:
    case = hourly[market, year, label]
    made = certify(lattice(case.battery, 1.0), case.prices)
    assert made.agreed
    assert made.tight
    assert made.replayed == pytest.approx(made.profit, rel=1e-9)
    assert made.profit == pytest.approx(case.reference, abs=ROUNDED)


def test_selling_below_zero_the_linear_program_overshoots_and_binaries_agree(
    hourly: dict[tuple[str, str, str], Case],
) -> None:
    """The Netherlands in 2022: 85 hours below zero."""
    case = hourly["nl_day_ahead_2015_2022", "2022", "E1_c0"]
    made = certify(lattice(replace(case.battery, sell_below_zero=True), 1.0), case.prices, integer=True)
    assert made.agreed
    assert made.linear_gap is not None
    assert 0.001 < made.linear_gap < 0.01
    assert made.both > 0
    assert made.integer == pytest.approx(made.profit, rel=1e-7)
    assert made.profit >= case.reference - ROUNDED


@pytest.mark.parametrize("zone", ["NYC", "WEST"])
def test_a_five_minute_year_is_the_reference(five_minutes: dict[tuple[str, str], Case], zone: str) -> None:
    case = five_minutes[f"nyiso_5min_{zone}", "P0.5_c10"]
    made = certify(lattice(case.battery, case.prices.step_hours, FINEST), case.prices)
    assert made.agreed
    assert made.linear is None
    assert made.replayed == pytest.approx(made.profit, rel=1e-9)
    assert made.profit == pytest.approx(case.reference, abs=ROUNDED)
