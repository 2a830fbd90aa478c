"""Every route of the whole application stands behind the guards: a new one cannot be forgotten.

The oracle is the application's own list of routes; nothing is named here but what is open on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from tests.server.asking_the_server import TestClient, asking
from tests.server.guarded_app import ADDRESS, client_of

from takehome.server.security.headers import PAGE_POLICY, REPORT_POLICY
from takehome.server.settings import Settings

OPEN = {"/v1/health", "/static/{name}"}
SAFE = {"GET", "HEAD"}


@pytest.fixture
def asked(settings: Settings) -> Iterator[TestClient]:
    with asking(settings) as client:
        yield client


def routes(client: TestClient) -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers too."""
    contexts = iter_route_contexts(client.app.routes)
    found = {(method, context.path) for context in contexts for method in context.methods or ()}
    assert len(found) > 30
    yield from sorted(found)


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "0123456789abcdef", path)


def test_without_a_token_nothing_answers_but_what_is_open(asked: TestClient) -> None:
    nobody = client_of(asked.app)
    wrong = {
        f"{method} {path}": status
        for method, path in routes(asked)
        if path not in OPEN and (status := nobody.request(method, filled(path)).status_code) != 401
    }
    assert wrong == {}


def test_a_cookie_without_its_token_changes_nothing_anywhere(asked: TestClient, settings: Settings) -> None:
    """As a multipart form, which the guards do not read: each page has to look by itself."""
    browser = client_of(asked.app)
    assert browser.get(f"/?token={settings.token}").status_code == 303
    wrong = {
        f"{method} {path}": status
        for method, path in routes(asked)
        if method not in SAFE and path not in OPEN
        for headers in ({"Origin": ADDRESS}, {})
        if (status := browser.request(method, filled(path), files={"x": (None, b"1")}, headers=headers).status_code)
        != 403
    }
    assert wrong == {}


def test_every_answer_has_a_policy_and_reports_their_own(asked: TestClient) -> None:
    for method, path in routes(asked):
        answer = asked.request(method, filled(path), headers={"Origin": "null"})
        assert answer.headers["content-security-policy"] in (PAGE_POLICY, REPORT_POLICY), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.status_code < 500, path
        assert answer.status_code == 403 or method in SAFE, path


def test_the_interface_is_described_and_has_no_page_that_loads_from_elsewhere(asked: TestClient) -> None:
    assert asked.get("/v1/openapi.json").json()["openapi"].startswith("3.")
    assert asked.get("/docs").status_code == asked.get("/redoc").status_code == 404
