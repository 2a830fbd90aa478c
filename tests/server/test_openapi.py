"""The interface does what its OpenAPI document says: requests are made up from the document, answers held against it.

The oracle is schemathesis with all its checks: no 5xx, only declared statuses, types and bodies, invalid data refused,
valid data accepted, no answer without the token, 405 with a true Allow header. Then a walk through a whole life of an
upload and a run, each of whose answers must be as the document says, since made-up ids only meet 404.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.python.asgi import get_client, shutdown_lifespans
from tests.server.asking_the_server import DATABASES, WaitingQueue, database_of

from takehome.server import app as assembly
from takehome.server.security import attempts
from takehome.server.settings import Limits, Settings
from takehome.server.state.events import add_event
from takehome.server.state.runs import mark_finished, mark_running

TOKEN = "0123456789abcdef"
AUTHORIZATION = {"Authorization": f"Bearer {TOKEN}"}
EXAMPLES = 4
"""Made-up requests an address, beside those that cover every branch of its parameters' schemas."""

ADDRESSES = 25
"""Methods and paths that are asked, at least."""

# What only a study, an assignment or another record can judge (a column, a level, a second confirmation) stands in no
# schema: such a request is valid by the document and is refused with 422, in words. A path with a backslash or a step
# of dots is refused with 400 before any schema is looked at.
CONFIG = {
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True, "database": "none"},
    "suppress-health-check": ["all"],
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "400", "401", "403", "404", "409", "422"]},
    },
    "headers": AUTHORIZATION,
}


