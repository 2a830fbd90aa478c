"""How long answers take, by route: a pure ASGI middleware, which costs a few microseconds a request."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from takehome.server.scoring.metrics import Metrics

NO_ROUTE = "(none)"
"""Addresses that no route has, and requests that a guard refused."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class HttpTimes:
    """Observes the time from a request's head to its answer's head; a stream of events lasts as long as it likes."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in METHODS else "(other)"
                labels = (method, route_of(scope), str(message["status"]))
                self.metrics.http.labels(*labels).observe(time.perf_counter() - started)
            await send(message)

        await self.app(scope, receive, observed)


def route_of(scope: Scope) -> str:
    """The template of the route that answered, ``/v1/runs/{id}``: a label must not hold what a client makes up.

    A route of an included router may know its own part alone; what stands before it in the address is the prefix.
    """
    path = getattr(scope.get("route"), "path", None)
    if not isinstance(path, str) or ":path}" in path:
        return path if isinstance(path, str) else NO_ROUTE
    own, asked = path.split("/"), scope["path"].split("/")
    return "/".join(asked[: len(asked) - len(own) + 1]) + path
