"""What workers write to standard error, kept for the operator: the end of each, in one file of bounded size."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from takehome.server.jobs.ending import Ending
from takehome.server.settings import Settings
from takehome.server.state.records import Run

LOG = "log"
"""Folder of the data folder."""
MOST_BYTES = 5_000_000
"""Of one file; the one before it is kept as ``worker.log.1``."""


def log_noise(settings: Settings, run: Run, ending: Ending) -> None:
    """Append what a worker has said beside its result, if anything."""
    if not ending.noise:
        return
    folder = settings.data / LOG
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "worker.log"
    if path.exists() and path.stat().st_size > MOST_BYTES:
        os.replace(path, folder / "worker.log.1")
    head = f"== {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC run {run.number} ({run.id}, {run.verb})\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as stream:
        stream.write(head.encode() + ending.noise.rstrip(b"\n") + b"\n")