@pytest.fixture(scope="module", params=DATABASES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The whole application; no process works on its runs, and it does not tire of wrong tokens."""
    settings = Settings(
        data=tmp_path_factory.mktemp("openapi") / "data",
        token=TOKEN,
        hosts=("testserver",),
        limits=Limits(upload_bytes=1_000_000, preview_seconds=20.0),
    )
    with database_of(request) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "Queue", WaitingQueue)
        patch.setattr(attempts, "ALLOWED", 10**9)
        app = assembly.create_app(replace(settings, database=url))
        yield app
        shutdown_lifespans()


@pytest.fixture(scope="module")
def document(served: Any) -> Any:
    """The document as a stranger loads it."""
    config = SchemathesisConfig.from_dict(CONFIG)
    return schemathesis.openapi.from_asgi("/v1/openapi.json", served, headers=AUTHORIZATION, config=config)


def test_made_up_requests_are_answered_as_the_document_says(document: Any) -> None:
    wrong, addresses = [], set()
    for event in from_schema(document).execute():
        if isinstance(event, NonFatalError | FatalError):
            wrong.append(str(event))
        elif isinstance(event, ScenarioFinished):
            addresses.add(event.label)
            wrong += failures_of(event.recorder)
    assert not wrong, "\n\n".join(dict.fromkeys(wrong))
    assert len(addresses - {None}) >= ADDRESSES


def failures_of(recorder: Any) -> list[str]:
    """What a check found wrong, with the request that shows it."""
    return [
        f"{node.name} at {recorder.label}: {node.failure_info.failure}\n{node.failure_info.code_sample}"
        for nodes in recorder.checks.values()
        for node in nodes
        if node.failure_info is not None
    ]


def test_the_document_names_every_address_and_no_page(document: Any) -> None:
    paths = set(document.raw_schema["paths"])
    assert all(path.startswith("/v1/") or path == "/metrics" for path in paths)
    assert {
        "/v1/uploads", "/v1/uploads/{id}", "/v1/scenarios", "/v1/verbs", "/v1/verbs/{verb}", "/v1/runs",
        "/v1/runs/{id}", "/v1/runs/{id}/cancel", "/v1/runs/{id}/repeat", "/v1/runs/{id}/note", "/v1/runs/{id}/events",
        "/v1/runs/{id}/report.html", "/v1/runs/{id}/report.json", "/v1/runs/{id}/report.md",
        "/v1/runs/{id}/files/{name}", "/v1/compare", "/v1/everything", "/v1/practice/assignments",
        "/v1/practice/handouts", "/v1/practice/submissions", "/v1/practice/gradebook", "/v1/studies",
        "/v1/studies/{study}/score", "/v1/health", "/metrics",
    } <= paths  # fmt: skip


def test_a_life_of_an_upload_and_a_run_is_answered_as_the_document_says(served: Any, document: Any) -> None:
    walk = Walk(served, document)
    upload = walk.ask("post", "/v1/uploads", 201, files={"file": ("a.csv", "x,y\n" + "1,2\n3,5\n" * 20)})["id"]
    walk.ask("get", "/v1/uploads", 200)
    walk.ask("get", "/v1/uploads/{id}", 200, id=upload)
    walk.ask("get", "/v1/scenarios", 200)
    for verb in walk.ask("get", "/v1/verbs", 200):
        walk.ask("get", "/v1/verbs/{verb}", 200, verb=verb["verb"])
    asked = {"verb": "regress", "upload": upload, "options": {"target": "y"}, "economics": {}, "seed": 3}
    run = walk.ask("post", "/v1/runs", 202, json=asked)["id"]
    other = walk.ask("post", "/v1/runs/{id}/repeat", 202, id=run)["id"]
    walk.ask("delete", "/v1/uploads/{id}", 409, id=upload)
    walk.ask("post", "/v1/runs/{id}/cancel", 200, id=other)
    walk.ask("post", "/v1/runs/{id}/cancel", 409, id=other)
    walk.ask("get", "/v1/runs/{id}/report.json", 404, id=run)
    finish(served, run)
    walk.ask("get", "/v1/runs/{id}", 200, id=run)
    walk.ask("get", "/v1/runs/{id}/events", 200, id=run)
    for form in ("html", "json", "md"):
        walk.ask("get", f"/v1/runs/{{id}}/report.{form}", 200, id=run)
    walk.ask("get", "/v1/runs/{id}/files/{name}", 200, id=run, name="a.csv")
    walk.ask("get", "/v1/runs/{id}/files/{name}", 404, id=run, name="b.csv")
    walk.ask("put", "/v1/runs/{id}/note", 200, id=run, json={"note": "for Tuesday"})
    assert [one["id"] for one in walk.ask("get", "/v1/runs", 200, params={"text": "tuesday"})] == [run]
    walk.ask("get", "/v1/compare", 200, params={"a": run, "b": other})
    walk.ask("get", "/v1/practice/gradebook", 404, params={"run": run})
    walk.ask("delete", "/v1/runs/{id}", 204, id=other)
    walk.ask("delete", "/v1/uploads/{id}", 204, id=upload)
    walk.ask("post", "/v1/runs/{id}/repeat", 409, id=run)
    walk.ask("delete", "/v1/everything", 409, json={"confirm": "delete nothing"})
    walk.ask("delete", "/v1/everything", 204, json={"confirm": "delete everything"})
    assert walk.ask("get", "/v1/runs", 200) == []
    assert not any(served.state.settings.runs.iterdir())


class Walk:
    """Requests whose answers are held against the document."""

    def __init__(self, app: Any, document: Any) -> None:
        self.app, self.document = app, document

    def ask(self, method: str, path: str, status: int, **given: Any) -> Any:
        """The body of an answer that has this status and is as the document says."""
        names = {name: given.pop(name) for name in ("id", "verb", "name") if name in given}
        with get_client(self.app) as client:
            answer = client.request(method.upper(), path.format(**names), headers=AUTHORIZATION, **given)
        assert answer.status_code == status, answer.text
        self.document[path][method.upper()].validate_response(answer)
        is_json = answer.headers.get("content-type") == "application/json"
        return json.loads(answer.text) if is_json else answer.text


def finish(app: Any, run_id: str) -> None:
    """What a worker leaves behind: files, steps, and a finished run."""
    folder = app.state.settings.runs / run_id
    folder.mkdir(parents=True)
    report = {
        "data": {"rows": 40, "columns": 2, "sha256": "0" * 64},
        "findings": [],
        "recommendation": {"gain": {"amount": None}},
    }
    for name, text in {"report.html": "<p>", "report.json": json.dumps(report), "report.md": "#", "a.csv": "x"}.items():
        (folder / name).write_text(text)
    mark_running(app.state.db, run_id, 1)
    add_event(app.state.db, run_id, "Reading", 0.1)
    mark_finished(app.state.db, run_id, {"title": "Regression", "sentence": "Do it."}, "0" * 64)
