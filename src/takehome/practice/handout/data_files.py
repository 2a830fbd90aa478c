"""The data of a sealed hand-out: each table as CSV, the numbers of the scenario as JSON, byte by byte the same.

Floats are written with the fewest digits that read back as the same number, so that file and memory hold the same. The
sealed notebook reads them with pandas' slow parser, the only one that reads back the same number in every version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takehome.practice.spec import Assignment, World

FOLDER = "data"


def data_files(assignment: Assignment, world: World) -> dict[str, bytes]:
    """Path in the hand-out's folder → contents: ``data/servers.csv`` …, ``data/business.json``."""
    files = {
        f"{FOLDER}/{name}.csv": table.to_csv(index=False, lineterminator="\n").encode()
        for name, table in world.tables.items()
    }
    business = json.dumps(dict(world.business), indent=2, ensure_ascii=False, allow_nan=False, default=_plain)
    return {**files, f"{FOLDER}/business.json": f"{business}\n".encode()}


def data_checksum(files: Mapping[str, bytes]) -> str:
    """Sixteen hexadecimal digits that tell these files from others."""
    told = hashlib.sha256()
    for name in sorted(files):
        told.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    return told.hexdigest()[:16]


def _plain(value: Any) -> Any:
    """A NumPy scalar as Python's own."""
    return value.item()
