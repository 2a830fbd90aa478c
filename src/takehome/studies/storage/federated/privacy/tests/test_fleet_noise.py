"""Noise: oracle for the discrete Gaussian: its definition, summed; for draws: chi-square and moments, seeded."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
from scipy.stats import chisquare, kstest

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy import randomness
from takehome.studies.storage.federated.privacy.noise import add_noise, discrete_gaussian, share_of_noise
from takehome.studies.storage.federated.privacy.randomness import SeededDraws, SystemDraws, draws


def exact(variance: float, reach: int) -> tuple[np.ndarray, np.ndarray]:
    places = np.arange(-reach, reach + 1)
    weights = np.exp(-(places**2) / (2 * variance))
    return places, weights / weights.sum()


@pytest.mark.parametrize("deviation", [1.0, 2.0, 3.0])
def test_the_discrete_gaussian_has_its_probabilities(deviation: float) -> None:
    drawn = discrete_gaussian(40_000, deviation, SeededDraws(5))
    places, wanted = exact(deviation**2, round(4 * deviation))
    counts = np.array([(drawn == place).sum() for place in places], float)
    inside = counts.sum()
    assert chisquare(counts, wanted * inside).pvalue > 1e-3


@pytest.mark.parametrize("deviation", [0.5, 7.3, 900.0, 10_000.0])
def test_the_discrete_gaussian_has_its_variance(deviation: float) -> None:
    """Variance as by definition, at most that of the Gaussian (Canonne, Kamath & Steinke 2020, corollary 9)."""
    count = 40_000
    drawn = discrete_gaussian(count, deviation, SeededDraws(6)).astype(float)
    rounded_up = math.ceil(deviation**2)
    wanted = rounded_up
    if deviation < 100:
        places, weights = exact(rounded_up, 200)
        wanted = float((weights * places**2).sum())
    assert wanted <= rounded_up * (1 + 1e-9)
    assert drawn.var() == pytest.approx(wanted, rel=5 * math.sqrt(2 / count))
    assert abs(drawn.mean()) < 5 * math.sqrt(wanted / count)


def test_the_operating_system_draws_as_evenly() -> None:
    source = SystemDraws()
    assert kstest(source.normal((4000,)), "norm").pvalue > 1e-6
    counts = np.bincount(source.below(np.full(7000, 7)), minlength=7)
    assert chisquare(counts).pvalue > 1e-6
    assert discrete_gaussian(2000, 3.0, source).std() == pytest.approx(3.0, abs=0.4)


def test_a_deployment_has_no_seed() -> None:
    """Its draws differ from one to the next, and nothing of it takes or keeps a seed."""
    one, two = draws(simulation=False), draws(simulation=False)
    assert not one.seeded
    assert (one.normal((8,)) != two.normal((8,))).all()
    assert "seed" not in inspect.signature(SystemDraws).parameters
    assert vars(one) == {}
    with pytest.raises(InputError, match="seed"):
        draws(simulation=False, seed=3)
    with pytest.raises(InputError, match="seed"):
        draws(simulation=True)


def test_nothing_of_the_draws_is_logged() -> None:
    source = inspect.getsource(randomness)
    assert "logging" not in source
    assert "print(" not in source


def test_a_simulation_repeats_itself_by_seed_and_round() -> None:
    first = draws(True, seed=3, round_=4).normal((5,))
    assert (first == draws(True, seed=3, round_=4).normal((5,))).all()
    assert (first != draws(True, seed=3, round_=5).normal((5,))).all()
    assert (first != draws(True, seed=4, round_=4).normal((5,))).all()


def test_noise_on_the_sum() -> None:
    total = {"value": np.ones((200, 50)), "bias": np.zeros(10_000)}
    noisy = add_noise(total, 2.0, SeededDraws(1))
    assert (noisy["value"] - 1).std() == pytest.approx(2.0, rel=0.04)
    assert noisy["bias"].std() == pytest.approx(2.0, rel=0.04)
    assert (add_noise(total, 0.0, SeededDraws(1))["value"] == 1).all()
    other_order = {name: total[name] for name in reversed(total)}
    assert (add_noise(other_order, 2.0, SeededDraws(1))["value"] == noisy["value"]).all()


def test_shares_of_noise_make_up_for_those_who_drop_out() -> None:
    """With exactly the fewest homes the noise is as promised, with more it is more."""
    share = share_of_noise(6.0, 90)
    assert math.sqrt(90) * share == pytest.approx(6.0)
    assert math.sqrt(100) * share > 6.0
    with pytest.raises(InputError):
        share_of_noise(6.0, 0)


@pytest.mark.parametrize("deviation", [0.0, -1.0, 1e5, np.nan])
def test_noise_that_cannot_be_drawn_is_refused(deviation: float) -> None:
    with pytest.raises(InputError):
        discrete_gaussian(3, deviation, SeededDraws(1))


@pytest.mark.parametrize("deviation", [-1.0, np.nan, np.inf])
def test_noise_that_is_none_is_refused(deviation: float) -> None:
    with pytest.raises(InputError):
        add_noise({"value": np.zeros(2)}, deviation, SeededDraws(1))
