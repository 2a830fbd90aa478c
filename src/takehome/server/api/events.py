"""A run as it happens, by server-sent events: steps, where it stands, and a last event after which nothing comes.

Every `step` has the number of the event as its id; a browser that lost the connection sends the last one back as
``Last-Event-ID`` and gets what it missed. `status` has no id: it says how things stand and need not be caught up with.
After `end` the client must close, or the browser would connect again for ever. All progress is in the database, so a
second tab, and a server that was started anew, show the same.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from takehome.server.api.given import TheDatabase, TheQueue, TheRun
from takehome.server.api.problems import declared
from takehome.server.jobs.queue import Queue
from takehome.server.jobs.time_left import time_left
from takehome.server.state.database import Database, now
from takehome.server.state.events import events_after
from takehome.server.state.records import Event, Run, RunStatus
from takehome.server.state.runs import get_run

router = APIRouter(prefix="/runs", tags=["runs"])

STALE = 2.0
"""Seconds after which the time left is told again."""
SILENCE = 10.0
"""Seconds of silence after which a comment keeps proxies from closing the connection."""
WAIT = 1.0
WAITING_THREADS = 16
"""Streams beyond this look once a second instead of waiting for a change: each that waits holds a thread."""

EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["step", "status", "end"]},
        "id": {"type": "string", "description": "Number of a step."},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
"""One event of the stream, for the OpenAPI document."""

_waiting: RunVar[CapacityLimiter] = RunVar("streams that wait for a change")


@router.get(
    "/{id}/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {"schema": EVENT}}, "description": "The events."},
        **declared(404),
    },
)
async def events(
    run: TheRun,
    db: TheDatabase,
    queue: TheQueue,
    last_event_id: Annotated[int, Header(ge=0, le=2**31 - 1, description="Id of the last event that came.")] = 0,
) -> StreamingResponse:
    """Follow a run: `step` {number, text, seconds}, `status` {status, place, time_left}, at last `end` {status}."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    stream = Follower(db, queue, run.id, last_event_id).stream()
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@dataclass(frozen=True, slots=True)
class Look:
    """How a run stands at one moment; `run` is None once it was deleted."""

    run: Run | None
    steps: list[Event]
    place: int
    time_left: str


class Follower:
    """One client that follows one run."""

    def __init__(self, db: Database, queue: Queue, run_id: str, after: int) -> None:
        self.db, self.queue, self.run_id, self.after = db, queue, run_id, after
        self.told: dict[str, Any] = {}
        self.seen: int | None = None
        self.told_at = self.heard_at = monotonic()

    async def stream(self) -> AsyncIterator[bytes]:
        """The events until the run has ended; a client that goes, or a server that stops, cancels this."""
        while True:
            look = await to_thread.run_sync(self.look)
            for piece in self.pieces(look):
                self.heard_at = monotonic()
                yield piece
            if look.run is None or look.run.status.final:
                yield _event("end", {"status": "deleted" if look.run is None else look.run.status.value})
                return
            if monotonic() - self.heard_at > SILENCE:
                self.heard_at = monotonic()
                yield KEEPALIVE_COMMENT
            await self.change()

    def look(self) -> Look:
        """Read how the run stands: the run before its steps, so that none is missed when it ends in between."""
        if self.seen is None:
            self.seen = self.queue.changed(0)
        run = get_run(self.db, self.run_id)
        if run is None:
            return Look(None, [], 0, "")
        steps = events_after(self.db, self.run_id, 0)
        place = self.queue.place(run.id) if run.status is RunStatus.QUEUED else 0
        left = "" if run.status.final else time_left(self.db, run, now())
        return Look(run, steps, place, left)

    def pieces(self, look: Look) -> list[bytes]:
        """What is new since the last look."""
        new = [step for step in look.steps if step.number > self.after]
        pieces = [
            _event("step", {"number": step.number, "text": step.text, "seconds": step.seconds}, step.number)
            for step in new
        ]
        if new:
            self.after = new[-1].number
        status = "deleted" if look.run is None else look.run.status.value
        now_told = {"status": status, "place": look.place, "time_left": look.time_left}
        same = {**now_told, "time_left": ""} == {**self.told, "time_left": ""}
        if not same or (now_told != self.told and monotonic() - self.told_at > STALE):
            self.told, self.told_at = now_told, monotonic()
            pieces.append(_event("status", now_told))
        return pieces

    async def change(self) -> None:
        """Wait until something may have changed, at most a second."""
        limiter = _limiter()
        if limiter.available_tokens < 1:
            await asyncio.sleep(WAIT)
            return
        wait = partial(self.queue.changed, WAIT, self.seen)
        self.seen = await to_thread.run_sync(wait, limiter=limiter, abandon_on_cancel=True)


def _limiter() -> CapacityLimiter:
    """The limiter of this event loop."""
    try:
        return _waiting.get()
    except LookupError:
        _waiting.set(CapacityLimiter(WAITING_THREADS))
        return _waiting.get()


def _event(name: str, data: dict[str, Any], number: int | None = None) -> bytes:
    text = json.dumps(data, ensure_ascii=True)
    return format_sse_event(event=name, data_str=text, id=None if number is None else str(number))
