"""A tiny application behind the real guards: what the tests of the guards knock at."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from tests.server.asking_the_server import TestClient

from takehome.server.api import problems
from takehome.server.security.forgery import csrf_token, require_csrf
from takehome.server.security.guards import Guarded
from takehome.server.settings import Limits, Settings

ADDRESS = "http://127.0.0.1:8642"
SMALL = Limits(upload_bytes=5_000_000, notebook_bytes=1_000_000)


def tiny_app(settings: Settings) -> FastAPI:
    """A page, a form, an upload, a stream and an interface; every request that reaches them is noted in `reached`."""
    app = Guarded(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.settings = replace(settings, limits=SMALL)
    app.state.stopping = asyncio.Event()
    app.state.reached = []
    problems.install(app)

    @app.get("/")
    async def start(request: Request) -> Any:
        return HTMLResponse(f'<p>{request.state.signed_in}</p><input name="csrf" value="{csrf_token(request)}">')

    @app.post("/runs")
    @app.post("/v1/runs")
    @app.post("/v1/uploads")
    @app.post("/practice/submissions")
    @app.post("/v1/practice/submissions")
    @app.put("/v1/runs")
    @app.delete("/v1/runs")
    @app.patch("/v1/runs")
    async def change(request: Request) -> Any:
        app.state.reached.append((request.method, (await request.body()).decode()))
        return PlainTextResponse("changed")

    @app.post("/uploads")
    async def upload(request: Request) -> Any:
        async with request.form() as form:
            require_csrf(request, form)
            sent = form.get("file")
            app.state.reached.append(("upload", len(await sent.read()) if sent else 0))
        return PlainTextResponse("uploaded")

    @app.get("/runs/{name}/report")
    @app.get("/v1/runs/{name}/report.html")
    async def report(name: str) -> Any:
        return HTMLResponse("<script>1</script>", headers={"Content-Security-Policy": "default-src *"})

    @app.get("/static/{name}")
    async def static(name: str) -> Any:
        return PlainTextResponse(name, headers={"Cache-Control": "no-cache"})

    @app.get("/v1/health")
    async def health() -> Any:
        return {"status": "ok"}

    @app.get("/v1/number")
    async def number(value: int) -> Any:
        return {"value": value}

    @app.get("/v1/fault")
    @app.get("/fault")
    async def fault() -> Any:
        raise RuntimeError("an inner secret")

    @app.get("/v1/runs/1/events")
    async def events() -> Any:
        async def endless() -> AsyncIterator[str]:
            while True:
                yield "data: x\n\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(endless(), media_type="text/event-stream")

    @app.websocket("/socket")
    async def socket(socket: WebSocket) -> None:
        app.state.reached.append("socket")
        await socket.accept()

    return app


def client_of(app: FastAPI, address: str = ADDRESS, **options: Any) -> TestClient:
    """A client that follows no redirect and gets answers, not exceptions."""
    return TestClient(app, base_url=address, follow_redirects=False, raise_server_exceptions=False, **options)


def signed_in(client: TestClient, token: str) -> str:
    """Sign a client in as a browser does; gives its token against forgery."""
    assert client.get(f"/?token={token}").status_code == 303
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)
    assert found
    return found[1]
