"""Flower's own simulation of the fleet: many nodes on one machine, run by Ray.

For checking that what runs at the gateways is what the in-process engine computes. Ten thousand homes are the business
of the in-process engine: here each message passes through Flower's and Ray's processes.

The process that `simulating.py` starts: ``python -m takehome.studies.storage.federated.flower.simulation NODES-FOLDER
SETTINGS.json PROCESSORS``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flwr.app import Context
from flwr.simulation import run_simulation

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.client_app import client_app
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.server_app import server_app

QUIET = {
    "FLWR_TELEMETRY_ENABLED": "0",
    "FLWR_DISABLE_UPDATE_CHECK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    # Ray then listens on this machine only
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
"""What keeps Flower and Ray from dialling out, and others from dialling in."""


def simulated_folder(nodes: Path, context: Context) -> Path:
    """The folder of a simulated node."""
    return nodes / f"node-{int(context.node_config['partition-id']):05d}"


def simulate_here(nodes: str | Path, running: Running, processors: int) -> None:
    """Run the simulation in this process; raises :class:`InputError` where there is no node's folder."""
    os.environ.update(QUIET)
    place = Path(nodes).absolute()
    count = len(list(place.glob("node-*")))
    if not count:
        raise InputError(f"no folder node-00000 in {nodes}", "one folder a node", "write_nodes(homes, folder)")
    resources: dict[str, Any] = {
        "init_args": {"num_cpus": processors, "include_dashboard": False},
        "client_resources": {"num_cpus": 1, "num_gpus": 0.0},
    }
    run_simulation(
        server_app=server_app(running), client_app=client_app(partial(simulated_folder, place)),
        num_supernodes=count, backend_config=resources,
    )  # fmt: skip


def main(nodes: str, settings: str, processors: str) -> None:
    """From the command line: the nodes' folder, a file of the run configuration, processors."""
    told: Mapping[str, Any] = json.loads(Path(settings).read_text())
    simulate_here(nodes, Running.read(told), int(processors))


if __name__ == "__main__":
    main(*sys.argv[1:])
