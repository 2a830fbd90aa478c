"""The application, assembled: routers, errors, guards, and what lives as long as the server does.

``app.state`` holds what requests need: `settings`, `db`, `queue`, `scorers`, `metrics`, and `stopping`, an event that
is set when the server stops.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from takehome.server.api import problems
from takehome.server.api.router import router as interface
from takehome.server.api.scoring import DIRECT
from takehome.server.jobs.queue import Queue
from takehome.server.pages.router import router as pages
from takehome.server.removing import sweep
from takehome.server.retaining import ended, keep_forgetting
from takehome.server.scoring.http_times import HttpTimes
from takehome.server.scoring.metrics import Metrics
from takehome.server.scoring.studies import Scorers
from takehome.server.security.guards import Guarded
from takehome.server.settings import Settings
from takehome.server.state.counting import runs_by_status
from takehome.server.state.database import open_database

CLOSED_BY_CLIENT = 400
"""Nobody reads this answer: its client went away."""


class Observed(Guarded):
    """The guarded application with every answer timed, also those of the guards."""

    def build_middleware_stack(self) -> ASGIApp:
        """What FastAPI calls once, at the first request."""
        return HttpTimes(super().build_middleware_stack(), self.state.metrics)


def create_app(settings: Settings) -> FastAPI:
    """The whole application for these settings; it opens nothing before its lifespan begins."""
    app = Observed(
        title="takehome",
        version=version("takehome"),
        summary="From a table and its economics to a decision that is checked, explained and priced",
        openapi_url="/v1/openapi.json",
        # those pages load scripts from elsewhere; /interface shows the document
        docs_url=None,
        redoc_url=None,
        # a redirect would repeat the Host header, and a moved POST loses its body
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.metrics = Metrics(lambda: runs_by_status(app.state.db))
    app.state.stopping = asyncio.Event()
    problems.install(app)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.router.routes.insert(0, DIRECT)
    app.include_router(interface)
    app.include_router(pages)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the database, start the queue, and close both at the end, whatever happens in between.

    Raises
    ------
    InputError : the database or a folder of saved studies cannot be used.
    """
    settings: Settings = app.state.settings
    app.state.stopping = asyncio.Event()
    async with contextlib.AsyncExitStack() as closing:
        db = app.state.db = await asyncio.to_thread(open_database, settings)
        closing.callback(db.close)
        await asyncio.to_thread(sweep, settings, db)
        queue = app.state.queue = Queue(settings, db)
        app.state.scorers = Scorers(settings, db)
        await asyncio.to_thread(queue.start)
        closing.push_async_callback(asyncio.to_thread, queue.stop)
        closing.push_async_callback(ended, asyncio.ensure_future(keep_forgetting(settings, db, queue)))
        yield
        app.state.stopping.set()


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=CLOSED_BY_CLIENT)
