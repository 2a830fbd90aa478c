"""For tests: whether Flower is there, a small fleet, and a run of it inside this process."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from takehome.studies.storage.federated.flower.available import available
from takehome.studies.storage.federated.flower.node_data import write_nodes
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.task import Arrays, LocalSettings, initial, local_step
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic


def require_flower() -> None:
    """Skip where Flower is absent; under ``CI=true`` fail instead."""
    if available():
        return
    message = "Flower is not installed: pip install 'takehome[fleet]'"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@cache
def small_fleet(homes: int = 20) -> Homes:
    """Unlike homes with five days of their own."""
    return semi_synthetic(homes, own_days=5, judged_days=2, seed=4)


def in_process(
    homes: Homes,
    folder: Path,
    running: Running,
    *,
    nodes: Iterable[Iterable[int]] | None = None,
    lost: Callable[[int, int], bool] = lambda round_, position: False,
    node_rules: dict[str, str | float] | None = None,
):
    """Run the fleet's two apps in this process; returns the history.

    nodes : positions of each node's homes, one home a node by default. lost : by round and first position of the node,
    whether its answer never comes. node_rules : more of each node's configuration.
    """
    with warnings.catch_warnings():
        # Flower's own imports use names that click gives up
        warnings.simplefilter("ignore", DeprecationWarning)
        from takehome.studies.storage.federated.flower.client_app import client_app
        from takehome.studies.storage.federated.flower.history import History
        from takehome.studies.storage.federated.flower.in_process_grid import InProcessGrid, run_in_process
        from takehome.studies.storage.federated.flower.records import ORDER
        from takehome.studies.storage.federated.flower.server_app import server_app

    def never_comes(message) -> bool:
        if ORDER not in message.content:
            return False
        order = message.content[ORDER]
        return lost(int(order["round"]), int(order["homes"][0]))

    folders = write_nodes(homes, folder / "nodes", nodes)
    configs = [{"homes": str(one), **(node_rules or {})} for one in folders]
    run_in_process(server_app(), InProcessGrid(client_app(), configs, never_comes), running.run_config())
    return History(running.out_dir)


def replayed(homes: Homes, answered: Iterable[int], given: Arrays, settings: LocalSettings) -> Arrays:
    """The next model from these homes by hand: the visit-weighted mean of their changes, summed in this order."""
    total = {name: np.zeros_like(one) for name, one in given.items()}
    weight = np.zeros(len(given["value"]))
    for position in answered:
        result = local_step(homes.take(np.array([position])), given, settings)
        assert result.visits is not None
        weight += result.visits
        total["value"] += result.visits[:, None] * result.update["value"]
    return {"value": given["value"] + total["value"] / np.maximum(weight, 1)[:, None]}


def replay(homes: Homes, rounds: Iterable[Iterable[int]], settings: LocalSettings) -> Arrays:
    """The model after rounds with these homes in each."""
    arrays = initial(settings)
    for answered in rounds:
        arrays = replayed(homes, answered, arrays, settings)
    return arrays
