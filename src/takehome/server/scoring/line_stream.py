"""Rows as lines of JSON, answered line by line while they come.

Every line that is not blank gets one line back, in order: an answer, or an error with the number of the line, after
which the stream goes on. One stream is one session: a study that remembers goes on from the line before. Send and read
at the same time; who sends without reading is held back.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from takehome.errors import InputError, TakehomeError
from takehome.server.api.problems import document
from takehome.server.scoring.row_body import parsed, written
from takehome.server.scoring.scorer import AT_ONCE, OneRow, Scorer

MEDIA_TYPE = "application/x-ndjson"
LONGEST_LINE = 1_000_000
"""Bytes of one line; a longer one ends the stream."""
Counted = Callable[[list[dict[str, Any]], int], None]


class LineStream(Response):
    """Reads the request and writes the answer at the same time.

    Parameters
    ----------
    scorer : whose answers they are. counted : told the answers and the number of refused lines of each part.
    """

    media_type = MEDIA_TYPE

    def __init__(self, scorer: Scorer, counted: Counted) -> None:
        self._scorer, self._counted = scorer, counted
        super().__init__()
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = await anyio.to_thread.run_sync(self._scorer.session)
        lines = _Lines(session, self._counted)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            more = message.get("more_body", False) and not lines.ended
            lines.feed(message.get("body", b""), last=not more)
            async for part in self._answered(lines):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answered(self, lines: _Lines) -> AsyncIterator[bytes]:
        """Parts of the answer; between two of them others get their turn."""
        while lines.waiting:
            if self._scorer.is_quick(1):
                yield lines.answered(AT_ONCE)
                await asyncio.sleep(0)
            else:
                yield await anyio.to_thread.run_sync(lines.answered, 0.0)


class _Lines:
    """What came and was not answered yet."""

    def __init__(self, session: OneRow, counted: Counted) -> None:
        self._session, self._counted = session, counted
        self._rest, self._number = b"", 0
        self._queue: deque[tuple[int, bytes]] = deque()
        self.ended = False

    @property
    def waiting(self) -> bool:
        return bool(self._queue)

    def feed(self, body: bytes, last: bool) -> None:
        """Take bytes in; the last line needs no end."""
        *whole, self._rest = (self._rest + body).split(b"\n")
        if last or len(self._rest) > LONGEST_LINE:
            whole, self._rest = [*whole, self._rest], b""
        for line in whole:
            self._number += 1
            if line.strip():
                self._queue.append((self._number, line))
            if len(line) > LONGEST_LINE:
                self.ended = True
                break

    def answered(self, seconds: float) -> bytes:
        """Answers of the next lines, for so long, at least of one."""
        until, made, answers, refused = time.perf_counter() + seconds, [], [], 0
        while self._queue:
            number, line = self._queue.popleft()
            try:
                answer = self._answer(line)
                answers.append(answer)
            except TakehomeError as problem:
                answer = {"line": number, **document(problem)}
                refused += 1
            made.append(written(answer) + b"\n")
            if time.perf_counter() >= until:
                break
        self._counted(answers, refused)
        return b"".join(made)

    def _answer(self, line: bytes) -> dict[str, Any]:
        if len(line) > LONGEST_LINE:
            saw = f"a line of more than {LONGEST_LINE:,} bytes, at which the stream ends"
            raise InputError(saw, "one row a line", "end every row with a line feed")
        return self._session(parsed(line))
