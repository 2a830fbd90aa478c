"""Learning with a network in a home: frozen arrays, seeds, blocks, and a world whose optimum is known."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.deep.freeze import CHOICES, trainable
from takehome.studies.storage.federated.deep.home import initial_networks, learn_seeds
from takehome.studies.storage.federated.deep.network import ARRAYS, SHAPES
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.tests.fleet_deep_worlds import two_price_homes
from takehome.studies.storage.federated.deep.walking import savings, savings_of_each, savings_of_many
from takehome.studies.storage.federated.ledger import SHAPES as MAY_LEAVE
from takehome.studies.storage.homes.bound import optimum
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

pytest.importorskip("jax")
pytest.importorskip("optax")

SHORT = DeepSettings(refreshes=2, steps=4)


def test_network_has_the_declared_shapes() -> None:
    """The ledger lets nothing else leave a home."""
    assert dict(SHAPES) == {name: tuple(shape) for name, shape in MAY_LEAVE["deep"].items()}
    assert {name: array.shape[1:] for name, array in initial_networks(2).items()} == SHAPES


@pytest.mark.parametrize("choice", CHOICES)
def test_frozen_arrays_stay_bit_equal(choice: str) -> None:
    """What is not trained comes back as it was; what is trained has changed."""
    home, given = two_price_homes(own_days=3), initial_networks(1)
    learned = learn_seeds(given, home, SHORT, trainable(choice))
    for name in ARRAYS:
        assert np.array_equal(learned[name], given[name]) == (name not in trainable(choice)), name


def test_two_price_world_is_solved() -> None:
    """Oracle: the exact optimum; buy all morning, sell all afternoon. At least 97 % of it, from each of two starts."""
    home = two_price_homes()
    learned = learn_seeds(initial_networks(2), home, DeepSettings(refreshes=10, steps=60, rate=3e-3))
    assert (savings_of_many(learned, home) / optimum(home) >= 0.97).all()


def test_same_seed_same_bits() -> None:
    """And another seed draws other hours."""
    home, given = two_price_homes(own_days=3), initial_networks(1)
    first, again, other = (learn_seeds(given, home, SHORT, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in ARRAYS)
    assert not np.array_equal(first["market"], other["market"])


def test_seeds_do_not_see_each_other() -> None:
    """A network that learns beside others is the network that learns alone."""
    home, given = two_price_homes(own_days=3), initial_networks(3)
    beside = learn_seeds(given, home, SHORT)
    alone = learn_seeds({name: array[:1] for name, array in given.items()}, home, SHORT)
    assert all(np.array_equal(beside[name][:1], alone[name]) for name in ARRAYS)


def test_savings_do_not_depend_on_the_block() -> None:
    """70 homes are two blocks; the first ten alone are one."""
    homes = semi_synthetic(70, 3, judged_days=2)
    network = {name: array[0] for name, array in initial_networks(1, seed=5).items()}
    whole = savings(network, homes)
    np.testing.assert_allclose(whole[:10], savings(network, homes.take(np.arange(10))), atol=1e-6)
    each = {name: np.broadcast_to(array, (70, *array.shape)) for name, array in network.items()}
    np.testing.assert_allclose(whole, savings_of_each(each, homes), atol=1e-6)


def test_unknown_names_are_refused() -> None:
    """By what was asked, and what there is."""
    with pytest.raises(InputError, match="head only"):
        trainable("the middle")
    with pytest.raises(InputError, match="heads_bias"):
        learn_seeds(initial_networks(1), two_price_homes(own_days=3), SHORT, ("neck",))
    with pytest.raises(InputError, match="adam"):
        learn_seeds(initial_networks(1), two_price_homes(own_days=3), DeepSettings(optimiser="luck"))
