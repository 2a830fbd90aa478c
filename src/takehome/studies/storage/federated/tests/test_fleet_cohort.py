"""Who takes part in a round. Authority: Steele, Lea & Flood (2014) for the hash; SciPy's Kolmogorov-Smirnov test."""

import numpy as np
import pytest
from scipy import stats

from takehome.errors import InputError
from takehome.studies.storage.federated.cohort import GOLDEN, Stream, _mixed, gathered, poisson_cohort, uniforms

HOMES = np.arange(20_000)


def test_the_hash_is_that_of_splitmix64() -> None:
    """First outputs of the reference implementation for the seed 1234567 (prng.di.unimi.it/splitmix64.c)."""
    with np.errstate(over="ignore"):
        states = np.uint64(1234567) + GOLDEN * np.arange(1, 4, dtype=np.uint64)
    assert _mixed(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.parametrize("stream", list(Stream))
def test_numbers_are_uniform_over_homes_rounds_and_seeds(stream: Stream) -> None:
    """Along each key alone; the seeds are fixed, so this passes or fails for good."""
    over_homes = uniforms(1, 2, HOMES, stream)
    over_rounds = np.concatenate([uniforms(1, round_, HOMES[:1], stream) for round_ in range(3_000)])
    over_seeds = np.concatenate([uniforms(seed, 2, HOMES[:1], stream) for seed in range(3_000)])
    for numbers in (over_homes, over_rounds, over_seeds):
        assert stats.kstest(numbers, "uniform").pvalue > 0.001
        assert 0 <= numbers.min() <= numbers.max() < 1


def test_streams_rounds_and_seeds_do_not_know_each_other() -> None:
    """Correlations of 20,000 pairs stay within 4 standard errors of 0."""
    first = uniforms(1, 2, HOMES, Stream.COHORT)
    others = [uniforms(1, 2, HOMES, Stream.DROP_OUT), uniforms(1, 3, HOMES, 1), uniforms(2, 2, HOMES, 1)]
    for other in (*others, uniforms(1, 2, HOMES + 1, Stream.COHORT)):
        assert abs(np.corrcoef(first, other)[0, 1]) < 4 / np.sqrt(len(HOMES))


def test_a_draw_depends_on_its_keys_alone() -> None:
    """Not on the order of homes, nor on which others are drawn, nor on the size of the fleet."""
    order = np.random.default_rng(0).permutation(len(HOMES))
    whole = uniforms(5, 7, HOMES, Stream.COHORT)
    assert np.array_equal(uniforms(5, 7, order, Stream.COHORT), whole[order])
    assert np.array_equal(uniforms(5, 7, HOMES[100:110], Stream.COHORT), whole[100:110])
    small, large = poisson_cohort(5, 7, 1_000, 0.1), poisson_cohort(5, 7, 9_000, 0.1)
    assert np.array_equal(small, large[large < 1_000])


def test_each_home_comes_by_its_own_coin() -> None:
    """The number varies as a binomial one does; with a share of 1 all come."""
    sizes = [len(poisson_cohort(0, round_, 1_000, 0.1)) for round_ in range(400)]
    assert np.mean(sizes) == pytest.approx(100, abs=4 * np.sqrt(90 / 400))
    assert np.var(sizes) == pytest.approx(90, rel=0.3)
    assert np.array_equal(poisson_cohort(0, 0, 50, 1.0), np.arange(50))


def test_drop_outs_and_stragglers_change_nobody_elses_draws() -> None:
    """The same homes are asked, and those that answer answer without them as well."""
    calm, rough = gathered(3, 4, 5_000, 0.2), gathered(3, 4, 5_000, 0.2, dropout=0.3, stragglers=0.2)
    assert np.array_equal(calm.asked, rough.asked)
    assert np.array_equal(calm.answered, calm.asked)
    together = np.sort(np.concatenate([rough.answered, rough.dropped, rough.late]))
    assert np.array_equal(together, rough.asked)
    assert len(rough.dropped) / len(rough.asked) == pytest.approx(0.3, abs=0.06)
    assert len(rough.late) / len(rough.asked) == pytest.approx(0.7 * 0.2, abs=0.05)
    only_lost = gathered(3, 4, 5_000, 0.2, dropout=0.3)
    assert np.array_equal(only_lost.dropped, rough.dropped)


@pytest.mark.parametrize(
    ("homes", "share", "lost"), [(0, 0.1, 0.0), (5, 0.0, 0.0), (5, 1.5, 0.0), (5, 0.5, 1.0), (5, 0.5, -0.1)]
)
def test_what_cannot_be_is_refused(homes: int, share: float, lost: float) -> None:
    """No home, no share, or everybody lost."""
    with pytest.raises(InputError):
        gathered(0, 0, homes, share, dropout=lost)
