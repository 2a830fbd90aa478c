"""What the enclosed processes may see, and the command that encloses them.

Three ways, the first that works is taken: namespaces of our own (`inside/enclose.py`), bubblewrap where only that may
make them (its binary has the right on some systems), or none, which is used on demand alone. What is shown, read-only,
is the operating system's programs and libraries, the Python that runs this, and this package without its answers.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from takehome.practice.runner.bytecode import bytecode, variables
from takehome.practice.runner.nouns import Limits

PACKAGE = Path(__file__).resolve().parents[2]
"""The folder of `takehome`."""
GRADERS = PACKAGE / "practice"
"""Assignments' truths and the graders: not to be seen inside, except INSIDE."""
INSIDE = Path(__file__).resolve().parent / "inside"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime")
"""What of /etc is shown: where libraries, fonts and the time zone are."""
PARTS_OF_PYTHON = ("bin", "lib", "lib32", "lib64", "share", "pyvenv.cfg")
"""What of an installation is shown: an environment made in a project's own folder has the project beside these."""
BASE = "/practice"
"""The private folder inside: work, home, tmp, shm and the kernel's sockets, all in memory."""
UIDS = (200_000, 100_000)
"""First and number of the users that the superuser's runs take: no account has them."""
UIDS_IN_CONTAINER = (20_000, 40_000)
"""The same where the machine is a container with few users."""
THREADS = "1"
"""Threads of a numerical library. Two runs share the machine, where threads that wait for each other only spin: nine
K-means fits took 5.8 s of processor time with two threads and 0.1 s with one. Besides, the time for which others hold
the processors is known of a kernel's main thread alone."""


class Way(StrEnum):
    """How a run is enclosed."""

    NAMESPACES = "namespaces"
    BUBBLEWRAP = "bubblewrap"
    NONE = "none"


def base(way: Way, folder: Path) -> str:
    """The private folder as the enclosed processes call it; without an enclosure it is the run's folder itself."""
    return str(folder) if way is Way.NONE else BASE


def environment(private: str) -> dict[str, str]:
    """Everything that the enclosed processes find in their environment."""
    threads = ("OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR", "LOKY_MAX_CPU")
    names = {f"{name}_NUM_THREADS": THREADS for name in threads[:-1]}
    return {
        **names,
        **variables(),
        "LOKY_MAX_CPU_COUNT": THREADS,
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": f"{private}/home",
        "TMPDIR": f"{private}/tmp",
        "USER": "candidate",
        "LOGNAME": "candidate",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "IPYTHONDIR": f"{private}/home/ipython",
        "JUPYTER_PLATFORM_DIRS": "1",
        "MPLCONFIGDIR": f"{private}/home/matplotlib",
        "MPLBACKEND": "module://takehome.practice.runner.inside.pictures",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(PACKAGE.parent),
    }


def wanted() -> list[str]:
    """Paths of the system, of the Python that runs this, of this package and of bytecode, symbolic links among them."""
    prefixes = {sys.prefix, sys.base_prefix, str(Path(os.path.realpath(sys.executable)).parents[1])}
    python = [os.path.join(prefix, part) for prefix in prefixes for part in PARTS_OF_PYTHON]
    own = [str(path) for path in (PACKAGE, bytecode()) if path]
    paths = sorted({os.path.abspath(path) for path in (*SYSTEM, *SETTINGS, *python, *own)})
    return [path for path in paths if os.path.lexists(path)]


def shown() -> list[str]:
    """Folders and files that are shown, outer ones first; what another one holds is not named again."""
    real = [path for path in wanted() if not os.path.islink(path)]
    return [path for path in real if not within(path, real)]


