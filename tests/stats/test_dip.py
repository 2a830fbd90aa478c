"""The dip against its own definition (a linear programme), published values, and samples with one and two peaks.

Published: Hartigan & Hartigan (1985), *Annals of Statistics* 13, their example "quality of 63 statistics departments",
whose dip R's ``diptest`` prints as 0.05952381 with p-value 0.08672.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import binom

from takehome.errors import InputError
from takehome.stats.clustering.dip import _steps, dip_p_value, dip_statistic, twice_dip_reference
from takehome.stats.clustering.dip_kernels import twice_dip

FACULTY = np.repeat(
    np.r_[30, 33, 35:38, 39:55, 57, 59:64, 66, 70, 72].astype(float),
    [1, 1, 1, 1, 2, 5, 4, 1, 1, 3, 2, 2, 2, 2, 3, 1, 2, 1, 2, 5, 2, 2, 1, 3, 4, 4, 1, 1, 1, 2],
)
ROUNDED = st.lists(st.integers(0, 12), min_size=2, max_size=9)
"""Few distinct values, so that ties are the rule."""


def nearest_one_peak(x: np.ndarray) -> float:
    """The dip by definition: the least sup-distance of F from a distribution that is convex up to its peak (one of the
    values, which may hold an atom) and concave after it. Unknowns: its height at each value, below its peak too, and d.
    """
    values, counts = np.unique(x, return_counts=True)
    upper = np.cumsum(counts) / len(x)
    return min(_distance(values, upper - counts / len(x), upper, peak) for peak in range(len(values)))


def _distance(values: np.ndarray, lower: np.ndarray, upper: np.ndarray, peak: int) -> float:
    m = len(values)
    left, right = [*range(peak), m], list(range(peak, m))  # unknown m is the height just below the peak, m + 1 is d
    rows, limits = [], []

    def at_most(weights: dict[int, float], limit: float) -> None:
        rows.append([weights.get(j, 0.0) for j in range(m + 2)])
        limits.append(limit)

    steps = [(m, lower[peak]), (peak, upper[peak])]
    steps += [(j, F) for j in range(m) if j != peak for F in (lower[j], upper[j])]
    for j, F in steps:
        at_most({j: 1.0, m + 1: -1.0}, F)
        at_most({j: -1.0, m + 1: -1.0}, -F)
    at_most({m: 1.0, peak: -1.0}, 0.0)
    for chain, x, sign in ((left, values[: peak + 1], 1.0), (right, values[peak:], -1.0)):
        for a, b in itertools.pairwise(chain):
            at_most({a: 1.0, b: -1.0}, 0.0)
        for i in range(1, len(chain) - 1):
            before, after = 1 / (x[i] - x[i - 1]), 1 / (x[i + 1] - x[i])
            weights = {chain[i - 1]: -before, chain[i]: before + after, chain[i + 1]: -after}
            at_most({j: sign * weight for j, weight in weights.items()}, 0.0)
    cost = [0.0] * (m + 1) + [1.0]
    return linprog(cost, np.array(rows), limits, bounds=[(0, 1)] * (m + 2)).fun


@settings(max_examples=60, deadline=None)
@given(ROUNDED.filter(lambda x: len(set(x)) > 1))
def test_the_dip_is_the_distance_to_the_nearest_distribution_with_one_peak(x: list[int]) -> None:
    sample = np.array(x, float)
    assert dip_statistic(sample) == pytest.approx(max(nearest_one_peak(sample), 1 / (2 * len(x))), abs=1e-7)


def test_the_definition_holds_for_samples_without_ties() -> None:
    rng = np.random.default_rng(0)
    for n in (4, 7, 12, 16):
        x = np.r_[rng.normal(size=n // 2), rng.normal(3, 1, n - n // 2)]
        assert dip_statistic(x) == pytest.approx(nearest_one_peak(x), abs=1e-7)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-40, 40), min_size=1, max_size=80), st.floats(0.01, 1e6))
def test_the_compiled_dip_equals_its_plain_twin_in_every_unit(x: list[int], unit: float) -> None:
    steps = _steps(np.array(x, float))
    assert twice_dip(*steps) == pytest.approx(twice_dip_reference(*steps), abs=1e-9)
    assert dip_statistic(unit * np.array(x)) == pytest.approx(dip_statistic(np.array(x)), abs=1e-12)


def test_the_published_example() -> None:
    assert len(FACULTY) == 63
    assert dip_statistic(FACULTY) == pytest.approx(0.05952381, abs=1e-8)
    assert dip_p_value(dip_statistic(FACULTY), 63) == pytest.approx(0.08672, abs=0.004)


def test_two_atoms_reach_the_largest_dip() -> None:
    assert dip_statistic(np.repeat([0.0, 1.0], 50)) == pytest.approx(0.25)


def test_equal_rows_have_the_smallest_dip() -> None:
    assert dip_statistic(np.full(20, 3.7)) == pytest.approx(1 / 40)
    assert dip_p_value(1 / 40, 20) == pytest.approx(1.0)
    assert dip_p_value(0.25, 3) == 1.0


@pytest.mark.parametrize("n", [12, 400, 3_000])
def test_uniform_samples_are_rejected_at_the_stated_rate(n: int) -> None:
    """Between the table's own n; 99.9 % binomial limits of 1,500 samples."""
    rng = np.random.default_rng(n)
    p_values = np.array([dip_p_value(dip_statistic(rng.random(n)), n) for _ in range(1_500)])
    for level in (0.05, 0.2, 0.5):
        low, high = binom.ppf([0.0005, 0.9995], 1_500, level)
        assert low <= (p_values <= level).sum() <= high


def test_one_peak_passes_and_two_do_not() -> None:
    rng = np.random.default_rng(3)
    one = [dip_statistic(rng.normal(size=300)) for _ in range(100)]
    two = [dip_statistic(np.r_[rng.normal(size=150), rng.normal(4, 1, 150)]) for _ in range(100)]
    assert np.mean([dip_p_value(d, 300) <= 0.05 for d in one]) <= 0.02
    assert np.mean([dip_p_value(d, 300) <= 0.05 for d in two]) >= 0.98


def test_the_p_value_never_claims_more_than_the_simulation() -> None:
    assert dip_p_value(0.25, 1_000_000) == pytest.approx(1e-4)
    dips = np.linspace(0.005, 0.25, 300)
    assert (np.diff([dip_p_value(d, 700) for d in dips]) <= 0).all()


@pytest.mark.parametrize("x", [[], [1.0, np.nan], [np.inf, 0.0]])
def test_rows_that_are_not_numbers_are_named(x: list[float]) -> None:
    with pytest.raises(InputError, match="finite"):
        dip_statistic(np.array(x))
