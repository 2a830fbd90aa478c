"""Noise for a promise, and the promise of a run; authority: figures of dp-accounting 0.6.0, noted beforehand."""

from __future__ import annotations

import logging
import math

import pytest

from takehome.errors import InputError, MissingExtra
from takehome.studies.storage.federated.privacy import accounting
from takehome.studies.storage.federated.privacy.accounting import epsilon_of, noise_multiplier, promise
from takehome.studies.storage.federated.privacy.terms import Privacy

pytest.importorskip("dp_accounting")
DELTA = 1e-5


def test_the_noise_that_the_issue_asks_for() -> None:
    assert noise_multiplier(8, DELTA, 0.1, 100) == pytest.approx(0.99, abs=0.02)


@pytest.mark.parametrize(
    ("share", "rounds", "epsilon", "noise", "tight"),
    [
        (0.01, 100, 2, 0.83, 1.35),
        (0.1, 100, 2, 2.42, 1.81),
        (0.1, 100, 8, 0.99, 7.13),
        (0.1, 30, 2, 1.63, 1.76),
        (1.0, 30, 2, 11.77, 1.84),
        (1.0, 30, 8, 3.49, 7.44),
    ],
)
def test_reference_table(share: float, rounds: int, epsilon: float, noise: float, tight: float) -> None:
    found = noise_multiplier(epsilon, DELTA, share, rounds)
    assert found == pytest.approx(noise, abs=0.006)
    assert epsilon_of(found, DELTA, share, rounds) <= epsilon
    assert epsilon_of(found, DELTA, share, rounds, account="pld") == pytest.approx(tight, abs=0.011)


def test_without_amplification_the_noise_is_six_times_as_much() -> None:
    assert noise_multiplier(8, DELTA, 0.1, 100, amplified=False) == pytest.approx(6.38, abs=0.01)
    assert epsilon_of(0.99, DELTA, 0.1, 100, amplified=False) == pytest.approx(97.6, abs=0.1)


def test_one_release_without_sampling_is_the_gaussian_mechanism() -> None:
    """Against the exact delta of the Gaussian mechanism (Balle & Wang 2018, theorem 8)."""
    from scipy.stats import norm

    epsilon = epsilon_of(3.73, DELTA, 1.0, 1, account="pld")
    shift = 1 / 3.73
    exact = norm.cdf(shift / 2 - epsilon / shift) - math.exp(epsilon) * norm.cdf(-shift / 2 - epsilon / shift)
    assert exact == pytest.approx(DELTA, rel=0.01)


def test_a_secret_cohort_is_needed_for_amplification() -> None:
    known = promise(Privacy(8, clip=1.0, secret_cohort=False), 0.1, 100)
    assert not known.amplified
    assert known.noise_multiplier == pytest.approx(6.38, abs=0.01)
    assert "every round" in known.label
    assert not promise(Privacy(8, clip=1.0, poisson=False), 0.1, 100).amplified


def test_a_promise_says_what_it_is_about() -> None:
    found = promise(Privacy(2, clip=1.0), 0.1, 100)
    assert found.amplified
    assert found.hypothetical
    assert "add or remove one home" in found.label
    assert "hypothetical" in found.label
    assert found.epsilon == pytest.approx(2, abs=0.01)
    assert found.epsilon_tight < found.epsilon < found.epsilon_if_known
    assert found.epsilon_if_known == epsilon_of(found.noise_multiplier, DELTA, 1.0, 100)
    assert "hypothetical" not in promise(Privacy(2, clip=1.0, simulation=False), 0.1, 100).label


@pytest.mark.parametrize(
    "broken",
    [{"clip_enforced": False}, {"fixed_denominator": False}, {"uniform_weights": False}, {"visits": "sent"}],
)
def test_epsilon_is_refused_where_a_condition_fails(broken: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        promise(Privacy(8, clip=1.0, **broken), 0.1, 100)
    assert next(iter(broken)) in refused.value.saw


@pytest.mark.parametrize("delta", [1.0, 2.0, 0.0, -1e-5, math.nan])
def test_delta_must_be_a_probability(delta: float) -> None:
    with pytest.raises(InputError, match="delta"):
        noise_multiplier(8, delta, 0.1, 100)
    with pytest.raises(InputError, match="delta"):
        Privacy(8, clip=1.0, delta=delta)


@pytest.mark.parametrize(
    ("epsilon", "share", "rounds"), [(0, 0.1, 9), (-1, 0.1, 9), (math.nan, 0.1, 9), (1, 0, 9), (1, 1.5, 9), (1, 0.1, 0)]
)
def test_bad_plans_are_refused(epsilon: float, share: float, rounds: int) -> None:
    with pytest.raises(InputError):
        noise_multiplier(epsilon, DELTA, share, rounds)


@pytest.mark.parametrize("terms", [{"clip": 0.0}, {"clip": math.inf}, {"noise_adder": "nobody"}, {"visits": "maybe"}])
def test_bad_terms_are_refused(terms: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Privacy(**{"epsilon": 8, "clip": 1.0, **terms})


def test_no_promise_needs_no_noise() -> None:
    assert noise_multiplier(math.inf, DELTA, 0.1, 100) == 0
    assert epsilon_of(0, DELTA, 0.1, 100) == math.inf


def test_the_library_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        epsilon_of(0.97, DELTA, 0.1, 37)
    assert not caplog.records


def test_without_the_extra_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounting, "available", lambda: False)
    with pytest.raises(MissingExtra) as missing:
        epsilon_of(1.2345, DELTA, 0.1, 3)
    assert missing.value.try_next == "pip install 'takehome[fleet]'"
