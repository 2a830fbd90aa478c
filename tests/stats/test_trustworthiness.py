"""Trustworthiness against scikit-learn's; continuity is T with data and picture exchanged (Venna & Kaski 2001)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.manifold import trustworthiness

from takehome.errors import InputError
from takehome.stats.clustering.trustworthiness import (
    draw_anchors,
    excess_ranks_reference,
    row_scores,
    trust_and_continuity,
)
from takehome.stats.clustering.trustworthiness_kernels import excess_ranks


def picture(seed: int, n: int, q: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows (n, q) and a bad plane of them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, q)) * np.arange(1, q + 1)
    return X, X[:, :2] + rng.normal(size=(n, 2))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(8, 120), st.integers(2, 6), st.floats(0, 1))
def test_both_equal_scikit_learn(seed: int, n: int, q: int, share: float) -> None:
    X, Y = picture(seed, n, q)
    k = 1 + int(share * ((n - 1) // 2 - 1))
    found = trust_and_continuity(X, Y, k)
    assert found.trustworthiness == pytest.approx(trustworthiness(X, Y, n_neighbors=k), abs=1e-9)
    assert found.continuity == pytest.approx(trustworthiness(Y, X, n_neighbors=k), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(10, 60), st.integers(1, 4))
def test_the_compiled_ranks_equal_their_plain_twin_with_duplicates(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 3, (n, 3)).astype(float)
    Y, anchors = X[:, :2].copy(), rng.choice(n, 5, replace=False)
    assert (excess_ranks(X, Y, k, anchors) == excess_ranks_reference(X, Y, k, anchors)).all()


def test_a_faithful_picture_scores_one_even_with_duplicates() -> None:
    X = np.repeat(np.random.default_rng(0).normal(size=(6, 2)), 30, axis=0)
    assert trust_and_continuity(X, X[:, ::-1], 5) == (1.0, 1.0)


def test_anchors_estimate_the_exact_value_within_their_error() -> None:
    X, Y = picture(1, 3_000, 5)
    exact = np.array(trust_and_continuity(X, Y, 15))
    assert row_scores(X, Y, 15).mean(axis=0) == pytest.approx(exact, abs=1e-12)
    draws = np.array(
        [trust_and_continuity(X, Y, 15, draw_anchors(3_000, 200, np.random.default_rng(s))) for s in range(60)]
    )
    error = draws.std(axis=0) / np.sqrt(60)
    assert (np.abs(draws.mean(axis=0) - exact) < 4 * error).all()
    scores = row_scores(X, Y, 15, draw_anchors(3_000, 200, np.random.default_rng(0)))
    assert scores.std(axis=0) / np.sqrt(200) == pytest.approx(draws.std(axis=0), rel=0.35)


def test_a_small_table_needs_no_sample() -> None:
    assert draw_anchors(500, 500, np.random.default_rng(0)) is None


@pytest.mark.parametrize("k", [0, 5, 9])
def test_too_many_neighbours_are_refused(k: int) -> None:
    X, Y = picture(0, 10, 3)
    with pytest.raises(InputError, match="neighbours"):
        trust_and_continuity(X, Y, k)


def test_other_rows_in_the_picture_are_refused() -> None:
    with pytest.raises(InputError, match="10 rows of data and 9 rows"):
        trust_and_continuity(*(picture(0, n, 3)[side] for side, n in enumerate((10, 9))), 2)
