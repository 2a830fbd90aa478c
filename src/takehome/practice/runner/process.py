"""One enclosed command as the grader holds it: a process, its input, and the folder that its root is mounted on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from takehome.practice.runner import enclosure
from takehome.practice.runner.enclosure import Way
from takehome.practice.runner.nouns import Limits
from takehome.practice.runner.watch import descendants


@contextlib.contextmanager
def enclosed(way: Way, limits: Limits, command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[bytes], str, bytes]]:
    """Start `command` enclosed and end everything of it at the exit.

    Yields
    ------
    The process (pipes at its input and output), its private folder as it calls it, and the bytes that must be the
    beginning of its input.
    """
    # the paths of the kernel's sockets must stay under 107 characters, hence a short folder
    folder = Path(tempfile.mkdtemp(prefix="th-"))
    try:
        private = enclosure.base(way, folder)
        head, environment = b"", {}
        if way is Way.NAMESPACES:
            head = json.dumps(enclosure.plan(folder, limits, command)).encode() + b"\n"
            command = enclosure.namespaces_command()
        elif way is Way.BUBBLEWRAP:
            command = enclosure.bubblewrap_command(limits, command)
        else:
            environment = enclosure.environment(private)
        process = started(command, environment, folder if way is Way.NONE else Path("/"))
        try:
            yield process, private, head
        finally:
            end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def started(command: Sequence[str], environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    """The process, out of reach of the terminal's Ctrl-C, which is the grader's alone."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with everything below it; in namespaces the first of them takes all the others along."""
    if process.returncode is not None:
        # its number may belong to somebody else by now
        return
    for pid in (*descendants(process.pid), process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left and close the pipes."""
    kill(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
