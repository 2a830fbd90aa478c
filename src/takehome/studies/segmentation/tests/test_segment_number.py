"""The number of segments that is chosen: what stability may veto, and what a small segment may not."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from takehome.studies.segmentation.checks.votes import check
from takehome.studies.segmentation.fitting import Plan, fit_outcome
from takehome.studies.segmentation.partition.choice import Choice, choose
from takehome.studies.segmentation.partition.stability import EXCUSED, STABLE, held
from takehome.studies.segmentation.scaling.design import prepare
from takehome.table import Column, Kind, Table, canonical
from takehome.units import format_number

SIZES = (300, 150, 120, 9)
CENTRES = np.array([[0, 0, 0], [6, 0, 0], [0, 6, 0], [3, 3, 7]])
SPREADS = np.array([1.3, 0.6, 0.5, 0.6])
"""Skewed groups of unlike spread, as of a shop's users: some indices slice the widest."""


def unequal(seed: int, times: int = 1) -> np.ndarray:
    """(n, 3): three large groups and one of nine rows, clearly apart; `times` as many rows."""
    rng = np.random.default_rng(seed)
    own = np.repeat(np.arange(len(SIZES)), np.array(SIZES) * times)
    return CENTRES[own] + SPREADS[own, None] * (rng.exponential(size=(len(own), 3)) - 1)


def chosen(Z: np.ndarray) -> Choice:
    return choose(Z, 0, None, lambda step: None)


@pytest.mark.parametrize("seed", [0, 1, 2, 6, 8, 10])
def test_a_small_segment_does_not_veto_the_number_that_most_indices_name(seed: int) -> None:
    """Nine rows are missed by many a sample; with a veto they hand the choice to a number that few indices name."""
    choice = chosen(unequal(seed))
    assert Counter(choice.cast.values()).most_common(1)[0][0] == 4
    assert choice.stability[4].min() < STABLE <= choice.held(4)
    assert choice.k == choice.winner == 4
    assert choice.stable


def test_a_small_segment_is_one_by_its_share_and_not_by_its_rows() -> None:
    """54 rows of 3,474 are as easily missed by a replicate's one start as 9 of 579."""
    choice = chosen(unequal(8, times=6))
    assert choice.stability[4].min() < STABLE
    assert choice.k == 4


def test_large_segments_veto() -> None:
    """One group cut in two: the halves are not found again, and no number of votes excuses that."""
    rng = np.random.default_rng(0)
    Z = rng.normal(size=(600, 2)) + 12 * np.array([[0, 0], [1, 0], [0, 1]])[np.repeat(np.arange(3), 200)]
    choice = choose(Z, 0, 4, lambda step: None)
    assert choice.held(4) < STABLE
    assert not choice.stable
    assert chosen(Z).k == 3


def test_what_is_excused_is_small_all_together() -> None:
    """By hand: of 400 rows in 4 segments a quarter of an equal share, 25 rows, is excused, in one segment or in two."""
    assert EXCUSED == 0.25
    sizes = np.array([150, 150, 75, 25])
    assert held(sizes, np.array([0.9, 0.95, 0.8, 0.3])) == 0.8
    assert held(np.array([150, 150, 74, 26]), np.array([0.9, 0.95, 0.8, 0.3])) == 0.3
    splinters = np.array([364, 12, 12, 12])
    assert held(splinters, np.array([0.9, 0.4, 0.3, 0.85])) == 0.85
    assert held(splinters, np.array([0.9, 0.4, 0.3, 0.5])) == 0.5
    assert held(np.array([50, 50]), np.array([0.6, 0.7])) == 0.6


def test_the_finding_says_what_the_veto_saw() -> None:
    """Not the mean of the small segment, which is below the limit of a number that passed."""
    Z = unequal(9)
    table = canonical(Table(tuple(Column(f"x{j}", Kind.NUMBER, Z[:, j].copy()) for j in range(3))))
    outcome = fit_outcome(table, prepare(table), (), Plan(fast=True))
    assert outcome.k == 4
    (finding,) = check(outcome)
    seen = format_number(outcome.choice.held(4))
    assert finding.seen.endswith(
        f"small ones excused, mean Jaccard index at least {STABLE:g}) looked at 4 ({seen}) and left 4."
    )
    assert float(seen) >= STABLE > outcome.choice.stability[4].min()
