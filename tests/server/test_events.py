"""Following a run by server-sent events: order, resume, the last event, and a client that goes away.

The oracle of the wire format is the HTML standard's section on server-sent events: fields a line, an empty line between
events, an id that a client sends back as Last-Event-ID.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.server.asking_the_server import TestClient, WaitingQueue, asking

from takehome.server.api.events import Follower
from takehome.server.settings import Settings
from takehome.server.state.database import Database, new_id, now, open_database
from takehome.server.state.events import add_event
from takehome.server.state.records import Problem, Run, RunKind, RunStatus
from takehome.server.state.runs import add_run, delete_run, mark_cancelled, mark_failed, mark_finished, mark_running

PATIENCE = 30.0
"""Seconds after which a test that hangs fails."""


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with asking(settings) as made:
        yield made


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    with contextlib.closing(open_database(settings)) as opened:
        yield opened


def queued(db: Database, **changes: Any) -> Run:
    run = Run(new_id(), 0, RunKind.STUDY, "regress", RunStatus.QUEUED, now(), "key", scenario="omnicorp-servers")
    return add_run(db, replace(run, **changes))


def finished(db: Database, steps: int) -> Run:
    run = queued(db)
    mark_running(db, run.id, 1)
    for number in range(1, steps + 1):
        add_event(db, run.id, f"step\n{number} \u2028 é", number / 10)
    mark_finished(db, run.id, {"sentence": "Do it."}, "0" * 64)
    return run


def events_of(text: str) -> list[dict[str, Any]]:
    """The events of a stream, as a browser would dispatch them; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        fields = [line.partition(": ") for line in block.splitlines() if line and not line.startswith(":")]
        if fields:
            told = {name: value for name, _, value in fields}
            found.append({**told, "data": json.loads(told["data"])})
    return found


def test_a_finished_run_tells_its_steps_in_order_then_how_it_stands_then_the_end(
    client: TestClient, database: Database
) -> None:
    run = finished(database, 3)
    answer = client.get(f"/v1/runs/{run.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    assert [event["event"] for event in events] == ["step", "step", "step", "status", "end"]
    assert [event.get("id") for event in events] == ["1", "2", "3", None, None]
    assert events[0]["data"] == {"number": 1, "text": "step\n1 \u2028 é", "seconds": 0.1}
    assert events[-2]["data"] == {"status": "finished", "place": 0, "time_left": ""}
    assert events[-1]["data"] == {"status": "finished"}


@pytest.mark.parametrize(("last", "left"), [(0, [1, 2, 3]), (1, [2, 3]), (3, []), (99, [])])
def test_a_client_that_comes_back_gets_what_it_missed(
    client: TestClient, database: Database, last: int, left: list[int]
) -> None:
    run = finished(database, 3)
    answer = client.get(f"/v1/runs/{run.id}/events", headers={"Last-Event-ID": str(last)})
    events = events_of(answer.text)
    assert [event["data"]["number"] for event in events if event["event"] == "step"] == left
    assert events[-1]["event"] == "end"


@pytest.mark.parametrize("last", ["-1", "x", "1e3", "9" * 40])
def test_a_last_event_id_that_was_never_given_is_refused(client: TestClient, database: Database, last: str) -> None:
    run = finished(database, 1)
    answer = client.get(f"/v1/runs/{run.id}/events", headers={"Last-Event-ID": last})
    assert answer.status_code == 422
    assert answer.json()["error"]["saw"]


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_every_way_to_end_is_told(client: TestClient, database: Database, ending: str) -> None:
    run = queued(database)
    if ending == "failed":
        mark_failed(database, run.id, Problem("a bad column"))
    else:
        mark_cancelled(database, run.id)
    events = events_of(client.get(f"/v1/runs/{run.id}/events").text)
    assert events[-1] == {"event": "end", "data": {"status": ending}}


def test_there_are_no_events_of_a_run_that_is_not_there(client: TestClient) -> None:
    assert client.get("/v1/runs/0123456789abcdef/events").status_code == 404


def test_a_run_is_followed_from_the_queue_to_its_end(settings: Settings, database: Database) -> None:
    """A second run that waits moves up, works, makes steps, and ends: each is told once, in this order."""
    first, second = queued(database), queued(database)
    queue = WaitingQueue(settings, database)

    async def followed() -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        async for piece in Follower(database, queue, second.id, 0).stream():
            told += events_of(piece.decode())
            latest = told[-1]["data"]
            if latest.get("place") == 2:
                mark_cancelled(database, first.id)
            elif latest.get("place") == 1:
                mark_running(database, second.id, 1)
            elif latest.get("status") == "running":
                add_event(database, second.id, "Reading", 0.1)
            elif latest.get("text") == "Reading":
                add_event(database, second.id, "Fitting", 0.5)
            elif latest.get("text") == "Fitting":
                mark_finished(database, second.id, {}, "0" * 64)
            queue.wake()
        return told

    told = asyncio.run(asyncio.wait_for(followed(), PATIENCE))
    shown = [event["data"].get("text") or event["data"]["status"] for event in told if event["event"] != "end"]
    assert list(dict.fromkeys(shown)) == ["queued", "running", "Reading", "Fitting", "finished"]
    assert [event["data"]["place"] for event in told if event["data"].get("status") == "queued"] == [2, 1]
    assert told[-1] == {"event": "end", "data": {"status": "finished"}}


def test_a_run_that_is_deleted_while_it_is_followed_ends_the_stream(settings: Settings, database: Database) -> None:
    run = queued(database)

    async def followed() -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        async for piece in Follower(database, WaitingQueue(settings, database), run.id, 0).stream():
            told += events_of(piece.decode())
            delete_run(database, run.id)
        return told

    told = asyncio.run(asyncio.wait_for(followed(), PATIENCE))
    assert told[-1] == {"event": "end", "data": {"status": "deleted"}}


def test_a_client_that_goes_away_ends_its_stream(settings: Settings) -> None:
    """The application itself, without a server: after the disconnect it must return, though the run goes on."""
    from takehome.server import app as assembly

    app = assembly.create_app(settings)
    headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {settings.token}".encode())]

    async def gone() -> list[bytes]:
        async with app.router.lifespan_context(app):
            run = queued(app.state.db)
            heard: list[bytes] = []
            first = asyncio.Event()

            async def receive() -> dict[str, Any]:
                await first.wait()
                return {"type": "http.disconnect"}

            async def send(message: dict[str, Any]) -> None:
                if message.get("body"):
                    heard.append(message["body"])
                    first.set()

            scope = {
                "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
                "method": "GET", "scheme": "http", "path": f"/v1/runs/{run.id}/events", "raw_path": b"",
                "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8642),
            }  # fmt: skip
            await app(scope, receive, send)
            return heard

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "Queue", WaitingQueue)
        heard = asyncio.run(asyncio.wait_for(gone(), PATIENCE))
    assert events_of(b"".join(heard).decode())[0]["data"]["status"] == "queued"
