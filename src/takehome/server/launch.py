"""Running a server: one process, stopped by SIGINT or SIGTERM, after which nothing of it is left.

At a signal the event streams end, requests that are being answered get a few seconds, the queue ends its workers with
their children, and the database is closed. A second Ctrl-C does not wait for the requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from takehome.server.app import create_app
from takehome.server.data_lock import locked
from takehome.server.listening import address, listen, refuse_open_doors
from takehome.server.own_memory import close_own_memory
from takehome.server.security.hosts import is_everywhere, refuse_odd_names
from takehome.server.security.redaction import Redacting, secrets_in
from takehome.server.settings import Settings

PRIVATE = 0o077
"""What is written, by jobs too, is for the server's own user, wherever the data folder is."""
PATIENCE = 5
"""Seconds that requests get to be answered after the signal."""
STOPS = (signal.SIGINT, signal.SIGTERM)


def serve(settings: Settings) -> None:
    """Serve until a signal comes; prints the address on standard output, and logs on standard error.

    The address holds the token where that was made (`Settings.token_made`). An operator's own token is not printed: the
    output of a service often ends up in a journal that others read.

    Raises
    ------
    InputError : these settings cannot be served: a public address without a good token, a port or a data folder that
        another program has, a database that cannot be used.
    """
    refuse_open_doors(settings)
    refuse_odd_names(settings.hosts)
    os.umask(PRIVATE)
    close_own_memory()
    with locked(settings.data), contextlib.closing(listen(settings.host, settings.port)) as listener:
        settings = dataclasses.replace(settings, port=listener.getsockname()[1])
        with _logging(settings):
            asyncio.run(_run(create_app(settings), settings, listener))


class _Server(uvicorn.Server):
    """Uvicorn's server, whose signals are ours to handle: its own handling ends the process before our clean-up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _run(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    server = _Server(_config(app))
    loop = asyncio.get_running_loop()
    # a terminal that closes stops the server too, unless nohup has said that it must not
    hung_up = () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)
    for number in (*STOPS, *hung_up):
        loop.add_signal_handler(number, _stop, server, app)
    # Uvicorn would log what goes wrong here and go on; it is the operator's to read
    async with app.router.lifespan_context(app):
        if not server.should_exit:
            _announce(settings)
            await server.serve(sockets=[listener])


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # what is installed beside does not change how requests are read: h11 is the strict one, and always there
        http="h11",
        loop="asyncio",
        lifespan="off",
        ws="none",
        # the access log is ours, and a proxy's word about addresses is not taken
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )


def _stop(server: uvicorn.Server, app: FastAPI) -> None:
    server.force_exit = server.should_exit
    server.should_exit = True
    app.state.stopping.set()


def _announce(settings: Settings) -> None:
    print(address(settings, settings.token if settings.token_made else ""), flush=True)
    if settings.token and not settings.token_made:
        print("It asks for the token that you gave; that is not printed.", file=sys.stderr, flush=True)
    print(f"Data in {settings.data}. Stop with Ctrl-C.", file=sys.stderr, flush=True)
    if is_everywhere(settings.host) and not settings.hosts:
        print(
            "Other machines reach this port but get no answer: name the server with --allowed-host NAME.",
            file=sys.stderr,
            flush=True,
        )


@contextlib.contextmanager
def _logging(settings: Settings) -> Iterator[None]:
    """Log on standard error, without secrets; as it was before, afterwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets_in(settings.token, settings.database)))
    root, ours = logging.getLogger(), logging.getLogger("takehome.server")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        ours.setLevel(before[1])
