"""What whoever runs this machine can do where a notebook cannot be isolated, read from the system's own settings."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

SYSTEM = Path("/proc")
FILTERED = "2"
"""``Seccomp`` of /proc/self/status where a filter of system calls is active, as in containers."""


class Setting(NamedTuple):
    """A setting of the kernel that forbids user namespaces; `everybody`: the superuser too."""

    name: str
    forbids: str
    allows: str
    everybody: bool


SETTINGS = (
    Setting("user.max_user_namespaces", "0", "15000", True),
    Setting("kernel.unprivileged_userns_clone", "0", "1", False),
    Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0", False),
)


def remedies(system: Path = SYSTEM) -> tuple[str, ...]:
    """What may help, a sentence each, the most likely first.

    Parameters
    ----------
    system : the kernel's own folder, for tests.
    """
    if sys.platform != "linux":
        return ("Grade on Linux: user namespaces and bubblewrap exist there alone.",)
    found = [
        f"{each.name} is {each.forbids}, which forbids user namespaces: sudo sysctl -w {each.name}={each.allows}"
        for each in SETTINGS
        if (each.everybody or os.geteuid() != 0) and _read(system / "sys" / each.name.replace(".", "/")) == each.forbids
    ]
    if f"Seccomp:\t{FILTERED}" in _read(system / "self" / "status").splitlines():
        found.append(
            "A filter of system calls is active, as in a container: start it with one that lets unshare, mount and "
            "pivot_root through (Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined)"
        )
    if shutil.which("bwrap") is None:
        may = "its program may make namespaces on some systems where others may not"
        found.append(f"The package bubblewrap is not installed ({may}): sudo apt-get install bubblewrap")
    return tuple(found)


def _read(path: Path) -> str:
    """The text of a file of the kernel, empty where there is none."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
