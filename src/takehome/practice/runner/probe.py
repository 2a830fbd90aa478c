"""Which protections really work on this machine, found by trying.

That a program or a kernel feature is present says little (containers and security modules refuse some calls and not
others, and some hang), so the probe encloses a process that tries to break out: to reach a port that listens here, to
read a secret file, to signal the grader, to start processes without end. What was refused is a protection. Each way of
enclosing has three outcomes: it works, it fails, or it takes too long, which counts as failing. Done once a process.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from takehome.practice.results import Protection
from takehome.practice.runner.enclosure import Way, environment
from takehome.practice.runner.nouns import LIMITS
from takehome.practice.runner.process import enclosed

SECONDS = 20.0
"""How long an attempt may take; it takes 0.3 s."""
ATTEMPTED = ("network", "files", "processes", "memory", "processor time", "output", "environment", "user")
NEEDED = frozenset({"network", "files", "processes"})
"""Without these three a notebook is not isolated, whatever else is limited."""
PROBE_PROCESSES = 40
PROBE_MEMORY = 1_000_000_000
FEW_PROCESSES = 8
"""Processes that an enclosed one may see: those of its own enclosure."""

OF_EVERY_SHELL = ("PWD", "OLDPWD", "SHLVL", "_")
"""Variables that any program may set anew: to find them is no leak."""


def protections() -> tuple[Protection, ...]:
    """The eight protections of a run on this machine, each active or not, and how."""
    return attempted(way_here())


def isolated() -> bool:
    """Whether network, files and processes of the grader are out of a notebook's reach here."""
    return way_here() is not Way.NONE


@functools.cache
def way_here() -> Way:
    """The first way of enclosing that isolates; NONE where no way does."""
    for each in (Way.NAMESPACES, Way.BUBBLEWRAP):
        if {found.name for found in attempted(each) if found.active} >= NEEDED:
            return each
    return Way.NONE


@functools.cache
def attempted(way: Way) -> tuple[Protection, ...]:
    """What an enclosed process could not do, one protection for each thing that it tried."""
    found, failure = attempt(way)
    named = []
    for name in ATTEMPTED:
        how = found.get(name.split()[0])
        means = f"{how} ({way})" if how else failure or f"an enclosed process could get around it ({way})"
        named.append(Protection(name, bool(how), means))
    return tuple(named)


def attempt(way: Way) -> tuple[dict[str, str | None], str]:
    """Run the attempts enclosed; gives what they report, and why they report nothing."""
    command = [sys.executable, "-I", "-S", os.path.join(os.path.dirname(__file__), "inside", "attempt.py")]
    try:
        with targets() as target, enclosed(way, LIMITS, command) as (process, _, head):
            output, _ = process.communicate(head + json.dumps(target).encode(), timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {}, f"no answer within {SECONDS:g} s ({way})"
    except OSError as problem:
        return {}, f"could not be set up: {problem.strerror or problem} ({way})"
    try:
        found = json.loads(output)
    except ValueError:
        return {}, f"could not be set up: the enclosure ended with status {process.returncode} ({way})"
    return found, ""


@contextlib.contextmanager
def targets() -> Iterator[dict[str, Any]]:
    """Things of the grader's that an enclosed process must not reach."""
    secret = secrets.token_hex(8)
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.NamedTemporaryFile("w", suffix=secret) as file:
        file.write(secret)
        file.flush()
        yield {
            "port": server.getsockname()[1],
            "secret": file.name,
            "variables": sorted(set(os.environ) - {*environment(""), *OF_EVERY_SHELL}),
            "few": FEW_PROCESSES,
            "processes": PROBE_PROCESSES,
            "memory": PROBE_MEMORY,
        }
