"""How long a request may be, by its path: told by Content-Length, or counted while it comes.

A request without a length (chunked) is counted; what passes the limit is not handed on, whatever the reader behind does
with the end of its input, and the answer is 413. A refused body is still taken in for a while and thrown away before
the answer ends: a connection that is closed on a client that sends loses the answer with it (RFC 9112, section 9.6).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from takehome.server.security.refusals import Refused, refusal
from takehome.server.security.requests import API, headers_named
from takehome.server.settings import MEGABYTE, Limits
from takehome.units import format_number

OTHERS = 2 * MEGABYTE
"""Forms: options, costs, a note."""
DOCUMENT = 700_000
"""JSON for the interface: 100,000 characters of costs, six bytes each where they are escaped, and options."""
FRAME = MEGABYTE
"""What multipart adds to a file: boundaries, names, small fields."""
BATCH = 8 * MEGABYTE
"""Rows to be scored in one JSON document, which takes many times its length in memory, in the server itself; their
number has a limit of its own (`Limits.batch_rows`)."""
SIGNING_IN = 8_000
"""A token, and where to go afterwards: whoever has not signed in yet must not make the server read more."""

DRAINED, DRAIN_SECONDS = 64 * MEGABYTE, 10.0
"""How much of a refused body is thrown away at least, and for how long at most."""

_SCORE = re.compile(r"/v1/studies/[^/]+/score")


def cap_for(limits: Limits) -> Callable[[Scope], int]:
    """The rule: request → the most bytes that its body may have."""

    def cap(scope: Scope) -> int:
        path = scope["path"].removeprefix("/v1").rstrip("/")
        if scope["method"] == "POST" and path == "/uploads":
            return limits.upload_bytes + FRAME
        if scope["method"] == "POST" and path == "/practice/submissions":
            return limits.notebook_bytes + FRAME
        if scope["path"] == "/sign-in":
            return SIGNING_IN
        if _SCORE.fullmatch(scope["path"]):
            streamed = any("ndjson" in kind or "jsonl" in kind for kind in headers_named(scope, "content-type"))
            return limits.upload_bytes if streamed else BATCH
        return DOCUMENT if scope["path"].startswith(API) else OTHERS

    return cap


class BodyLimit:
    """413 for a body longer than `cap` of its request allows."""

    def __init__(self, app: ASGIApp, cap: Callable[[Scope], int]) -> None:
        self.app, self.cap = app, cap

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        counted = _Counted(scope, self.cap(scope), receive, send)
        fits = all(_fits(length, counted.cap) for length in headers_named(scope, "content-length"))
        if fits:
            # it was cut here, or its client went away and reads no answer
            with contextlib.suppress(ClientDisconnect):
                await self.app(scope, counted.receive, counted.send)
        if not fits or (counted.passed and not counted.started):
            await refusal(scope, too_long(counted.cap))(scope, receive, counted.answer)


def _fits(length: str, cap: int) -> bool:
    # Python refuses to read whole numbers of thousands of digits
    return length.isdecimal() and len(length) < 20 and int(length) <= cap


class _Counted:
    """One request whose body is counted; once it is too long, the reader is told that the client went away."""

    def __init__(self, scope: Scope, cap: int, receive: Receive, send: Send) -> None:
        self.cap, self._receive, self._send = cap, receive, send
        self._bytes = 0
        self.passed = self.started = False
        # a client that asks whether it may send waits for the answer
        self._ended = headers_named(scope, "expect") != [] or not (
            headers_named(scope, "content-length") or headers_named(scope, "transfer-encoding")
        )

    async def receive(self) -> Message:
        if self.passed:
            return {"type": "http.disconnect"}
        message = await self._next()
        if self._bytes > self.cap:
            self.passed = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self.passed and not self.started:
            return  # what the reader says of a cut body is not the reason
        self.started = True
        await self.answer(message)

    async def answer(self, message: Message) -> None:
        """Send, and before the last message take in what the client still sends."""
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if last and not self._ended:
            await self._send({**message, "more_body": True})
            await self._drain()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _next(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        self._ended = self._ended or not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        most = self._bytes + max(2 * self.cap, DRAINED)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while not self._ended and self._bytes < most:
                    await self._next()


def too_long(cap: int) -> Refused:
    """The refusal, with the limit in megabytes."""
    megabytes = format_number(cap / MEGABYTE)
    return Refused(
        413,
        "That is too large",
        f"a request of more than {megabytes} MB",
        f"at most {megabytes} MB here",
        "a smaller file: fewer rows or columns, or Parquet, which takes a fraction of the space of CSV",
        {"Connection": "close"},
    )
