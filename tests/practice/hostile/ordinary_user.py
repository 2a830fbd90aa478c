"""Runs a program as an ordinary user where the tests themselves are run by the superuser.

Python or the checkout may lie below a folder that only root may enter (``/root``), or be readable by root alone. In a
mount namespace of the program's own such a folder is replaced by one that shows nothing but what is needed; outside
nothing changes. What even that does not open (an installation made under ``umask 077``) is told as a reason.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

NOBODY = "65534"
ROOT = Path(__file__).resolve().parents[3]
ASIDE = "/mnt"
"""Where what is needed is set aside while the folders above it are covered; seen in the program's namespace alone."""


def closed_ancestor(path: Path) -> Path | None:
    """The outermost folder on the way to `path`, itself included, that others may not enter."""
    for folder in (*reversed(path.parents), path):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def opening(bound: list[Path], copied: list[Path]) -> list[str]:
    """Shell commands that leave only these paths of the closed folders above them, with their ways made passable.

    All are set aside before any folder is covered: two of them may lie below the same one.

    Parameters
    ----------
    bound : shown as they are. copied : folders of which a copy that everybody may read is shown.
    """
    closed = {path: folder for path in dict.fromkeys([*bound, *copied]) if (folder := closed_ancestor(path))}
    if not closed:
        return []
    steps = [f"mount -t tmpfs -o mode=755 tmpfs {ASIDE}"]
    for number, path in enumerate(closed):
        aside, quoted = f"{ASIDE}/{number}", shlex.quote(str(path))
        make = f"cp -r {quoted} {aside} && chmod -R a+rX {aside}"
        steps.append(make if path in copied else f"mkdir {aside} && mount --bind {quoted} {aside}")
    steps += [f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}" for folder in sorted(set(closed.values()))]
    for number, path in enumerate(closed):
        quoted = shlex.quote(str(path))
        steps.append(f"mkdir -p {quoted} && mount --bind {ASIDE}/{number} {quoted}")
    return steps


def command(arguments: list[str], scratch: Path) -> list[str] | None:
    """The command that runs ``python arguments`` as an ordinary user; None where that cannot be had.

    `scratch` is a folder for the program's temporary files and caches, which is given to that user.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch)}
    environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'src'}"
    settings = [f"{name}={value}" for name, value in environment.items()]
    program = ["env", "-i", *settings, "TAKEHOME_SECRET=grader", sys.executable, *arguments]
    if os.geteuid() != 0:
        return program
    if not (shutil.which("unshare") and shutil.which("setpriv")):
        return None
    os.chown(scratch, int(NOBODY), int(NOBODY))
    scratch.chmod(0o755)
    steps = ["set -e", *opening([Path(sys.base_prefix), Path(sys.prefix), scratch], [ROOT / "src", ROOT / "tests"])]
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    steps += ["cd /", f"exec {shlex.join([*user, *program])}"]
    return ["unshare", "--mount", "sh", "-c", "\n".join(steps)]


def run_by(user: str, arguments: list[str], scratch: Path) -> list[str]:
    """The command that runs ``python -m module …`` by ``root`` or by ``user``.

    Where no ordinary user can be had the test says so and is skipped; under ``CI=true`` it fails instead.
    """
    if user == "root":
        return [sys.executable, *arguments]
    if why_not := obstacle(arguments[1], scratch):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why_not)
    program = command(arguments, scratch)
    assert program is not None
    return program


def obstacle(module: str, scratch: Path) -> str:
    """Why `module` cannot be imported by an ordinary user here, a sentence; empty where it can."""
    program = command(["-c", f"import {module}"], scratch)
    if program is None:
        return "util-linux (unshare, setpriv) is needed to become an ordinary user: apt-get install util-linux"
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    told = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    return (
        f"an ordinary user cannot use this checkout ({ROOT}) with this Python ({sys.prefix}): {told}; "
        "try a checkout and an installation that others may read (umask 022), outside /root"
    )
