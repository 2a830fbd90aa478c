"""Runs a program as an ordinary user where the tests themselves are run by the superuser.

Python may lie below a folder that only root may enter (``/root/.pyenv``). In a mount namespace of the program's own
such a folder is replaced by one that shows nothing but what is needed; outside nothing changes.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import sys
import tempfile
from pathlib import Path

NOBODY = "65534"
ROOT = Path(__file__).resolve().parents[3]


def closed_ancestor(path: Path) -> Path | None:
    """The outermost folder above `path` that others may not enter."""
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def opening(paths: list[Path], scratch: Path) -> list[str]:
    """Shell commands that leave only `paths` of the closed folders above them, with their ways made passable.

    All are set aside before any folder is covered: two of them may lie below the same one.
    """
    closed = {path: folder for path in paths if (folder := closed_ancestor(path)) is not None}
    ways = [(shlex.quote(tempfile.mkdtemp(dir=scratch)), shlex.quote(str(path))) for path in closed]
    return [
        *(f"mount --bind {path} {aside}" for aside, path in ways),
        *(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}" for folder in sorted(set(closed.values()))),
        *(f"mkdir -p {path} && mount --bind {aside} {path}" for aside, path in ways),
    ]


def command(arguments: list[str], scratch: Path) -> list[str] | None:
    """The command that runs ``python arguments`` as an ordinary user; None where that cannot be had.

    `scratch` is a folder for the program's temporary files and caches, which is given to that user.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    settings = [f"{name}={value}" for name, value in environment.items()]
    program = ["env", "-i", *settings, "TAKEHOME_SECRET=grader", sys.executable, *arguments]
    if os.geteuid() != 0:
        return program
    if not (shutil.which("unshare") and shutil.which("setpriv")):
        return None
    os.chown(scratch, int(NOBODY), int(NOBODY))
    steps = ["set -e", *opening([Path(sys.base_prefix), ROOT], scratch)]
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    steps.append(f"exec {shlex.join([*user, *program])}")
    return ["unshare", "--mount", "sh", "-c", "\n".join(steps)]
