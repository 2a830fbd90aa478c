"""The rounds over Flower, inside one process, against the same rounds computed by hand from the homes' local steps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from takehome.errors import InputError, MissingExtra
from takehome.studies.storage.federated.cohort import gathered
from takehome.studies.storage.federated.engine import Fleet, noise_of, one_round, train
from takehome.studies.storage.federated.flower import available
from takehome.studies.storage.federated.flower.node_data import write_home
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.simulating import simulate
from takehome.studies.storage.federated.flower.summing import policy
from takehome.studies.storage.federated.flower.tests.fleet_in_process import (
    in_process,
    replay,
    require_flower,
    small_fleet,
)
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import LocalSettings, initial


@pytest.fixture(autouse=True)
def _flower() -> None:
    require_flower()


def run_of(folder: Path, **changed: object) -> Running:
    """Ten homes, three rounds, all of them asked and waited for."""
    settings = {"fleet": 10, "rounds": 3, "cohort": 1.0, "reached": 10, "quorum": 0.0, "poll_seconds": 0.01}
    return Running(**{"out_dir": str(folder / "out"), **settings, **changed})


def test_the_model_is_that_of_the_homes_whatever_the_nodes(tmp_path: Path) -> None:
    """One home a node, and several homes a node in mixed order: the same bits, and those of the sums by hand."""
    homes = small_fleet(10)
    alone = in_process(homes, tmp_path / "a", run_of(tmp_path / "a"))
    mixed = [[9, 3, 7, 0], [1, 2], [8, 6, 5, 4]]
    shared = in_process(homes, tmp_path / "b", run_of(tmp_path / "b"), nodes=mixed)
    by_hand = replay(homes, [range(10)] * 3, LocalSettings())["value"]
    assert np.abs(by_hand).max() > 0.1
    assert (alone.latest()["value"] == shared.latest()["value"]).all()
    np.testing.assert_allclose(alone.latest()["value"], by_hand, rtol=0, atol=1e-12)


def test_cohorts_are_keyed_and_lost_homes_are_left_out(tmp_path: Path) -> None:
    homes = small_fleet(10)
    running = run_of(tmp_path, cohort=0.5, rounds=4)
    history = in_process(homes, tmp_path, running, lost=lambda round_, position: round_ == 1 and position % 3 == 0)
    cohorts = [one.cohort for one in history.rounds]
    assert len(set(cohorts)) > 1
    assert 0 < sum(map(len, cohorts)) < 40
    gone = [position for position in cohorts[1] if position % 3 == 0]
    assert gone
    assert [one.answered for one in history.rounds if one.round != 1] == [c for i, c in enumerate(cohorts) if i != 1]
    assert set(history.rounds[1].answered) == set(cohorts[1]) - set(gone)
    assert len(history.rounds[1].lost) == len(gone)
    by_hand = replay(homes, [one.answered for one in history.rounds], LocalSettings())["value"]
    np.testing.assert_allclose(history.latest()["value"], by_hand, rtol=0, atol=1e-12)
    again = in_process(homes, tmp_path / "again", run_of(tmp_path / "again", cohort=0.5, rounds=4))
    assert [one.cohort for one in again.rounds] == cohorts


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"cohort": 0.5, "dropout": 0.3, "stragglers": 0.2, "server_rate": 0.7},
        {"strategy": "fedprox", "proximity": 0.2, "passes": 2},
        {"cohort": 0.5, "privacy": Privacy(8.0, clip=0.5)},
    ],
    ids=["everybody", "cohorts and drop-outs", "fedprox", "seeded noise"],
)
def test_the_global_model_is_that_of_the_in_process_engine(tmp_path: Path, changed: dict[str, object]) -> None:
    """Authority: the in-process engine, which runs the same kernels for the whole fleet at once."""
    homes = small_fleet(10)
    settings = FleetSettings(**{"rounds": 3, "cohort": 1.0, "seed": 5, **changed})
    trained = train(homes, settings)

    def never_comes(round_: int, position: int) -> bool:
        cohort = gathered(5, round_, 10, settings.cohort, settings.dropout, settings.stragglers)
        return position not in cohort.answered

    running = Running.of(settings, 10, str(tmp_path / "out"), reached=10, quorum=0.0, poll_seconds=0.01)
    history = in_process(homes, tmp_path, running, lost=never_comes)
    assert [one.asked for one in history.rounds] == [one.asked for one in trained.rounds]
    assert [one.summed for one in history.rounds] == [one.answered for one in trained.rounds]
    difference = np.abs(history.latest()["value"] - trained.shared["value"]).max()
    assert difference <= 1e-6 * max(1.0, np.abs(trained.shared["value"]).max()), difference
    assert history.ledger.tensors == trained.ledger.tensors
    assert history.ledger.bytes_in_all == trained.ledger.bytes_in_all


@pytest.mark.parametrize("personal", [False, True])
def test_with_a_network_too_and_a_personal_head_stays(tmp_path: Path, personal: bool) -> None:
    """Authority: the in-process engine in JAX. Its sums may be in another order, hence float32 differences.

    The run stops after a round and goes on: the server's moments are on disk too.
    """
    homes = small_fleet(10)
    settings = FleetSettings(learner="deep", rounds=2, cohort=0.5, seed=3, personal=personal)
    trained = train(homes, settings)
    running = Running.of(settings, 10, str(tmp_path / "out"), reached=10, poll_seconds=0.01)
    in_process(homes, tmp_path, replace(running, rounds=1))
    history = in_process(homes, tmp_path, running)
    assert len(history.rounds) == 2
    shared = policy(history, running)
    assert ("heads" in shared) != personal
    assert ("heads" in history.ledger.tensors) != personal
    for name, array in shared.items():
        assert array.dtype == np.float32
        np.testing.assert_allclose(array, trained.shared[name], rtol=0, atol=1e-6)


def test_below_the_quorum_the_model_stays(tmp_path: Path) -> None:
    history = in_process(
        small_fleet(10),
        tmp_path,
        run_of(tmp_path, quorum=0.5),
        lost=lambda round_, position: round_ == 1 and position > 3,
    )
    assert [one.changed for one in history.rounds] == [True, False, True]
    first, second, third = (history.arrays(one)["value"] for one in history.rounds)
    assert (first == second).all()
    assert (second != third).any()


def test_a_run_goes_on_from_what_is_on_disk(tmp_path: Path) -> None:
    homes = small_fleet(10)
    in_process(homes, tmp_path, run_of(tmp_path, rounds=2))
    rest = in_process(homes, tmp_path, run_of(tmp_path, rounds=4))
    whole = in_process(homes, tmp_path / "whole", run_of(tmp_path / "whole", rounds=4))
    assert len(rest.rounds) == 4
    assert (rest.latest()["value"] == whole.latest()["value"]).all()
    assert len(rest.ledger.entries) == len(whole.ledger.entries)


def test_a_changed_model_on_disk_is_refused(tmp_path: Path) -> None:
    history = in_process(small_fleet(10), tmp_path, run_of(tmp_path, rounds=1))
    (tmp_path / "out" / history.rounds[0].file).write_bytes(b"another")
    with pytest.raises(InputError, match="was changed"):
        history.latest()


def test_too_few_homes_stop_the_run(tmp_path: Path) -> None:
    running = run_of(tmp_path, fleet=30, reached=11, wait_seconds=0.05)
    with pytest.raises(InputError, match="10 homes within"):
        in_process(small_fleet(10), tmp_path, running)
    assert not (tmp_path / "out").exists()


def test_a_home_that_cannot_be_read_is_set_aside_and_the_round_goes_on(tmp_path: Path) -> None:
    homes = small_fleet(10)
    broken = homes.take(np.array([5]))
    net = broken.net_kwh.copy()
    net[0, 30] = np.nan
    running = run_of(tmp_path, reached=10)
    (tmp_path / "nodes").mkdir()
    write_home(replace(broken, net_kwh=net), 10, tmp_path / "nodes" / "node-00004")
    history = in_process(homes, tmp_path, running)
    assert [one.summed for one in history.rounds] == [10, 10, 10]


def test_only_declared_arrays_leave_and_nothing_of_a_home_is_kept_by_the_server(tmp_path: Path) -> None:
    """The book lists the table and its visits; no load and no price is in anything that the server has written."""
    homes = small_fleet(10)
    history = in_process(homes, tmp_path, run_of(tmp_path))
    assert set(history.ledger.tensors) == {"value", "visits"}
    written = b"".join(one.read_bytes() for one in sorted((tmp_path / "out").iterdir()))
    for series in (homes.net_kwh, homes.buy):
        assert series[3, 24:48].tobytes() not in written
        assert json.dumps(series[3, 24:28].tolist())[1:-1] not in written.decode(errors="ignore")


def test_with_privacy_no_visits_no_positions_and_no_seed(tmp_path: Path) -> None:
    """Noise comes from the operating system: two runs with the same settings differ, as they must."""
    homes, models = small_fleet(10), []
    for name in ("a", "b"):
        running = run_of(tmp_path / name, epsilon=8.0, clip=0.5, cohort=0.5)
        history = in_process(homes, tmp_path / name, running)
        assert set(history.ledger.tensors) == {"value"}
        assert all(one.norm_after[1] <= 0.5 * (1 + 1e-12) for one in history.ledger.entries)  # its last bit rounds
        assert all(one.noise_sd > 0 for one in history.ledger.entries)
        assert all(one.cohort == one.answered == () for one in history.rounds)
        assert "seed" not in (tmp_path / name / "out" / "history.json").read_text()
        models.append(history.latest()["value"])
    assert (models[0][:, 1:] != models[1][:, 1:]).all()


def test_a_private_round_that_nobody_answers_has_noise_all_the_same(tmp_path: Path) -> None:
    """Authority: the in-process engine with the same seed and a cohort of nobody. No quorum tells who answered."""
    running = run_of(tmp_path, epsilon=8.0, clip=0.5, simulation=True, rounds=1, quorum=0.5)
    history = in_process(small_fleet(10), tmp_path, running, lost=lambda round_, position: True)
    (only,) = history.rounds
    assert (only.asked, only.summed, only.changed) == (10, 0, True)
    (row,) = only.book
    assert (row.tensor, row.homes) == ("value", 0)
    terms = Privacy(8.0, clip=0.5)
    settings = FleetSettings(rounds=1, cohort=1.0, privacy=terms)
    noise = noise_of(settings, 1.0)
    assert row.noise_sd == pytest.approx(0.5 * noise)
    start, nobody = initial(settings.local), np.empty(0, np.int64)
    expected, _ = one_round(start, Fleet.of(small_fleet(10)), nobody, settings, 0, noise)
    found = history.latest()["value"]
    np.testing.assert_allclose(found, expected["value"], rtol=0, atol=1e-6)
    assert found[:, 1:].std() == pytest.approx(0.5 * noise / 10, rel=0.05)
    assert (found[:, 0] == 0).all()


@pytest.mark.parametrize(
    "other",
    [{"noise_adder": "homes"}, {"secret_cohort": False}, {"poisson": False}, {"visits": "clipped and noised"},
     {"clip_enforced": False}],
)  # fmt: skip
def test_terms_that_are_not_kept_over_flower_are_refused(tmp_path: Path, other: dict[str, object]) -> None:
    with pytest.raises(InputError, match=next(iter(other))):
        Running.of(FleetSettings(privacy=Privacy(8.0, clip=0.5, **other)), 10, str(tmp_path))
    kept = Running.of(FleetSettings(privacy=Privacy(8.0, clip=0.5, delta=1e-6)), 10, str(tmp_path))
    assert kept.privacy == Privacy(8.0, clip=0.5, delta=1e-6)


def test_more_rounds_than_the_noise_was_sized_for_are_refused(tmp_path: Path) -> None:
    in_process(small_fleet(10), tmp_path, run_of(tmp_path, rounds=1, epsilon=8.0))
    with pytest.raises(InputError, match="on disk with noise"):
        in_process(small_fleet(10), tmp_path, run_of(tmp_path, rounds=2, epsilon=8.0))


def test_a_node_refuses_what_its_owner_does_not_allow(tmp_path: Path) -> None:
    """Orders that want visits, or updates without a bound, are answered with the reason and nothing else."""
    for name, rules, reason in (("a", {"visits": "refuse"}, "wants visit counts"), ("b", {"clip": 1.0}, "with clip 0")):
        history = in_process(small_fleet(10), tmp_path / name, run_of(tmp_path / name, rounds=1), node_rules=rules)
        assert history.rounds[0].summed == 0
        assert not history.rounds[0].changed
        assert all(reason in one for one in history.rounds[0].lost.values())
    allowed = run_of(tmp_path / "c", rounds=1, epsilon=8.0, clip=0.5, simulation=True)
    history = in_process(small_fleet(10), tmp_path / "c", allowed, node_rules={"visits": "refuse", "clip": 0.5})
    assert history.rounds[0].summed == 10


@pytest.mark.parametrize(
    ("changed", "seen"),
    [({"fleet": 0}, "fleet=0"), ({"cohort": 1.5}, "cohort=1.5"), ({"quorum": 2}, "quorum=2"), ({"reached": 11}, "=11"),
     ({"message_ttl": 0}, "message-ttl=0"), ({"epsilon": -1}, "epsilon=-1"), ({"out_dir": ""}, "no folder")],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(tmp_path: Path, changed: dict[str, object], seen: str) -> None:
    with pytest.raises(InputError, match=seen):
        run_of(tmp_path, **changed)


def test_settings_survive_the_run_configuration(tmp_path: Path) -> None:
    running = run_of(tmp_path, epsilon=8.0, local=LocalSettings(prior=3.0))
    assert Running.read(running.run_config()) == running
    with pytest.raises(InputError, match="the setting roundz"):
        Running.read({**running.run_config(), "roundz": 3})


def test_without_flower_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(available, "NEEDED", ("no_such_package",))
    with pytest.raises(MissingExtra, match=r"takehome\[fleet\]"):
        simulate(tmp_path, run_of(tmp_path))
