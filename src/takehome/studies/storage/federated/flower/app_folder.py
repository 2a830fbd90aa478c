"""The thin app that `flwr run` hands out: two modules of three lines, and the settings.

What learns is the installed package, the same on the server and on every node; the app that travels is a name for it.
Flower itself would run any code that is handed out, on every node: who may hand it out is for the operator to lock
(docs/fleet-on-gateways.md).
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

from takehome.studies.storage.federated.flower.node_data import replace_file
from takehome.studies.storage.federated.flower.running import Running

MODULE = "takehome_fleet"
SIDES = {"client_app": "What runs at each node.", "server_app": "What runs at the SuperLink."}
PROJECT = """[project]
name = "takehome-fleet"
version = "{version}"
description = "One battery policy for many homes, learned without their data leaving them"
license = "BSD-3-Clause"
dependencies = ["takehome[fleet]"]

[tool.flwr.app]
publisher = "takehome"

[tool.flwr.app.components]
serverapp = "{module}.server_app:app"
clientapp = "{module}.client_app:app"

[tool.flwr.app.config]
{config}
"""


def write_app(folder: str | Path, running: Running, **more: str) -> Path:
    """Write the app's folder.

    Parameters
    ----------
    folder : where to; made if absent. running : settings, each of which `--run-config` may override.
    more : further settings, such as ``fleet_folder`` for a simulation.

    Returns
    -------
    The folder, for ``flwr run``.
    """
    settings = {**running.run_config(), **{name.replace("_", "-"): value for name, value in more.items()}}
    config = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    root = Path(folder)
    text = PROJECT.format(version=metadata.version("takehome"), module=MODULE, config=config)
    replace_file(root / "pyproject.toml", text.encode())
    replace_file(root / MODULE / "__init__.py", b'"""The fleet\'s app."""\n')
    for side, words in SIDES.items():
        body = (
            f'"""{words}"""\n\nfrom takehome.studies.storage.federated.flower.{side} import {side}\n\napp = {side}()\n'
        )
        replace_file(root / MODULE / f"{side}.py", body.encode())
    return root
