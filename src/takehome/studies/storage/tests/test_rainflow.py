"""Rainflow counting against the PyPI package `rainflow` 3.2.0 and the worked example of ASTM E1049-85."""

from __future__ import annotations

from collections import Counter

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import rainflow as authority
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.rainflow import Rainflow, cycles, wear_by_depth, wear_by_depth_plain

ASTM = [-2.0, 1.0, -3.0, 5.0, -1.0, 3.0, -4.0, 4.0, -2.0]
"""History of ASTM E1049-85 figure 6; its table: ranges 3 (.5), 4 (1.5), 6 (.5), 8 (1.0), 9 (.5)."""


def walk(seed: int, steps: int, levels: int) -> np.ndarray:
    """A random walk of charge on a grid, with holds, as a battery makes it."""
    rng = np.random.default_rng(seed)
    level, path = 0, [0]
    for move in rng.integers(-3, 4, steps):
        level = int(np.clip(level + move, 0, levels))
        path.append(level)
    return np.array(path) / levels


SERIES = {
    "noise": np.random.default_rng(1).normal(size=400),
    "random walk": np.cumsum(np.random.default_rng(2).normal(size=600)),
    "coarse battery": walk(3, 500, 8),
    "fine battery": walk(4, 800, 64),
    "converging": np.array([(-1.0) ** k / (k + 1) for k in range(60)]),
    "diverging": np.array([(-1.0) ** k * k for k in range(60)]),
    "with holds": np.repeat(walk(5, 120, 4), 3),
}


def test_the_example_of_the_standard() -> None:
    counted: Counter[float] = Counter()
    for size, _, count in cycles(np.array(ASTM)):
        counted[size] += count
    assert counted == {3.0: 0.5, 4.0: 1.5, 6.0: 0.5, 8.0: 1.0, 9.0: 0.5}


@pytest.mark.parametrize("name", SERIES)
def test_equal_to_the_package(name: str) -> None:
    """The same cycles in the same order, as `rainflow.extract_cycles` gives them."""
    series = SERIES[name]
    expected = [(size, mean, count) for size, mean, count, _, _ in authority.extract_cycles(series) if size > 0]
    np.testing.assert_allclose(cycles(series), expected, rtol=1e-13)


@settings(max_examples=60)
@given(arrays.arrays(float, st.integers(3, 40), elements=st.integers(-6, 6).map(float)))
def test_equal_to_the_package_with_many_ties(series: np.ndarray) -> None:
    expected = [(size, mean, count) for size, mean, count, _, _ in authority.extract_cycles(series) if size > 0]
    assert sorted(cycles(series)) == sorted(expected)


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.3])
def test_kernel_is_the_plain_twin_and_the_total_is_the_packages(name: str, exponent: float) -> None:
    share = SERIES[name]
    wear = wear_by_depth(share, 7.0, exponent)
    assert wear.shape == (len(share) - 1,)
    np.testing.assert_allclose(wear, wear_by_depth_plain(share, 7.0, exponent), rtol=1e-13, atol=1e-13)
    expected = sum(count * 7.0 * size**exponent for size, _, count, _, _ in authority.extract_cycles(share))
    assert wear.sum() == pytest.approx(expected, rel=1e-12)


def test_a_cycle_is_charged_in_the_step_in_which_it_closes() -> None:
    """0 → .8 → .6 → 1 → 0: the cycle of depth .2 closes when the charge passes .8 again; the deep one at the end."""
    share = np.array([0.0, 0.4, 0.8, 0.6, 0.7, 1.0, 0.5, 0.0])
    wear = wear_by_depth(share, 10.0, 2.0)
    assert wear == pytest.approx([0, 0, 0, 0, 10 * 0.2**2, 0, 2 * 0.5 * 10.0])


@pytest.mark.parametrize("cut", [1, 7, 250, 799])
def test_a_state_carried_over_a_cut_changes_nothing(cut: int) -> None:
    series = SERIES["fine battery"].tolist()
    first = Rainflow()
    closed = [cycle for value in series[:cut] for cycle in first.push(value)]
    second = Rainflow(first.points)
    closed += [cycle for value in series[cut:] for cycle in second.push(value)]
    assert closed + second.residual() == cycles(np.array(series))


def test_the_state_is_bounded_by_the_levels() -> None:
    """However long the history, no more turning points stay open than a grid of charge has room for."""
    counter = Rainflow()
    longest = 0
    for value in walk(6, 5_000, 16).tolist():
        counter.push(value)
        longest = max(longest, len(counter.points))
    assert longest <= 2 * 17


@pytest.mark.parametrize("share", [np.zeros(1), np.full(9, 0.5), np.linspace(0, 1, 5)])
def test_what_hardly_moves(share: np.ndarray) -> None:
    expected = 0.5 * 3.0 * abs(share[-1] - share[0]) ** 1.5
    assert wear_by_depth(share, 3.0, 1.5).sum() == pytest.approx(expected)
    assert len(wear_by_depth(share, 3.0, 1.5)) == len(share) - 1
