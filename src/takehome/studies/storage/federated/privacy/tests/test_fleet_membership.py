"""Membership attack: oracles are scores whose true advantage is known, and a model that has seen nobody."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.federated import promising
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.fitting import draw
from takehome.studies.storage.federated.privacy.membership import (
    advantage,
    membership_attack,
    membership_scores,
    most_advantage,
    table_residuals,
)
from takehome.studies.storage.federated.privacy.priced import Price
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import LocalSettings, initial, local_step
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic


def test_scores_of_known_advantage() -> None:
    """Normal scores one deviation apart: the best threshold has advantage 2 Φ(1/2) − 1 = .383."""
    rng = np.random.default_rng(1)
    found = advantage(rng.normal(1, 1, 4000), rng.normal(0, 1, 4000))
    assert found.advantage == pytest.approx(2 * norm.cdf(0.5) - 1, abs=0.03)
    assert found.low < found.advantage < found.high


def test_no_difference_is_no_advantage_on_average() -> None:
    """A threshold judged on the homes that chose it would have an advantage of about .1 with 150 of each."""
    rng = np.random.default_rng(2)
    many = [advantage(rng.normal(size=150), rng.normal(size=150), seed=i) for i in range(40)]
    values = np.array([one.advantage for one in many])
    assert abs(values.mean()) < 3 * values.std() / math.sqrt(len(values)) + 0.005
    assert np.mean([one.low <= 0 <= one.high for one in many]) >= 0.8


def test_certainty() -> None:
    found = advantage(np.arange(100.0) + 200, np.arange(100.0))
    assert found.advantage == pytest.approx(1, abs=0.03)


def test_a_table_fits_the_home_that_it_learned_from() -> None:
    """Residuals of six tables, each of one home, on all six homes: lowest where table and home belong together."""
    homes, settings = semi_synthetic(6, own_days=7, judged_days=2), LocalSettings(passes=20)
    given = initial(settings)
    residuals, rows = table_residuals(homes, True), []
    for home in range(len(homes)):
        learned = {"value": given["value"] + local_step(homes.take([home]), given, settings).update["value"]}
        rows.append(np.log(residuals(learned)))
    fits = np.array(rows)
    apart = fits - fits.mean(axis=0)
    assert np.trace(apart) / 6 < -0.02


def test_a_table_of_a_few_homes_gives_its_members_away() -> None:
    """The attack is no blunt tool: against a reference from other homes it finds the members of small fleets."""
    few, settings = 5, FleetSettings(rounds=5, cohort=1.0)
    homes = semi_synthetic(20 * few + 30, own_days=5, judged_days=3, seed=1)
    reference = train(homes.take(np.arange(20 * few, len(homes))), settings).shared
    inside, outside = [], []
    for first in range(0, 20 * few, 2 * few):
        members, outsiders = (homes.take(np.arange(start, start + few)) for start in (first, first + few))
        shared = train(members, settings).shared
        inside.append(membership_scores([shared], members, reference)[0])
        outside.append(membership_scores([shared], outsiders, reference)[0])
    assert advantage(np.concatenate(inside), np.concatenate(outside)).low > 0


@pytest.mark.parametrize("battery", [None, Battery(8.0, 2.0)])
def test_the_study_attacks_with_a_reference_of_other_homes(battery: Battery | None) -> None:
    """Oracle: each model attacked alone, against a table of homes that are neither members nor outsiders."""
    asked = Asked(own_days=2, judged_days=3, epsilon=8.0, battery=battery)
    members, outsiders = draw(30, asked)
    shared = train(members, FleetSettings(rounds=2, cohort=1.0)).shared
    start = initial(LocalSettings())
    trainings = (Price(math.inf, 0.0, {}, shared), Price(8.0, 1.0, {}, start), Price(2.0, 1.0, {}, start))
    found = promising.attacks(trainings, asked, members, outsiders)
    assert [one.noise for one in found] == [False, True]
    reference = promising.reference_table(asked, members)
    for one, model in zip(found, (shared, start), strict=True):
        alone = membership_attack(model, members, outsiders, reference=reference)
        assert (one.advantage, one.low, one.high) == (alone.advantage, alone.low, alone.high)
    assert (reference["value"] != shared["value"]).any()
    assert promising.attacks(trainings, asked, members, None) == ()


def test_a_model_of_nobody_knows_nobody() -> None:
    homes = semi_synthetic(400, own_days=4, judged_days=4)
    found = membership_attack(initial(LocalSettings()), homes.take(np.arange(200)), homes.take(np.arange(200, 400)))
    assert found.low <= 0.05
    assert abs(found.advantage) < 0.15
    assert (found.members, found.outsiders) == (200, 200)


def test_the_ceiling_of_any_attack() -> None:
    assert most_advantage(math.inf, 1e-5) == 1
    assert most_advantage(1e-9, 0) == pytest.approx(0, abs=1e-8)
    assert most_advantage(8, 1e-5) == pytest.approx((math.e**8 - 1 + 2e-5) / (math.e**8 + 1))


@pytest.mark.parametrize(("members", "outsiders"), [(np.ones(5), np.ones(50)), (np.full(50, np.nan), np.ones(50))])
def test_what_says_nothing_is_refused(members: np.ndarray, outsiders: np.ndarray) -> None:
    with pytest.raises(InputError):
        advantage(members, outsiders)
