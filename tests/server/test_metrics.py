"""What is counted, read with Prometheus' own parser; and health."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.server.asking_the_server import TestClient, asking

import takehome as th
from takehome.server.scoring.http_times import NO_ROUTE, HttpTimes, route_of
from takehome.server.scoring.metrics import MOST_DECISIONS, OTHERS, Metrics
from takehome.server.settings import Settings
from takehome.server.state.database import new_id, now, open_database
from takehome.server.state.records import Run, RunKind, RunStatus
from takehome.server.state.runs import add_run

TOKEN = "0123456789abcdef"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    colour = np.where(rng.random(200) < 0.5, "red", "blue")
    y = (x + (colour == "red") + rng.normal(size=200) > 0.5).astype(int)
    data = pd.DataFrame({"x": x, "colour": colour, "y": y})
    made = th.classify(data, "y", costs={"fp": 1, "fn": 2}, fast=True)
    return Path(made.save(tmp_path_factory.mktemp("studies") / "made"))


@pytest.fixture
def client(study: Path, tmp_path: Path) -> Iterator[TestClient]:
    with asking(Settings(tmp_path / "data", token=TOKEN, studies=(study,))) as made:
        yield made


def samples(text: str) -> dict[tuple[Any, ...], float]:
    """(name, label values in the order of their names) → value, without when it was made."""
    return {
        (sample.name.removeprefix("takehome_"), *(sample.labels[key] for key in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith(("_created", "_bucket"))
    }


def test_rows_decisions_and_warnings_are_counted_by_study(client: TestClient) -> None:
    address = "/v1/studies/made/score"
    assert client.post(address, json={"x": 0.1, "colour": "red"}).status_code == 200
    batch = [{"x": 99, "colour": "red"}, {"x": None, "colour": "green"}, {"x": -99, "colour": "green"}]
    decided = [row["decision"] for row in client.post(address, json={"rows": batch}).json()["rows"]]
    assert client.post(address, json={"rows": [{"x": "high", "colour": "red"}, batch[0]]}).status_code == 422
    lines = {"content-type": "application/x-ndjson"}
    client.post(address, content='{"x": 0.1, "colour": "red"}\n{"x": 1}\n', headers=lines)
    found = samples(client.get("/metrics").text)
    assert found["rows_scored_total", "made"] == 5
    assert found["rows_refused_total", "made"] == 2
    assert sum(found.get(("decisions_total", word, "made"), 0) for word in ("act", "leave")) == 5
    assert found["decisions_total", "act", "made"] >= decided.count("act")
    assert found["out_of_range_total", "x", "made"] == 2
    assert found["unknown_total", "colour", "made"] == 2
    assert found["missing_total", "x", "made"] == 1


def test_latency_is_told_by_route_and_not_by_what_a_client_asks_for(client: TestClient) -> None:
    for name in ("one", "two", "three"):
        assert client.get(f"/v1/studies/{name}").status_code == 404
    assert client.get("/v1/no-such-address").status_code == 404
    assert client.get("/v1/studies", headers={"Authorization": "Bearer wrong"}).status_code == 401
    found = samples(client.get("/metrics").text)
    assert found["http_seconds_count", "GET", "/v1/studies/{study}", "404"] == 3
    assert found["http_seconds_count", "GET", NO_ROUTE, "404"] == 1
    assert found["http_seconds_count", "GET", NO_ROUTE, "401"] == 1, "what a guard refuses is counted, too"
    assert not any("three" in str(part) for key in found for part in key)


def test_metrics_need_the_token_and_health_does_not(client: TestClient) -> None:
    nobody = {"Authorization": ""}
    assert client.get("/metrics", headers=nobody).status_code == 401
    answer = client.get("/v1/health", headers=nobody)
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert TOKEN not in answer.text


def test_runs_are_counted_by_status(settings: Settings) -> None:
    database = open_database(settings)
    for _ in range(3):
        add_run(database, Run(new_id(), 0, RunKind.STUDY, "classify", RunStatus.QUEUED, now(), "key"))
    database.close()
    with asking(settings) as client:
        assert client.get("/v1/health").json()["queue"] == {"queued": 3, "running": 0}
        found = samples(client.get("/metrics").text)
    assert found["runs", "queued"] == 3
    assert {key[1] for key in found if key[0] == "runs"} == {status.value for status in RunStatus}


def test_health_says_when_the_database_does_not_answer(settings: Settings) -> None:
    with asking(settings) as client:
        with client.app.state.db.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE runs RENAME TO gone")
        answer = client.get("/v1/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "no database")


def test_two_applications_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.refused("made", 2)
    assert samples(one.text().decode())["rows_refused_total", "made"] == 2
    assert ("rows_refused_total", "made") not in samples(other.text().decode())


def test_of_a_deleted_study_no_name_is_told(study: Path, settings: Settings) -> None:
    """Columns and decisions are labels, and a column's name may be somebody's."""
    named = dataclasses.replace(settings, studies=(study,))
    with asking(named) as client:
        own = new_id()
        shutil.copytree(study, settings.runs / own / "study")
        for each in (own, "made"):
            assert client.post(f"/v1/studies/{each}/score", json={"x": 99, "colour": "green"}).status_code == 200
        assert own in client.get("/metrics").text
        assert client.request("DELETE", "/v1/everything", json={"confirm": "delete everything"}).status_code == 204
        text = client.get("/metrics").text
    assert own not in text
    assert samples(text)["rows_scored_total", "made"] == 1


def test_decisions_that_are_too_many_are_counted_together() -> None:
    metrics = Metrics()
    answers = [
        {"segment": f"S{i}", "out_of_range": [], "unknown": [], "missing": []} for i in range(MOST_DECISIONS + 10)
    ]
    metrics.scored("made", answers)
    found = samples(metrics.text().decode())
    assert found["decisions_total", OTHERS, "made"] == 10
    assert sum(value for key, value in found.items() if key[0] == "decisions_total") == MOST_DECISIONS + 10


class Route:
    def __init__(self, path: str) -> None:
        self.path = path


@pytest.mark.parametrize(
    ("own", "asked", "told"),
    [
        ("/runs/{id}", "/v1/runs/abc", "/v1/runs/{id}"),
        ("/v1/runs/{id}", "/v1/runs/abc", "/v1/runs/{id}"),
        ("/metrics", "/metrics", "/metrics"),
        ("/", "/", "/"),
        ("/files/{name:path}", "/files/a/b/c", "/files/{name:path}"),
    ],
)
def test_a_route_is_told_with_its_prefix(own: str, asked: str, told: str) -> None:
    assert route_of({"route": Route(own), "path": asked}) == told


def test_a_method_that_was_made_up_is_no_label() -> None:
    metrics = Metrics()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 405, "headers": []})

    async def send(message: Any) -> None: ...

    async def receive() -> Any: ...

    scope = {"type": "http", "method": "BREW", "path": "/"}
    asyncio.run(HttpTimes(app, metrics)(scope, receive, send))
    assert samples(metrics.text().decode())["http_seconds_count", "(other)", NO_ROUTE, "405"] == 1
