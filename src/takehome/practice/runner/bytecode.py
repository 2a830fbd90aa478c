"""Compiled Python modules for enclosed processes and workers, made once a machine where the installation has none.

Some installers (uv is one) leave it to Python to compile a module when it is first imported and to keep the result
beside it. An enclosed process cannot keep anything: each kernel would compile pandas, scikit-learn and a thousand other
modules anew, which takes longer than the notebook. So a process of the grader's own imports them once and keeps the
result in the user's cache folder, which is shown inside, read-only. Python itself checks each file against its source;
what is absent or out of date there is compiled anew in each run, as before.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import subprocess
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

WITNESSES = ("ipykernel", "matplotlib", "pandas", "sklearn")
"""Packages whose own bytecode says that the installation has it; two of them nothing but a kernel imports."""
MAKING = 180.0
"""Seconds for importing everything; a busy machine with two cores needs 20."""
IMPORTS = """
import importlib
modules = [
    "IPython.core.completer", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel_launcher",
    "jupyter_client.blocking", "matplotlib.backends.backend_agg", "matplotlib.pyplot", "nbformat", "pandas",
    "scipy.stats", "sklearn.cluster", "sklearn.decomposition", "sklearn.ensemble", "sklearn.linear_model",
    "sklearn.metrics", "sklearn.mixture", "sklearn.model_selection", "sklearn.pipeline", "sklearn.preprocessing",
    "takehome.practice.grading.worker", "takehome.practice.grading.grade_one", "takehome.practice.grading.text",
    "takehome.practice.runner.inside.drive", "takehome.practice.runner.inside.harvest",
]
for name in modules:
    try:
        importlib.import_module(name)
    except ImportError:
        continue
import takehome
for name in takehome.__all__:
    getattr(takehome, name)
"""
"""What kernels, the driver and a grading worker import for the three assignments; what is absent is passed over."""


def variables() -> dict[str, str]:
    """What a process must find in its environment to use the folder."""
    folder = bytecode()
    return {"PYTHONPYCACHEPREFIX": str(folder)} if folder else {}


@functools.cache
def bytecode() -> Path | None:
    """The folder for ``PYTHONPYCACHEPREFIX``; None where the installation needs none or it cannot be made."""
    if _installed_compiled():
        return None
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    # two checkouts may have one installation: neither is to show the other's graders
    whose = f"{sys.prefix} {__file__}".encode()
    folder = caches / "takehome" / f"bytecode-{sha256(whose).hexdigest()[:12]}"
    made_for = folder / "made-for"
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            # what another user can write is not to be run as this one
            return None
        if not made_for.is_file() or made_for.read_text(encoding="utf-8") != _installation():
            _make(folder)
            made_for.write_text(_installation(), encoding="utf-8")
    except (OSError, subprocess.SubprocessError):
        return None
    return folder


def _installed_compiled() -> bool:
    """Whether the packages have their bytecode beside them; one that is absent does not count."""
    found = [importlib.util.find_spec(name) for name in WITNESSES]
    sources = [spec.origin for spec in found if spec and spec.origin]
    beside = [Path(source).parent / "__pycache__" for source in sources]
    return all(any(folder.glob(f"*.{sys.implementation.cache_tag}.pyc")) for folder in beside)


def _installation() -> str:
    """What tells one state of the installation from another: when it changes, the folder is made again."""
    places = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    return "\n".join([sys.prefix, sys.version, IMPORTS, *(f"{place} {os.stat(place).st_mtime_ns}" for place in places)])


def _make(folder: Path) -> None:
    """Import everything in a process that may write there; other users may read it, as they may the sources."""
    folder.chmod(0o755)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "MPLCONFIGDIR": str(folder),
        "MPLBACKEND": "agg",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        "PYTHONPYCACHEPREFIX": str(folder),
    }
    subprocess.run(
        [sys.executable, "-P", "-c", IMPORTS],
        env=environment,
        cwd=folder,
        capture_output=True,
        timeout=MAKING,
        # a module that fails is compiled in each run, as all were before
        check=False,
        umask=0o022,
    )
