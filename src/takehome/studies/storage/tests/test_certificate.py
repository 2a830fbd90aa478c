"""The certificate agrees where it must, and says so where it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.optimum import certificate
from takehome.studies.storage.optimum.certificate import certify
from takehome.studies.storage.optimum.dynamic_programming import Optimum, optimum

GRID = lattice(Battery(2.0, 1.0, 0.9, 0.8), 1.0)


def prices(low: float) -> Prices:
    return regular_prices(np.round(np.random.default_rng(0).normal(low, 30.0, 240), 2))


def test_all_ways_agree_at_positive_prices() -> None:
    made = certify(GRID, prices(200.0))
    assert made.agreed
    assert made.tight
    assert made.both == 0
    assert made.integer is None
    assert made.replayed == pytest.approx(made.profit, rel=1e-9)
    assert made.linear == pytest.approx(made.profit, rel=1e-7)
    assert "is checked" in made.sentence
    assert "solved by other software, earns the same" in made.sentence


def test_below_zero_the_linear_program_is_above_and_binaries_agree_again() -> None:
    made = certify(GRID, prices(0.0), integer=True)
    assert made.agreed
    assert not made.tight
    assert made.both > 0
    assert made.linear_gap is not None
    assert made.linear_gap > made.tolerance
    assert made.integer == pytest.approx(made.profit, rel=1e-7)
    assert "% more; it charges and discharges at once" in made.sentence
    assert f"in {made.both} of 240 steps" in made.sentence
    assert "it earns the same" in made.sentence


@pytest.mark.parametrize("low", [200.0, 0.0])
def test_a_bound_that_is_too_high_is_not_confirmed(low: float) -> None:
    right = optimum(GRID, prices(low))
    made = certify(GRID, prices(low), Optimum(right.profit * 1.01, right.moves))
    assert not made.agreed
    assert "NOT confirmed" in made.sentence
    assert "% less" in made.sentence


def test_a_schedule_that_is_not_the_best_is_not_confirmed() -> None:
    """The replay agrees with itself; only the linear program can tell."""
    lazy = certify(GRID, prices(200.0), Optimum(0.0, np.zeros(240, int)))
    assert not lazy.agreed
    assert lazy.replayed == 0.0
    assert "% more" in lazy.sentence


def test_where_nothing_happens_at_once_the_linear_program_must_agree_below_zero_too() -> None:
    """One price below zero, after which a full store is sold: to burn energy would pay only in a full store."""
    few = regular_prices(np.array([50.0, -10.0, 60.0, 70.0]))
    made = certify(GRID, few, integer=True)
    assert made.agreed
    assert not made.tight
    assert made.both == 0
    assert "A mixed-integer program earns the same" in made.sentence
    assert not certify(GRID, few, Optimum(0.0, np.zeros(4, int))).agreed


def test_long_series_leave_the_linear_program_out_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "LONGEST", 100)
    made = certify(GRID, prices(200.0))
    assert made.agreed
    assert made.linear is None
    assert made.linear_gap is None
    assert "was not run on the 240 steps, to save time" in made.sentence
    assert certify(GRID, prices(200.0), linear=True).linear is not None


def test_wear_by_depth_is_said_to_be_left_out() -> None:
    grid = replace(GRID, battery=replace(GRID.battery, wear=Wear(WearKind.DEPTH, 0.1)))
    made = certify(grid, prices(200.0))
    assert made.agreed
    assert made.profit == certify(GRID, prices(200.0)).profit
    assert "Wear by depth of cycles is not in it" in made.sentence


def test_a_constant_price_is_a_bound_of_zero_that_agrees() -> None:
    made = certify(GRID, regular_prices(np.full(240, 50.0)))
    assert made.agreed
    assert made.profit == 0.0 == made.replayed


def test_nothing_changes_with_the_currency() -> None:
    one, other = certify(GRID, prices(0.0)), certify(GRID, prices(0.0).with_values(prices(0.0).values * 1e-4))
    assert (one.agreed, one.both) == (other.agreed, other.both)
    assert one.linear_gap == pytest.approx(other.linear_gap, rel=1e-5)
