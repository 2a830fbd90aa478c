"""The in-process engine. Oracles: the homes' own local steps, combined in NumPy; `privacy/clipping.py`."""

from dataclasses import replace

import numba
import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.correction_kernels import BLOCK
from takehome.studies.storage.federated.engine import Fleet, Trained, one_round, train
from takehome.studies.storage.federated.privacy.clipping import clip, norm
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import LocalResult, initial, local_step
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

N = 2 * BLOCK + 5
HOMES = semi_synthetic(N, own_days=2, judged_days=1, seed=8)
FLEET = Fleet.of(HOMES)
GIVEN = {"value": np.random.default_rng(2).normal(0, 0.05, initial(FleetSettings().local)["value"].shape)}
GIVEN["value"][:, 0] = 0
NO_PROMISE = Privacy(float("inf"), clip=0.3)


def _results(homes: Homes, settings: FleetSettings) -> list[LocalResult]:
    return [local_step(homes.take(np.array([i])), GIVEN, settings.local) for i in range(len(homes))]


@pytest.mark.parametrize("settings", [FleetSettings(), FleetSettings(strategy="fedprox", proximity=0.5, passes=2)])
def test_a_round_is_the_visit_weighted_mean_of_local_steps(settings: FleetSettings) -> None:
    """Each cell moves by the mean update, weighted by the visits of the cell; cells that nobody saw stay."""
    members = np.arange(0, N, 2)
    after, rows = one_round(GIVEN, FLEET, members, settings, 0, 0.0)
    results = _results(HOMES.take(members), settings)
    visits = sum(one.visits for one in results)
    total = sum(one.visits[:, None] * one.update["value"] for one in results)
    wanted = GIVEN["value"] + total / np.maximum(visits, 1)[:, None]
    assert after["value"] == pytest.approx(wanted, abs=1e-13)
    assert np.array_equal(after["value"][visits == 0], GIVEN["value"][visits == 0])
    lengths = [norm(one.update) for one in results]
    assert rows[0].norm_before == pytest.approx((np.median(lengths), max(lengths)))
    assert [row.tensor for row in rows] == ["value", "visits"]
    assert rows[0].homes == len(members)


def test_a_private_round_clips_each_home_and_divides_by_the_expected_number() -> None:
    """Whoever came: 10 of 69 here, of whom 6.9 were expected."""
    settings = FleetSettings(cohort=0.1, server_rate=2.0, privacy=NO_PROMISE)
    members = np.arange(10)
    after, rows = one_round(GIVEN, FLEET, members, settings, 0, 0.0)
    clipped = [clip(one.update, NO_PROMISE.clip) for one in _results(HOMES.take(members), settings)]
    wanted = GIVEN["value"] + 2.0 * sum(one[0]["value"] for one in clipped) / (0.1 * N)
    assert after["value"] == pytest.approx(wanted, abs=1e-7)
    assert rows[0].clipped_share == np.mean([one[1] > NO_PROMISE.clip for one in clipped]) > 0
    assert rows[0].norm_after[1] == pytest.approx(NO_PROMISE.clip)
    assert [row.tensor for row in rows] == ["value"]


def test_noise_is_drawn_by_seed_and_round_and_has_the_size_that_was_promised() -> None:
    """Standard deviation of the noise in the sum: multiplier times clip bound."""
    settings = FleetSettings(cohort=1.0, privacy=Privacy(8.0, clip=0.3))
    members = np.arange(N)
    without, _ = one_round(GIVEN, FLEET, members, settings, 3, 0.0)
    one, rows = one_round(GIVEN, FLEET, members, settings, 3, 2.0)
    again, _ = one_round(GIVEN, FLEET, members, settings, 3, 2.0)
    later, _ = one_round(GIVEN, FLEET, members, settings, 4, 2.0)
    noise = (one["value"] - without["value"]) * N
    assert np.array_equal(one["value"], again["value"])
    assert not np.array_equal(one["value"], later["value"])
    assert noise.std() == pytest.approx(2.0 * 0.3, rel=0.1)
    assert rows[0].noise_sd == pytest.approx(0.6)


