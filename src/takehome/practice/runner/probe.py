"""Which protections really work on this machine, found by trying.

That a program or a kernel feature is present says little (containers and security modules refuse some calls and not
others, and some hang), so the probe encloses a process that tries to break out: to reach a port that listens here, to
read a secret file, to signal the grader, to start processes without end. What was refused is a protection. Each way of
enclosing has three outcomes: it works, it fails, or it takes too long, which counts as failing. What works is kept for
the life of the process; what failed is tried again after a while, because an operator may have mended it.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from takehome.practice.results import Protection
from takehome.practice.runner.enclosure import Way, bubblewrap_command, environment, namespaces_command, plan
from takehome.practice.runner.nouns import LIMITS
from takehome.practice.runner.process import enclosed

SECONDS = 20.0
"""How long an attempt may take; it takes 0.3 s."""
ATTEMPTED = ("network", "files", "processes", "memory", "processor time", "output", "environment", "user")
NEEDED = frozenset({"network", "files", "processes"})
"""Without these three a notebook is not isolated, whatever else is limited."""
PROBE_PROCESSES = 40
PROBE_MEMORY = 1_000_000_000
WORDS = 200
"""Characters of an enclosure's last words that are told."""
ERROR = re.compile(r"(?m)^\w+Error: (?:\[Errno \d+\] )?(.+)$")
"""The last line of a traceback, without the error's name and number."""
FEW_PROCESSES = 8
"""Processes that an enclosed one may see: those of its own enclosure."""

WAYS = (Way.NAMESPACES, Way.BUBBLEWRAP)
KEPT, SPARED = 10.0, 10.0
"""A failure is kept for so many seconds, and for so many times what the attempt took: some hang."""

OF_EVERY_SHELL = ("PWD", "OLDPWD", "SHLVL", "_")
"""Variables that any program may set anew: to find them is no leak."""


class Found(NamedTuple):
    """What trying a way has shown, and until when (s, monotonic) that is kept."""

    protections: tuple[Protection, ...]
    isolates: bool
    until: float


_found: dict[Way, Found] = {}
_one_at_a_time = threading.RLock()


def protections() -> tuple[Protection, ...]:
    """The eight protections of a run on this machine, each active or not, and how."""
    return found(way_here()).protections


def isolated() -> bool:
    """Whether network, files and processes of the grader are out of a notebook's reach here."""
    return way_here() is not Way.NONE


def way_here() -> Way:
    """The first way of enclosing that isolates; NONE where no way does."""
    with _one_at_a_time:
        worked = [each for each in WAYS if each in _found and _found[each].isolates]
        return next((each for each in worked or WAYS if found(each).isolates), Way.NONE)


def missing() -> tuple[str, ...]:
    """Why no way isolates, a sentence for each way; empty where one does."""
    if isolated():
        return ()
    return tuple(f"{way.value.capitalize()}: {_failed(found(way).protections)}" for way in WAYS)


def _failed(tried: tuple[Protection, ...]) -> str:
    """The needed protections that are absent, those with one reason together."""
    names: dict[str, list[str]] = {}
    for each in tried:
        if each.name in NEEDED and not each.active:
            names.setdefault(each.how, []).append(each.name)
    return "; ".join(f"no protection of {', '.join(of)}: {how}" for how, of in names.items())


def found(way: Way) -> Found:
    """What an enclosed process could not do; tried anew where the last try failed and is no longer kept."""
    with _one_at_a_time:
        kept = _found.get(way)
        if kept is None or time.monotonic() > kept.until:
            kept = _found[way] = _tried(way)
        return kept


def _tried(way: Way) -> Found:
    """One protection for each thing that an enclosed process tried."""
    start = time.monotonic()
    refused, failure = attempt(way)
    named = []
    for name in ATTEMPTED:
        how = refused.get(name.split()[0])
        means = f"{how} ({way})" if how else failure or f"an enclosed process could get around it ({way})"
        named.append(Protection(name, bool(how), means))
    isolates = {each.name for each in named if each.active} >= NEEDED
    now = time.monotonic()
    until = math.inf if isolates else now + max(KEPT, SPARED * (now - start))
    return Found(tuple(named), isolates, until)


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
        return json.loads(output), ""
    except ValueError:
        why = last_words(way) or f"the enclosure ended with status {process.returncode}"
        return {}, f"could not be set up: {why} ({way})"


def last_words(way: Way) -> str:
    """What the enclosure says as it fails, which a run never listens to; empty where it now works or says nothing."""
    harmless = ["/bin/true"]
    with tempfile.TemporaryDirectory(prefix="th-") as folder:
        head, command = b"", bubblewrap_command(LIMITS, harmless)
        if way is Way.NAMESPACES:
            head, command = json.dumps(plan(Path(folder), LIMITS, harmless)).encode(), namespaces_command()
        try:
            done = subprocess.run(
                command, input=head + b"\n", capture_output=True, timeout=SECONDS, env={}, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == 0 or not said:
        return ""
    # two processes build the namespaces: where the one fails the other does too
    return "; ".join(dict.fromkeys(ERROR.findall(said)) or [said.splitlines()[-1]])[:WORDS]


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
