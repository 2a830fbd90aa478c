"""Rounds with a network over a fleet, what leaves the homes, and what homes make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.storage.federated.deep import personal, server
from takehome.studies.storage.federated.deep.engine import cohort_sum, summed, train
from takehome.studies.storage.federated.deep.network import FEATURE_LAYERS
from takehome.studies.storage.federated.deep.sight import CLOCK, Sight, judged
from takehome.studies.storage.federated.deep.walking import planned_savings, walked
from takehome.studies.storage.federated.ledger import declared
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import initial, local_step, shared_names
from takehome.studies.storage.homes.expected_plan_kernels import EVERY
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

pytest.importorskip("jax")
pytest.importorskip("optax")

SETTINGS = FleetSettings(learner="deep", rounds=2, cohort=0.5, personal=False)


@pytest.fixture(scope="module")
def homes() -> Homes:
    return semi_synthetic(70, 3, judged_days=2, seed=2)


def test_one_and_two_threads_give_the_same_bits(homes: Homes) -> None:
    """Blocks are fixed and added in order."""
    one, two = (train(homes, SETTINGS, threads=threads) for threads in (1, 2))
    assert all(np.array_equal(one.shared[name], two.shared[name]) for name in one.shared)
    assert one.rounds == two.rounds


def test_the_round_is_the_sum_of_what_homes_do_alone(homes: Homes) -> None:
    """Oracle: `local_step`, home by home, as Flower's clients run it."""
    start, chosen = initial(SETTINGS.local, 0), np.array([3, 40, 69])
    together = cohort_sum(start, start, Sight.of(homes), chosen, SETTINGS, 1)
    alone = [local_step(homes.take(np.array([i])), start, SETTINGS.local, 0, 1).update for i in chosen]
    for name in start:
        np.testing.assert_allclose(together.total[name], sum(one[name].astype(float) for one in alone), atol=1e-6)
    assert together.homes == 3


def test_proximity_holds_a_home_back(homes: Homes) -> None:
    """FedProx: with a strong pull a home moves less far from what it was given."""
    start = initial(SETTINGS.local)
    free, held = (
        local_step(homes.take(np.array([5])), start, replace(SETTINGS.local, proximity=pull)).update
        for pull in (0.0, 5.0)
    )
    lengths = [np.sqrt(sum((one**2).sum() for one in update.values())) for update in (free, held)]
    assert 0 < lengths[1] < lengths[0]


def test_a_personal_head_never_leaves(homes: Homes) -> None:
    """With FedPer the ledger holds the feature layers alone, and a home's step returns nothing else."""
    settings = FleetSettings(learner="deep", rounds=1, cohort=0.2, personal=True)
    trained = train(homes, settings)
    assert set(trained.shared) == set(trained.ledger.tensors) == set(FEATURE_LAYERS)
    trained.ledger.check(declared("deep", personal=("heads", "heads_bias")))
    assert shared_names(settings.local) == FEATURE_LAYERS  # what a home's step returns


def test_a_broken_update_is_left_out() -> None:
    """A number that is not finite does not reach the sum; a bound shortens what is longer."""
    found = {"bias": np.array([[3.0, 4.0], [np.nan, 1.0], [0.3, 0.4]])}
    whole, clipped = summed(found, None), summed(found, 1.0)
    np.testing.assert_allclose(whole.total["bias"], [3.3, 4.4])
    np.testing.assert_allclose(clipped.total["bias"], [0.9, 1.2])
    np.testing.assert_allclose(clipped.after, [1.0, 0.0, 0.5])
    assert whole.homes == clipped.homes == 2


def test_a_silent_network_earns_what_the_plan_earns(homes: Homes) -> None:
    """Oracle: the walk by the plan's own worth."""
    silent = {name: np.zeros_like(array) for name, array in initial(SETTINGS.local).items()}
    _, base = judged(homes)
    np.testing.assert_allclose(planned_savings(silent, homes), walked(base.astype(float), homes), atol=1e-9)


def test_the_network_does_not_see_the_clock(homes: Homes) -> None:
    """The hour and the weekday change nothing in what the plan's worth takes the place of.

    They move by a multiple of the hours that a plan is kept for, since the clock says when one is made.
    """
    hours = Sight.of(homes).hours(np.arange(4))
    homes_later = semi_synthetic(70, 3, judged_days=2, seed=2)
    homes_later.hour[:] = (homes_later.hour + 2 * EVERY) % 24
    homes_later.day[:] += 3
    later = Sight.of(homes_later).hours(np.arange(4))
    np.testing.assert_array_equal(hours.seen, later.seen)
    np.testing.assert_allclose(hours.seen[..., CLOCK] + 0.6, np.diff(hours.base, axis=-1) * 5, atol=1e-5)


def test_a_home_chooses_by_its_own_hours(homes: Homes) -> None:
    """The ways, their shapes, the plan as the first of them; what is held out does not see what is judged."""
    few = homes.take(np.arange(6))
    network = initial(SETTINGS.local)
    layers = {name: network[name] for name in FEATURE_LAYERS}  # with FedPer there is no head but the common start
    found = personal.own_ways(layers, few)
    np.testing.assert_allclose(found.saved[:, personal.PLANNED], walked(judged(few)[1].astype(float), few))
    np.testing.assert_allclose(found.saved[:, personal.SHARED], planned_savings(network, few), atol=1e-9)
    assert found.held_out.shape == (6, personal.WAYS)
    assert (found.chosen == personal.LEARNED_ON).all()  # 3 own days are too few to choose by
    np.testing.assert_array_equal(found.personalised, found.saved[:, personal.LEARNED_ON])
    weeks = replace(found, days=np.full(6, 14.0))
    np.testing.assert_array_equal(weeks.held_out[np.arange(6), weeks.chosen], found.held_out.max(axis=1))
    few.net_kwh[:, few.judged :] += 1
    np.testing.assert_array_equal(personal.own_ways(layers, few).held_out, found.held_out)


def test_the_server_moves_as_adam_does() -> None:
    """Oracle: optax, whose Adam is given the mean updates as gradients; in the end, the mean of the last third."""
    optax = pytest.importorskip("optax")
    rng, rounds = np.random.default_rng(0), 6
    shared = {"bias": rng.normal(size=5).astype(np.float32)}
    rule = optax.adam(server.RATE, server.FIRST, server.SECOND, server.TINY)
    wanted, state, memory, passed = shared, rule.init(shared), server.blank(shared), []
    for _ in range(rounds):
        mean = {"bias": rng.normal(size=5) * 0.01}
        shared, memory = server.moved(shared, mean, memory)
        passed.append(shared)
        change, state = rule.update({"bias": np.asarray(-mean["bias"], np.float32)}, state)
        wanted = optax.apply_updates(wanted, change)
    np.testing.assert_allclose(shared["bias"], wanted["bias"], atol=1e-6)
    np.testing.assert_allclose(server.steady(passed)["bias"], (passed[4]["bias"] + passed[5]["bias"]) / 2, atol=1e-6)
