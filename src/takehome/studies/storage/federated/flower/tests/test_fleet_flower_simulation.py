"""Flower's own simulation, twenty nodes run by Ray in a process of its own, against the in-process engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.flower.node_data import write_nodes
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.simulating import simulate
from takehome.studies.storage.federated.flower.tests.fleet_in_process import require_flower, small_fleet
from takehome.studies.storage.federated.settings import FleetSettings


@pytest.fixture(autouse=True)
def _flower() -> None:
    require_flower()


def test_twenty_simulated_homes_make_the_in_process_engines_model(tmp_path: Path) -> None:
    homes, settings = small_fleet(), FleetSettings(rounds=2, cohort=0.6, seed=2)
    trained = train(homes, settings)
    write_nodes(homes, tmp_path / "nodes")
    running = Running.of(settings, 20, str(tmp_path / "out"), reached=20, poll_seconds=0.1, wait_seconds=120.0)
    history = simulate(tmp_path / "nodes", running, seconds=200)
    assert [one.lost for one in history.rounds] == [{}] * 2
    assert [one.asked for one in history.rounds] == [one.asked for one in trained.rounds]
    assert np.abs(history.latest()["value"] - trained.shared["value"]).max() <= 1e-6
    assert history.ledger.bytes_in_all == trained.ledger.bytes_in_all


def test_a_simulation_without_nodes_says_so(tmp_path: Path) -> None:
    running = Running(out_dir=str(tmp_path / "out"), fleet=1)
    with pytest.raises(InputError, match="no folder node-00000"):
        simulate(tmp_path, running)
