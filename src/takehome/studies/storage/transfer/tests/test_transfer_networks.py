"""Networks from house to house: frozen arrays stay bit for bit, equal seeds give equal results, no day no change."""

import numpy as np
import pytest

pytest.importorskip("jax")
pytest.importorskip("optax")

from takehome.studies.storage.federated.deep.freeze import CHOICES
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.transfer import scenario
from takehome.studies.storage.transfer.learner import with_local_days
from takehome.studies.storage.transfer.networks import NetworkLearner
from takehome.studies.storage.transfer.reading import pair_of
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.windows import Stretches, draw

QUICK = DeepSettings(refreshes=2, steps=5, batch=16)


@pytest.fixture(scope="module")
def stretches() -> Stretches:
    return draw(pair_of(scenario.house_twins(0).table, None, None).target, 2, 0)


@pytest.fixture(scope="module")
def learner(stretches: Stretches) -> NetworkLearner:
    source = pair_of(scenario.house_twins(0).table, None, None).source
    made = NetworkLearner(source, stretches, Settings(seeds=2, deep=True), QUICK, QUICK)
    made.choices = ("head only",)  # each choice is a program of its own that takes seconds to compile
    return made


def test_what_is_frozen_stays_bit_for_bit(stretches: Stretches, learner: NetworkLearner) -> None:
    """The freeze grid's own definition is the authority: arrays that a choice does not name are the source's."""
    found = learner.policies(with_local_days(stretches.homes, 3))
    for choice in learner.choices:
        for name, array in found[choice].items():
            same = np.array_equal(array, found["as is"][name])
            assert same == (name not in CHOICES[choice]), (choice, name)


def test_without_own_days_nothing_is_learned(stretches: Stretches, learner: NetworkLearner) -> None:
    none = with_local_days(stretches.homes, 0)
    as_is = learner.transferred(none, None)
    np.testing.assert_array_equal(learner.transferred(none, "head only"), as_is)
    assert not np.array_equal(learner.transferred(with_local_days(stretches.homes, 3), "head only"), as_is)


def test_the_same_seed_gives_the_same_networks(stretches: Stretches, learner: NetworkLearner) -> None:
    own = with_local_days(stretches.homes, 2)
    np.testing.assert_array_equal(learner.scratch(own), learner.scratch(own))
    assert len(set(learner.scratch(own).tolist())) == 2
