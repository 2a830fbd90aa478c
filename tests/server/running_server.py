"""A server as an operator starts it: a process of its own, and whatever it leaves behind."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from takehome.server.jobs import family

PATIENCE = 60.0
"""Seconds that anything may take before a test gives up; nothing is timed."""
MARK = "TAKEHOME_TEST_MARK"


@dataclass(frozen=True, slots=True)
class Running:
    """A started server. `mark` is in the environment of its process, and that of its data folder in its workers'."""

    process: subprocess.Popen[str]
    port: int
    token: str
    mark: str
    errors: Path

    @property
    def log(self) -> str:
        return self.errors.read_text()

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one request with the token, unless `Authorization` is None."""
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the server alone and wait for its end; gives its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def command(*options: object) -> list[str]:
    return [sys.executable, "-m", "takehome", "serve", *(str(option) for option in options)]


@contextlib.contextmanager
def running(folder: Path, *options: object, **environment: str) -> Iterator[Running]:
    """A server on a free port that has printed its address; killed at the end, if it still runs."""
    mark = family.mark_of(folder / "data")
    errors = folder / f"errors-{secrets.token_hex(8)}"
    variables = {**os.environ, MARK: mark, "OMP_NUM_THREADS": "1", **environment}
    with (
        errors.open("w") as log,
        subprocess.Popen(
            command("--port", 0, "--data", folder / "data", *options),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=variables,
        ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/(?:\?token=(\S+))?\n", line)
            assert found, (line, errors.read_text())
            yield Running(process, int(found[1]), found[2] or "", mark, errors)
        finally:
            process.kill()


def left_behind(mark: str) -> list[int]:
    """Processes that carry the mark in their environment; of a server that runs, root alone sees it."""
    found = []
    wanted = f"{MARK}={mark}\0".encode(), f"{family.MARK}={mark}".encode()
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            environment = (folder / "environ").read_bytes() if folder.name.isdecimal() else b""
            if any(each in environment for each in wanted):
                found.append(int(folder.name))
    return found


def wait_for(done: object) -> None:
    """Wait until a call gives something true."""
    limit = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)


def raw(port: int, text: bytes) -> bytes:
    """What the server says to these very bytes, until it closes the connection or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        said = b""
        while part := connection.recv(65_536):
            said += part
    return said
