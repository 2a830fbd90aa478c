"""The block bootstrap against what it is defined to do, and against its exact variance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.money.blocks import day_weights


@settings(max_examples=40)
@given(days=st.integers(2, 60), block=st.integers(1, 10), seed=st.integers(0, 9))
def test_each_draw_has_as_many_days_as_the_data(days: int, block: int, seed: int) -> None:
    weights = day_weights(days, 5, np.random.default_rng(seed), block)
    assert weights.shape == ((5, days) if days >= 2 * block else (0, days))
    assert (weights.sum(axis=1) == days).all()


def test_days_are_drawn_in_runs() -> None:
    """With 2 blocks of half the days every draw is two runs of consecutive days on the circle."""
    weights = day_weights(14, 200, np.random.default_rng(0), 7)
    for row in weights:
        on_circle = np.abs(np.diff(np.append(row, row[0]))).sum()
        assert on_circle in (0.0, 4.0)  # two runs that overlap or not: 4 changes of one, or a full circle


def test_mean_and_variance_are_those_of_the_circular_block_bootstrap() -> None:
    """E*[mean] is the sample mean, and Var*[mean] = (1/k) · (1/n) Σ (block mean − mean)², k blocks drawn from all n.

    Politis & Romano (1992), section 2; here by enumerating all n block means, with n a multiple of b.
    """
    rng = np.random.default_rng(3)
    days, block = 42, 7
    data = np.cumsum(rng.standard_normal(days))
    blocks = np.array([np.take(data, np.arange(i, i + block), mode="wrap").mean() for i in range(days)])
    variance = blocks.var() / (days // block)
    means = day_weights(days, 40_000, rng, block) @ data / days
    assert means.mean() == pytest.approx(data.mean(), abs=5 * np.sqrt(variance / 40_000))
    assert means.var() == pytest.approx(variance, rel=0.05)
    assert variance > 3 * data.var() / days  # days that hang together: single days would be far too sure
