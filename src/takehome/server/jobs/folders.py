"""Files that outlast a crash: where a job works, and how its report gets to its place.

A report is written and put on disk (fsync) in staging, then its folder is renamed into ``runs/ID``: the folder is there
whole or not at all. ``outcome.json`` in it is what the database is told, so that a server that dies between the
rename and the database can tell it at the next start.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from takehome.server.settings import Settings

OUTCOME = "outcome.json"


def staged(settings: Settings, run_id: str) -> Path:
    """Where a job writes its files; made empty."""
    place = settings.staging / run_id
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    return place


def scratch(settings: Settings, run_id: str) -> Path:
    """Where a job keeps temporary files: in the system's folder, as sockets of libraries need a short path."""
    place = Path(tempfile.gettempdir(), _scratch_prefix(settings) + run_id[:8])
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    return place


def clear(settings: Settings) -> None:
    """Remove everything that jobs have left half done."""
    shutil.rmtree(settings.staging, ignore_errors=True)
    for folder in (settings.staging, settings.runs, settings.uploads):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in Path(tempfile.gettempdir()).glob(f"{_scratch_prefix(settings)}*"):
        shutil.rmtree(place, ignore_errors=True)


def _scratch_prefix(settings: Settings) -> str:
    return f"takehome-{hashlib.sha256(os.fsencode(settings.data.resolve())).hexdigest()[:8]}-"


def complete(place: Path, outcome: Mapping[str, Any]) -> None:
    """Add the outcome to a staged report, and put every file of it on disk."""
    (place / OUTCOME).write_text(json.dumps(outcome, allow_nan=False), encoding="utf-8")
    for folder, _, names in os.walk(place):
        for path in (*(Path(folder, name) for name in names), Path(folder)):
            if not path.is_symlink():
                _to_disk(path)


def publish(settings: Settings, run_id: str) -> Path:
    """Rename a completed report into its place."""
    place = settings.runs / run_id
    os.replace(settings.staging / run_id, place)
    _to_disk(settings.runs)
    return place


def outcome_of(settings: Settings, run_id: str) -> dict[str, Any] | None:
    """What a run that is in its place has given; None where it is not there."""
    try:
        found = json.loads((settings.runs / run_id / OUTCOME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
