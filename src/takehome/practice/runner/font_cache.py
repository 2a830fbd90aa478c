"""Matplotlib's list of fonts, made once a machine and copied into every run.

Without it each kernel looks through all fonts of the machine, which takes from 0.3 s to 10 s. The list is made by a
process of its own (this package never imports matplotlib) and kept in the user's cache folder, or for this process
alone where that cannot be written.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

MAKING = 120.0
"""Seconds for making the list; a machine with thousands of fonts needs 10."""


@functools.cache
def font_lists() -> Mapping[str, bytes]:
    """Files below the home folder of a run; none where matplotlib is absent or its list cannot be made."""
    try:
        version = metadata.version("matplotlib")
    except metadata.PackageNotFoundError:
        return {}
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "takehome" / f"matplotlib-{version}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        return made(cache)
    except OSError:
        with tempfile.TemporaryDirectory() as folder:
            return made(Path(folder))


def made(folder: Path) -> Mapping[str, bytes]:
    """The list in `folder`, made there where it is not yet."""
    if not list(folder.glob("fontlist*.json")):
        environment = {"PATH": os.environ.get("PATH", ""), "MPLCONFIGDIR": str(folder), "HOME": str(folder)}
        command = [sys.executable, "-I", "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=MAKING, check=False)
    return {f"matplotlib/{path.name}": path.read_bytes() for path in folder.glob("fontlist*.json")}
