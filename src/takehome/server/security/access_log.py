"""One line a request: method, path, status, milliseconds. Never the query, the headers or the body.

The path is percent-encoded, so nobody writes lines of his own into the log.
"""

from __future__ import annotations

import logging
import time
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("takehome.server.access")
LONGEST_PATH, LONGEST_METHOD = 200, 20


class AccessLog:
    """Logs when the answer is complete, or was broken off (status 0: nothing was answered)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 0, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            took = 1000 * (time.perf_counter() - began)
            method = scope["method"][:LONGEST_METHOD]
            LOG.info("%s %s %d %.1f ms", method, quote(scope["path"])[:LONGEST_PATH], status, took)