def links(private: str) -> dict[str, str]:
    """Symbolic links of the root: the system's own, and the places where programs expect to write."""
    folders = shown()
    found = {path: os.readlink(path) for path in wanted() if os.path.islink(path) and not within(path, folders)}
    # where takehome itself is installed below /tmp, that stays a folder, and TMPDIR alone says where to write
    temporary = {} if any(within(path, ["/tmp"]) for path in wanted()) else {"/tmp": f"{private}/tmp"}
    return {
        **found,
        **temporary,
        "/dev/shm": f"{private}/shm",
        "/dev/fd": "/proc/self/fd",
        "/dev/stdin": "/proc/self/fd/0",
        "/dev/stdout": "/proc/self/fd/1",
        "/dev/stderr": "/proc/self/fd/2",
    }


def within(path: str, folders: Sequence[str]) -> bool:
    """Whether a path lies below one of the folders."""
    return any(path.startswith(f"{folder}/") for folder in folders)


def emptied() -> dict[str, str]:
    """Folders that are shown empty but for one in them: the graders and truths, and their bytecode.

    What a worker compiles later would appear inside too, so the folders are made before they are covered.
    """
    folder = bytecode()
    hidden = {str(GRADERS): str(INSIDE)}
    if folder:
        Path(f"{folder}{INSIDE}").mkdir(parents=True, exist_ok=True)
        hidden[f"{folder}{GRADERS}"] = f"{folder}{INSIDE}"
    return hidden


def compiled() -> list[str]:
    """Folders with compiled numerical kernels, which numba loads only where it could also write."""
    return sorted({str(path.parent) for path in PACKAGE.rglob("__pycache__/*.nbi")})


def free_uid() -> int | None:
    """A user of its own for this run where the grader is the superuser, else None (it stays who it is)."""
    if os.geteuid() != 0:
        return None
    ranges = [tuple(map(int, line.split())) for line in Path("/proc/self/uid_map").read_text().splitlines()]
    for first, many in (UIDS, UIDS_IN_CONTAINER):
        if any(start <= first and first + many <= start + length for start, _, length in ranges):
            return first + int.from_bytes(os.urandom(4)) % many
    # a container with one user, who is an ordinary one outside
    return None


def plan(folder: Path, limits: Limits, command: Sequence[str]) -> dict[str, Any]:
    """The first line of the input of `inside/enclose.py`."""
    kernels = compiled()
    copied = sum(path.stat().st_size for each in kernels for path in Path(each).iterdir())
    return {
        "root": str(folder),
        "base": BASE,
        "uid": free_uid(),
        "shown": shown(),
        "links": links(BASE),
        "emptied": emptied(),
        "compiled": kernels,
        "size": limits.file_bytes + 2 * copied,
        "command": list(command),
        "environment": environment(BASE),
    }


def namespaces_command() -> list[str]:
    """The command that builds our own enclosure; the plan follows as the first line of its input."""
    return [sys.executable, "-I", "-S", str(INSIDE / "enclose.py")]


def bubblewrap_command(limits: Limits, command: Sequence[str]) -> list[str]:
    """The same enclosure made by bubblewrap, for an ordinary user on a system that lets only its binary do so.

    Two things are worse: numba's compiled kernels are not writable there, so that they compile anew in each run; and
    for the superuser the number of processes is not limited, wherefore the probe then refuses this way.
    """
    spaces = "--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --die-with-parent --new-session"
    arguments = [shutil.which("bwrap") or "bwrap", *spaces.split(), "--clearenv", "--hostname", "practice"]
    arguments += ["--uid", "1000", "--gid", "1000", "--proc", "/proc", "--dev", "/dev"]
    for path in shown():
        arguments += ["--ro-bind", path, path]
    for path, target in links(BASE).items():
        arguments += [] if path.startswith("/dev/") else ["--symlink", target, path]
    for hidden, kept in emptied().items():
        arguments += ["--tmpfs", hidden, "--ro-bind", kept, kept, "--remount-ro", hidden]
    for path in (BASE, "/dev/shm"):
        arguments += ["--size", str(limits.file_bytes), "--tmpfs", path]
    for name, value in environment(BASE).items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--remount-ro", "/", "--chdir", BASE, "--", *command]
