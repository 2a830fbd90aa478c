"""Secure aggregation: the sum is the plain integer sum; oracle: NumPy's sum modulo 2^32, and Shamir's secret itself."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.clipping import norm
from takehome.studies.storage.federated.privacy.fixed_point import LARGEST, FixedPoint
from takehome.studies.storage.federated.privacy.masked_round import masked_vector, numbers_for, open_sum
from takehome.studies.storage.federated.privacy.randomness import SeededDraws
from takehome.studies.storage.federated.privacy.secure_aggregation import SecureSum, TooFewHomes
from takehome.studies.storage.federated.privacy.shamir import PRIME, join, split


def plain(vectors: np.ndarray) -> np.ndarray:
    return vectors.sum(axis=0, dtype=np.uint32)


@settings(deadline=None, max_examples=25)
@given(st.integers(4, 14), st.integers(0, 2**32 - 1), st.data())
def test_the_sum_is_exact_whoever_drops_out(homes: int, seed: int, data: st.DataObject) -> None:
    round_ = SecureSum(homes, seed=seed)
    fewest = round_.threshold + 1  # a survivor's own shares lie with the others
    survivors = data.draw(st.sets(st.integers(0, homes - 1), min_size=min(fewest, homes), max_size=homes))
    vectors = np.random.default_rng(seed).integers(0, 2**32, (homes, 7), dtype=np.uint32)
    total = round_.total({home: round_.masked(home, vectors[home]) for home in survivors})
    assert (total == plain(vectors[sorted(survivors)])).all()


@pytest.mark.parametrize(("homes", "neighbours"), [(40, None), (100, 20)])
def test_ten_percent_drop_out(homes: int, neighbours: int | None) -> None:
    rng = np.random.default_rng(1)
    round_ = SecureSum(homes, neighbours=neighbours, seed=2)
    vectors = rng.integers(0, 2**32, (homes, 60), dtype=np.uint32)
    survivors = rng.permutation(homes)[: 9 * homes // 10]
    total = round_.total({int(home): round_.masked(int(home), vectors[home]) for home in survivors})
    assert (total == plain(vectors[survivors])).all()


def test_with_too_many_dropped_out_it_refuses() -> None:
    round_ = SecureSum(30, seed=1)
    vector = np.arange(5, dtype=np.uint32)
    with pytest.raises(TooFewHomes, match="15 survivors"):
        round_.total({home: round_.masked(home, vector) for home in range(15)})
    with pytest.raises(TooFewHomes):
        round_.total({})


def test_one_masked_vector_looks_even() -> None:
    """Chi-square of its highest byte over 256 values, for a vector of zeros; and it is not what was sent."""
    round_ = SecureSum(5, seed=3)
    masked = round_.masked(0, np.zeros(51_200, np.uint32))
    for shift in (0, 8, 16, 24):
        counts = np.bincount((masked >> np.uint32(shift)) & np.uint32(255), minlength=256)
        assert chisquare(counts).pvalue > 1e-4


def test_a_sum_with_one_mask_left_on_looks_even_too() -> None:
    """Adding all but one of the masked vectors tells nothing: no partial sum lies open."""
    round_ = SecureSum(5, seed=3)
    vectors = [round_.masked(home, np.zeros(51_200, np.uint32)) for home in range(4)]
    partial = np.sum(vectors, axis=0, dtype=np.uint32)
    assert chisquare(np.bincount(partial >> np.uint32(24), minlength=256)).pvalue > 1e-4


def test_bytes_of_a_home() -> None:
    few, all_ = SecureSum(100, neighbours=20, seed=1), SecureSum(100, seed=1)
    assert few.bytes_per_home(11_664).masked == 4 * 11_664
    assert few.bytes_per_home(11_664).all == 64 + 2 * 16 * 20 + 4 * 11_664 + 16 * 20
    assert few.bytes_per_home(10).all < all_.bytes_per_home(10).all


@pytest.mark.parametrize("arguments", [(2, {}), (9, {"threshold": 4}), (9, {"threshold": 9}), (9, {"neighbours": 3})])
def test_rounds_that_cannot_be_are_refused(arguments: tuple[int, dict[str, int]]) -> None:
    homes, rest = arguments
    with pytest.raises(InputError):
        SecureSum(homes, seed=1, **rest)


def test_a_vector_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="uint32"):
        SecureSum(3, seed=1).masked(0, np.zeros(3))


@given(st.integers(0, PRIME - 1), st.integers(1, 8), st.integers(0, 4), st.randoms(use_true_random=False))
def test_any_shares_give_the_secret_back(secret: int, threshold: int, spare: int, random: Random) -> None:
    shares = split(secret, threshold, range(1, threshold + spare + 1), random.randrange)
    picked = random.sample(sorted(shares), threshold)
    assert join({place: shares[place] for place in picked}) == secret


def test_too_few_shares_say_nothing() -> None:
    """Two secrets lead to the same two shares of three with equally many polynomials: joined, they are wrong."""
    shares = split(42, 3, range(1, 6), Random(1).randrange)
    assert join({place: shares[place] for place in (1, 2)}) != 42


@pytest.mark.parametrize(
    "bad", [(PRIME, 2, [1, 2]), (-1, 2, [1, 2]), (5, 3, [1, 2]), (5, 0, [1]), (5, 1, [0]), (5, 1, [1, 1])]
)
def test_secrets_that_cannot_be_shared_are_refused(bad: tuple[int, int, list[int]]) -> None:
    with pytest.raises(InputError):
        split(*bad)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=50), st.integers(1, 2000))
def test_fixed_point_sums_are_within_half_a_step_a_home(values: list[float], spare: int) -> None:
    numbers = FixedPoint.for_bound(1.0, len(values) + spare)
    coded = numbers.encode(np.array(values))
    total = numbers.decode(coded.sum(dtype=np.uint32).reshape(1))[0]
    assert abs(total - sum(values)) <= len(values) * numbers.step * 0.5 * (1 + 1e-6)


def test_the_largest_sum_does_not_wrap_and_a_larger_entry_is_refused() -> None:
    numbers = FixedPoint.for_bound(1.0, 1000)
    coded = np.full(1000, numbers.encode(np.array([1.0]))[0], np.uint32)
    assert numbers.decode(coded.sum(dtype=np.uint32).reshape(1))[0] == pytest.approx(1000, rel=1e-3)
    assert numbers.most_steps * 1000 <= LARGEST
    for bad in (1.01, -1.01, np.nan, np.inf):
        with pytest.raises(InputError):
            numbers.encode(np.array([0.0, bad]))


def test_a_masked_private_round() -> None:
    """The sum of 45 of 50 homes is the plain sum of the clipped updates, plus noise of at least the promised size."""
    rng = np.random.default_rng(4)
    homes, fewest, bound, deviation = 50, 40, 1.0, 2.0
    updates = [{"value": rng.normal(size=(40, 6)), "bias": rng.normal(size=6)} for _ in range(homes)]
    numbers = numbers_for(bound, deviation, fewest, homes)
    round_ = SecureSum(homes, neighbours=20, threshold=12, seed=1)
    survivors = range(5, homes)
    received = {
        home: round_.masked(
            home, masked_vector(updates[home], bound, deviation, fewest, numbers, SeededDraws(1, 0, home))
        )
        for home in survivors
    }
    found = open_sum(round_, received, numbers, updates[0], fewest)
    clipped = sum(updates[home]["value"] / norm(updates[home]) for home in survivors)
    noise = found["value"] - clipped
    assert found["bias"].shape == (6,)
    assert noise.std() == pytest.approx(deviation * np.sqrt(45 / 40), rel=0.2)
    with pytest.raises(InputError, match="39"):
        open_sum(round_, {home: received[home] for home in range(5, 44)}, numbers, updates[0], fewest)


def test_no_noise_and_no_room() -> None:
    numbers = FixedPoint.for_bound(1.0, 10)
    vector = masked_vector({"value": np.array([0.25, -0.5])}, 1.0, 0.0, 1, numbers, SeededDraws(1))
    np.testing.assert_allclose(numbers.decode(vector), [0.25, -0.5], atol=1e-8)
    with pytest.raises(InputError, match="no Gaussian"):
        masked_vector({"value": np.ones(9)}, 1.0, 0.1, 4, FixedPoint(0.1, 2), SeededDraws(1))
    with pytest.raises(InputError, match="steps"):
        masked_vector({"value": np.ones(9)}, 1.0, 0.0, 1, FixedPoint(1.0, 2), SeededDraws(1))
