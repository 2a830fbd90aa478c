"""Event streams that end when the server stops: a browser that watches a run must not hold it up.

A stream never ends by itself, and whatever makes it may be asleep. So its request is cancelled, and the client sees a
proper end; it comes back by itself and goes on where it was (Last-Event-ID).
"""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAM_PATH = "/events"
"""How the addresses of event streams end."""


class EndingStreams:
    """Ends what is answered at addresses of event streams as soon as ``app.state.stopping`` is set."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(STREAM_PATH):
            await self.app(scope, receive, send)
            return
        started = ended = False

        async def watched(message: Message) -> None:
            nonlocal started, ended
            started = started or message["type"] == "http.response.start"
            ended = ended or (message["type"] == "http.response.body" and not message.get("more_body", False))
            await send(message)

        await self._until_stopping(scope, receive, watched)
        if started and not ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _until_stopping(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = asyncio.ensure_future(self.app(scope, receive, send))
        stop = asyncio.ensure_future(scope["app"].state.stopping.wait())
        try:
            await asyncio.wait({answer, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            if not answer.done():
                answer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await answer
