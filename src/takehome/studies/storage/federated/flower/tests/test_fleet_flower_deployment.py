"""A real deployment over loopback: a SuperLink and SuperNodes as processes, TLS, keys, and one of each misfortune.

Three gateways with two homes each, in folders of their own. Two are there from the start; one of them loses its power
in the middle of the second round; the third joins late; a stranger with a key of its own knocks. Oracle for the model:
the in-process engine, round by round on the homes that answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from takehome.studies.storage.federated.engine import Fleet, one_round
from takehome.studies.storage.federated.flower.app_folder import write_app
from takehome.studies.storage.federated.flower.history import INDEX, History
from takehome.studies.storage.federated.flower.node_data import write_nodes
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.tests.fleet_in_process import require_flower, small_fleet
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import initial

SETTINGS = FleetSettings(rounds=4, cohort=1.0)
GATEWAYS = ([0, 1], [2, 3], [4, 5])
STRANGER, LATE, KILLED = "stranger", "gateway-2", "gateway-1"


@dataclass(frozen=True)
class Deployed:
    """What is left of a deployment after everything was stopped."""

    folder: Path
    history: History
    status: str
    stranger_exit: int
    logs: dict[str, str]
    left_over: list[int]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """The whole story once; the tests below read what it left."""
    require_flower()
    from takehome.studies.storage.federated.flower.tests.fleet_deployment import Deployment, node_key, until

    folder = tmp_path_factory.mktemp("deployment")
    nodes = write_nodes(small_fleet(6), folder / "nodes", GATEWAYS)
    running = Running.of(
        SETTINGS, 6, str(folder / "out"), reached=4, quorum=0.3, message_ttl=20.0, wait_seconds=120.0
    )  # fmt: skip
    write_app(folder / "app", running)
    index = folder / "out" / INDEX

    def rounds() -> int:
        return len(json.loads(index.read_text())["rounds"]) if index.exists() else 0

    fleet = Deployment(folder)
    try:
        fleet.start_link()
        fleet.register("gateway-0")
        fleet.register(KILLED)
        fleet.start_node("gateway-0", nodes[0])
        fleet.start_node(KILLED, nodes[1])
        run = str(fleet.command("run", "app", "fleet")["run-id"])
        fleet.register(LATE)
        until("the first round", lambda: rounds() >= 1)
        fleet.kill(KILLED)
        fleet.start_node(LATE, nodes[2])
        node_key(folder / STRANGER)
        refused = fleet.start_node(STRANGER, nodes[1]).wait(60)
        until("the last round", lambda: rounds() == SETTINGS.rounds, 150)
        until("the end of the run", lambda: fleet.status(run).startswith("finished"))
        status = fleet.status(run)
    finally:
        fleet.stop()
    until("no process left over", lambda: not fleet.left_over(), 30)
    logs = {one.stem: one.read_text(errors="replace") for one in folder.glob("*.log")}
    return Deployed(folder, History(folder / "out"), status, refused, logs, fleet.left_over())


def test_training_finishes_with_one_gateway_killed_and_one_late(deployed: Deployed) -> None:
    assert deployed.status.startswith("finished:completed")
    rounds = deployed.history.rounds
    assert len(rounds) == SETTINGS.rounds
    assert rounds[0].answered == (0, 1, 2, 3)
    assert rounds[1].cohort == (0, 1, 2, 3)
    assert rounds[1].answered == (0, 1)
    assert list(rounds[1].lost) == [KILLED]
    assert rounds[-1].answered == (0, 1, 4, 5)
    assert all(one.changed for one in rounds)


def test_a_gateway_that_is_gone_costs_one_time_to_live_once(deployed: Deployed) -> None:
    assert all(KILLED not in one.lost for one in deployed.history.rounds[2:])


def test_every_round_is_the_in_process_engines_on_the_homes_that_answered(deployed: Deployed) -> None:
    """Nothing is lost: each round's model is on disk, whole, and is what these homes make of the one before."""
    fleet, arrays = Fleet.of(small_fleet(6)), initial(SETTINGS.local)
    for kept in deployed.history.rounds:
        arrays, _ = one_round(arrays, fleet, np.array(kept.answered, int), SETTINGS, kept.round, 0.0)
        assert np.abs(deployed.history.arrays(kept)["value"] - arrays["value"]).max() <= 1e-6
    assert np.abs(arrays["value"]).max() > 0.1


def test_the_policy_is_handed_out_to_the_gateways_that_are_there(deployed: Deployed) -> None:
    for number, position in enumerate(GATEWAYS):
        policy = deployed.folder / "nodes" / f"node-{number:05d}" / "policy.npz"
        assert policy.exists() == (position != GATEWAYS[1])
        if policy.exists():
            with np.load(policy) as kept:
                assert (kept["value"] == deployed.history.latest()["value"]).all()


def test_a_strange_key_is_refused(deployed: Deployed) -> None:
    assert deployed.stranger_exit == 1
    assert "2004" in deployed.logs[STRANGER]
    assert "No SuperNode found with the given public key" in deployed.logs["superlink"]


def test_each_gateway_holds_its_own_homes_and_the_server_none(deployed: Deployed) -> None:
    """No load and no price is in the server's database, in its models, or in any process's files but the home's own."""
    homes = small_fleet(6)
    for number, positions in enumerate(GATEWAYS):
        own = deployed.folder / "nodes" / f"node-{number:05d}"
        assert sorted(one.name for one in own.glob("home-*")) == [f"home-{i:05d}.npz" for i in positions]
    files = [one for one in deployed.folder.rglob("*") if one.is_file() and not one.name.startswith("home-")]
    assert any(one.name.startswith("state.db") for one in files)
    series = [one[i, 24:32].tobytes() for one in (homes.net_kwh, homes.buy) for i in range(6)]
    for one in files:
        content = one.read_bytes()
        assert not any(part in content for part in series), one
    assert set(deployed.history.ledger.tensors) == {"value", "visits"}


def test_no_process_is_left_over(deployed: Deployed) -> None:
    assert deployed.left_over == []
