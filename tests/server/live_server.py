"""The whole application on a free port of this machine, in a thread of the test's process, for browsers."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn
from tests.server.asking_the_server import WaitingQueue

from takehome.server import app as assembly
from takehome.server.settings import Settings
from takehome.server.state.database import Database

STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Live:
    """A server that answers: its address, its settings, and its database, through which a test plays the worker."""

    address: str
    settings: Settings
    db: Database

    @property
    def entrance(self) -> str:
        """The address that signs a browser in."""
        return f"{self.address}/?token={self.settings.token}"


@contextlib.contextmanager
def serving(settings: Settings, *, real_queue: bool = False) -> Iterator[Live]:
    """Serve while the context lasts; without `real_queue` no process is started for runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = dataclasses.replace(settings, port=listener.getsockname()[1])
    own = assembly.Queue
    if not real_queue:
        assembly.Queue = WaitingQueue
    app = assembly.create_app(settings)
    options = {"ws": "none", "access_log": False, "log_config": None, "timeout_graceful_shutdown": 2}
    server = uvicorn.Server(uvicorn.Config(app, **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        _wait(server, thread)
        yield Live(f"http://127.0.0.1:{settings.port}", settings, app.state.db)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        assembly.Queue = own


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < until, "the server did not start in time"
        time.sleep(0.02)
