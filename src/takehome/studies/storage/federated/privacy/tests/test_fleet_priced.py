"""The price of a promise: the engine's own trainings; oracle: the same training asked for directly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.privacy.priced import Price, lost_a_year, priced
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

pytest.importorskip("dp_accounting")
SETTINGS = FleetSettings(rounds=2, cohort=0.5)
TERMS = Privacy(8, clip=0.2)
WAYS = {"sum": lambda shared: np.full(3, shared["value"].sum())}


def test_each_promise_is_a_training_of_its_own() -> None:
    homes = semi_synthetic(30, own_days=3, judged_days=2)
    free, tight, tighter = priced(homes, SETTINGS, TERMS, WAYS, epsilons=(math.inf, 8.0, 1.0))
    assert free.noise_multiplier == 0 < tight.noise_multiplier < tighter.noise_multiplier
    np.testing.assert_array_equal(free.shared["value"], train(homes, SETTINGS).shared["value"])
    assert free.saved["sum"] == pytest.approx(free.shared["value"].sum())
    assert (tight.shared["value"] != tighter.shared["value"]).any()


def test_money_lost_a_year() -> None:
    prices = [Price(math.inf, 0.0, {"federated": 20.0}, {}), Price(8.0, 1.0, {"federated": 19.0}, {})]
    assert lost_a_year(prices, "federated", 28.0) == pytest.approx({math.inf: 0.0, 8.0: 365.25 / 28})
    with pytest.raises(InputError):
        lost_a_year(prices[1:], "federated", 28.0)


@pytest.mark.parametrize("epsilons", [(), (8.0, 0.0), (-1.0,)])
def test_no_price_for_no_promise(epsilons: tuple[float, ...]) -> None:
    with pytest.raises(InputError):
        priced(semi_synthetic(3, own_days=3, judged_days=2), SETTINGS, TERMS, WAYS, epsilons=epsilons)
