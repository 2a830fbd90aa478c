"""Five seeds of each simulation in ``benchmarks/gauntlet.py``; the many-seed figures are committed beside it."""

from __future__ import annotations

import pytest
from benchmarks import gauntlet, worlds

SEEDS = range(5)


@pytest.fixture(scope="module")
def servers():
    return [gauntlet.one_server_world(seed, replicates=60) for seed in SEEDS]


def test_age_alone_is_guilty(servers):
    assert [found["offenders"] for found in servers] == [["Age"]] * len(SEEDS)


def test_the_repaired_model_is_as_good_as_the_noise_allows(servers):
    assert all(found["ratio"] <= 1.02 for found in servers)


def test_the_spread_passes_after_the_repair(servers):
    assert all(found["spread_passes"] for found in servers)


def test_intervals_are_half_as_wide_as_the_straight_lines(servers):
    assert all(found["Memory_half_width"] < 0.55 * found["Memory_half_width_straight"] for found in servers)


@pytest.mark.parametrize("trap", worlds.TRAPS)
def test_planted_traps_are_found_and_named(trap):
    assert sum(gauntlet.one_trap(trap, seed) for seed in SEEDS) >= 4


@pytest.mark.parametrize(("rows", "count"), [(50, 3), (50, 20), (1_000, 3)])
def test_straight_worlds_raise_no_alarm(rows, count):
    assert [gauntlet.one_straight_world(rows, count, seed) for seed in SEEDS].count([]) >= 4
