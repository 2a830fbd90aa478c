"""Tries, from inside, everything that the protections forbid, and says what succeeded.

Run enclosed by the probe with targets that exist outside (a listening port, a secret file, names of variables).
Standard library only. One JSON object on the standard output: name → how it was refused, or null where it was not.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def network(target: dict[str, Any]) -> str | None:
    """Reach a port that listens on the grader's own machine, and any other one."""
    for address in (("127.0.0.1", target["port"]), ("192.0.2.1", 80)):
        with socket.socket() as attempt:
            attempt.settimeout(2)
            try:
                attempt.connect(address)
            except TimeoutError:
                continue
            except OSError as refused:
                reason = refused.strerror
                continue
            return None
    return f"no network of its own ({reason})"


def files(target: dict[str, Any]) -> str | None:
    """Read the grader's secret file; write where programs are."""
    with contextlib.suppress(OSError):
        open(target["secret"]).close()
        return None
    for folder in (os.path.dirname(sys.executable), os.path.dirname(__file__), "/"):
        with contextlib.suppress(OSError):
            open(os.path.join(folder, "takehome-probe"), "w").close()
            return None
    return "a private root: programs and libraries read-only, one folder in memory to write to"


def processes(target: dict[str, Any]) -> str | None:
    """See processes other than those of the enclosure; start processes until the operating system refuses."""
    seen = [name for name in os.listdir("/proc") if name.isdigit()]
    if len(seen) > target["few"]:
        return None
    resource.setrlimit(resource.RLIMIT_NPROC, (target["processes"], target["processes"]))
    children: list[int] = []
    try:
        while len(children) <= target["processes"]:
            child = os.fork()
            if child == 0:
                time.sleep(30)
                os._exit(0)
            children.append(child)
    except BlockingIOError:
        return f"sees {len(seen)} processes, none of them the grader's; their number is limited"
    finally:
        for child in children:
            os.kill(child, 9)
            os.waitpid(child, 0)
    return None


def memory(target: dict[str, Any]) -> str | None:
    """Take more address space than allowed."""
    resource.setrlimit(resource.RLIMIT_AS, (target["memory"], target["memory"]))
    try:
        bytearray(target["memory"] * 2)
    except MemoryError:
        return "limited by the operating system for each process, and watched for all together"
    return None


def processor(target: dict[str, Any]) -> str | None:
    """Whether a limit of processor time can be set, and not be raised again."""
    resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (1200, 1200))
    except (ValueError, PermissionError):
        return "limited by the operating system for each process, and by the clock"
    return None


def output(target: dict[str, Any]) -> str | None:
    """Write a file larger than allowed."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"0" * 2000)
            file.flush()
    except OSError:
        return "files are limited by the operating system, printed text by the driver"
    return None


def environment(target: dict[str, Any]) -> str | None:
    """Find a variable that the grader has and nobody has given on."""
    own = "\n".join(f"{name}={value}" for name, value in os.environ.items())
    with contextlib.suppress(OSError):
        own += Path("/proc/1/environ").read_text(errors="replace")
    return None if any(f"{name}=" in own for name in target["variables"]) else "emptied"


def user(target: dict[str, Any]) -> str | None:
    """Be the superuser, or somebody with privileges."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    privileges = int(status["CapEff"].strip(), 16) | int(status["CapBnd"].strip(), 16)
    if os.geteuid() == 0 or privileges or status["NoNewPrivs"].strip() != "1":
        return None
    return f"no privileges, as user {os.geteuid()}"


ATTEMPTS: tuple[Callable[[dict[str, Any]], str | None], ...] = (
    network,
    files,
    environment,
    user,
    processes,
    output,
    processor,
    memory,
)


def main() -> None:
    """Try everything; an attempt that fails in an unforeseen way counts as not refused."""
    target = json.load(sys.stdin)
    found = {}
    for attempt in ATTEMPTS:
        try:
            found[attempt.__name__] = attempt(target)
        except (OSError, ValueError, KeyError) as problem:
            found[attempt.__name__] = None
            print(problem, file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