def test_a_fleet_of_one_home_learns_as_that_home() -> None:
    """And so does a fleet of homes that are all alike."""
    home, settings = HOMES.take(np.array([7])), FleetSettings(rounds=3, cohort=1.0)
    alone = initial(settings.local)
    for number in range(3):
        alone = {"value": alone["value"] + local_step(home, alone, settings.local, 0, number).update["value"]}
    for fleet in (home, HOMES.take(np.full(40, 7))):
        assert train(fleet, settings).shared["value"] == pytest.approx(alone["value"], abs=1e-12)


def _trained(threads: int, settings: FleetSettings) -> Trained:
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        return train(HOMES, settings)
    finally:
        numba.set_num_threads(before)


@pytest.mark.parametrize("privacy", [None, Privacy(8.0, clip=0.3)])
def test_the_number_of_threads_changes_no_bit(privacy: Privacy | None) -> None:
    """One and as many as there are; shared arrays, records and ledger."""
    settings = FleetSettings(rounds=3, cohort=0.7, dropout=0.1, privacy=privacy)
    one, many = _trained(1, settings), _trained(numba.config.NUMBA_NUM_THREADS, settings)
    assert one.shared["value"].tobytes() == many.shared["value"].tobytes()
    assert one.rounds == many.rounds
    assert one.ledger == many.ledger


def test_the_order_of_homes_changes_rounding_only() -> None:
    """With every home in every round."""
    settings = FleetSettings(rounds=3, cohort=1.0)
    shuffled = HOMES.take(np.random.default_rng(0).permutation(N))
    assert train(shuffled, settings).shared["value"] == pytest.approx(train(HOMES, settings).shared["value"], abs=1e-12)


def test_a_home_that_does_not_answer_counts_for_nothing() -> None:
    """A round in which some are lost is the round of the others, and the record says how many there were."""
    settings = FleetSettings(rounds=1, cohort=1.0, dropout=0.3, stragglers=0.3)
    seen: list[tuple[int, int]] = []
    found = train(HOMES, settings, lambda done, of, _: seen.append((done, of)), FLEET)
    record = found.rounds[0]
    assert record.asked == N == record.answered + record.dropped + record.late
    assert min(record.dropped, record.late) > 0
    assert found.ledger.entries[0].homes == record.answered
    assert seen == [(1, 1)]


def test_with_a_tiny_cohort_an_empty_round_changes_nothing() -> None:
    """Poisson cohorts can be empty."""
    settings = FleetSettings(rounds=6, cohort=0.002)
    found = train(HOMES, settings, None, FLEET)
    empty = [one for one in found.rounds if one.answered == 0]
    assert empty
    assert all(one.change == 0 for one in empty)


def test_learning_settles() -> None:
    """With every home in every round, rounds change ever less."""
    changes = [one.change for one in train(HOMES, FleetSettings(rounds=25, cohort=1.0), None, FLEET).rounds]
    assert changes[-1] < 0.05 * changes[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cohort": 70.0}, "69"), ({"cohort": 0.0}, "cohort"), ({"rounds": 0}, "rounds"), ({"strategy": "x"}, "x"),
        ({"strategy": "fedprox"}, "proximity"), ({"server_rate": 0.0}, "rate"), ({"dropout": 1.0}, "dropout"),
        ({"privacy": replace(NO_PROMISE, clip_enforced=False)}, "clip_enforced"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, object], words: str) -> None:
    """By name; a cohort may be a number of homes, up to all of them."""
    with pytest.raises(InputError, match=words):
        train(HOMES, replace(FleetSettings(rounds=1), **wrong), None, FLEET)


def test_an_empty_fleet_is_refused() -> None:
    """Before anything is computed."""
    with pytest.raises(InputError, match="no homes"):
        train(HOMES.take(np.array([], int)), FleetSettings())
