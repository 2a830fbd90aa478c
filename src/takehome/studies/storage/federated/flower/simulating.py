"""Flower's simulation of the fleet, started in a process of its own.

Flower and Ray change the process that they run in (signals, threads, warnings of what they import), so it is never the
caller's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.available import require
from takehome.studies.storage.federated.flower.history import History
from takehome.studies.storage.federated.flower.running import Running

PROGRAM = "takehome.studies.storage.federated.flower.simulation"
DROPPED = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS")
"""Without bytecode each of the many processes takes twice as long to start."""


def simulate(nodes: str | Path, running: Running, processors: int = 2, seconds: float | None = None) -> History:
    """Run the fleet in Flower's simulation.

    Parameters
    ----------
    nodes : folder with one folder a node, as `write_nodes` writes them. processors : that Ray may use.
    seconds : after which the simulation is given up; None waits.

    Returns
    -------
    The rounds, which are also on disk in `running.out_dir`.

    Raises
    ------
    MissingExtra : Flower is not installed.
    InputError : the simulation failed; with the last lines that it wrote.
    """
    require("simulating the fleet with Flower")
    settings = Path(running.out_dir) / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(running.run_config()))
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM, str(nodes), str(settings), str(processors)], env=kept, timeout=seconds,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        last = " ".join(done.stderr.strip().splitlines()[-3:])
        raise InputError(
            f"a simulation that ended with status {done.returncode}: {last}", "status 0", "see the message"
        )
    return History(running.out_dir)
