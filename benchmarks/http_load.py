"""Requests at a fixed rate over kept connections, each timed from when it was due; raw sockets of asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

STARTS_IN = 0.2


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    token: str
    body: bytes = b""
    kind: str = "application/json"
    accept: str = "application/json"

    def message(self, port: int) -> bytes:
        """As it goes over the wire."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {self.token}",
            f"Accept: {self.accept}",
        ]  # fmt: skip
        if self.body:
            lines += [f"Content-Type: {self.kind}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Answered:
    """An answer; `seconds` since the request was due. A connection that broke has status 0."""

    status: int
    body: bytes
    seconds: float


class Connection:
    """One kept connection, opened when first used and again after it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Asked, due: float) -> Answered:
        """Send a request and read its answer."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            writer.write(request.message(self._port))
            await writer.drain()
            status, body = await _read(reader)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            await self.close()
            return Answered(0, b"", time.perf_counter() - due)
        return Answered(status, body, time.perf_counter() - due)

    async def close(self) -> None:
        """Close it, if it is open."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    if headers.get("transfer-encoding") == "chunked":
        parts = []
        while size := int(await reader.readline(), 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return int(first.split()[1]), b"".join(parts)
    return int(first.split()[1]), await reader.readexactly(int(headers.get("content-length", "0")))


async def one(port: int, request: Asked) -> Answered:
    """One request over a connection of its own."""
    connection = Connection(port)
    try:
        return await connection.ask(request, time.perf_counter())
    finally:
        await connection.close()


async def at_a_rate(
    port: int, requests: Sequence[Asked], rate: float, seconds: float, connections: int
) -> list[Answered]:
    """The requests in turn, `rate` a second; one that finds every connection busy waits, and its waiting counts."""
    begin, count = time.perf_counter() + STARTS_IN, round(rate * seconds)
    due = iter(range(count))
    answers: list[Answered] = []

    async def work() -> None:
        connection = Connection(port)
        for number in due:
            at = begin + number / rate
            await asyncio.sleep(max(at - time.perf_counter(), 0.0))
            answers.append(await connection.ask(requests[number % len(requests)], at))
        await connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return answers
