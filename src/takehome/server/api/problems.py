"""How every error is answered: a JSON document of three parts for programs, a page that says the same for people.

Nothing that went wrong is answered with more than these words; a traceback goes to the server's log alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from reprlib import Repr
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from takehome.errors import MissingExtra, TakehomeError
from takehome.server.api.models import TEXT, ProblemDocument
from takehome.server.refusal import Refusal
from takehome.server.security.requests import for_programs

_WORDS = {
    400: ("a request that cannot be read", "HTTP as the interface describes it", "see /v1/openapi.json"),
    401: ("a request without a valid token", "the token of this server", "send Authorization: Bearer TOKEN"),
    403: ("a request from another site", "a request from this server's own pages, or with its token", "ask directly"),
    404: ("an address that is not there", "one of the addresses of the interface", "see /v1/openapi.json"),
    405: ("a method that this address does not take", "one of the methods of the header Allow", "see /v1/openapi.json"),
    409: ("something that cannot be done now", "another state", "look at it again"),
    413: ("a body that is too large", "a smaller one", "send less at a time"),
    415: ("a body of another type", "the type that the interface names", "send the right Content-Type"),
    422: ("a request that cannot be used", "what the interface describes", "see /v1/openapi.json"),
    429: ("too many tries", "some patience", "wait a minute"),
    507: ("a full disk on the server", "room for what was sent", "delete old uploads and runs"),
}
_OURS = (
    "an unexpected fault in takehome",
    "no request to do this",
    "please report it with the server's log, which holds the details",
)
_LONGEST = 300
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OF_A_UNION = re.compile(r"[\[(]")
"""Parts of a place that name a type which was tried, and no field."""


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of an address, for its OpenAPI description."""
    return {status: {"model": ProblemDocument, "description": _WORDS[status][0].capitalize()} for status in statuses}


def document(problem: TakehomeError) -> dict[str, Any]:
    """The three parts as the interface gives them."""
    parts = {"saw": problem.saw, "expected": problem.expected, "try_next": problem.try_next}
    return {"error": {name: _writable(text) for name, text in parts.items()}}


def status_of(problem: TakehomeError) -> int:
    """The HTTP status of an error: its own, or 422; 409 where a package is not installed."""
    if isinstance(problem, Refusal):
        return problem.status
    return 409 if isinstance(problem, MissingExtra) else 422


def install(app: FastAPI) -> None:
    """Answer every error of an application in this way."""
    app.add_exception_handler(TakehomeError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_fault)


def answer(request: Request, problem: TakehomeError, headers: Mapping[str, str] | None = None) -> Response:
    """The document, or the page, of a problem."""
    status = status_of(problem)
    if for_programs(request.scope):
        return JSONResponse(document(problem), status, headers=headers)
    from takehome.server.pages.rendering import problem_page

    page: Response = problem_page(request, problem, status)
    page.headers.update(headers or {})
    return page


async def _answer_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TakehomeError)
    return answer(request, error)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(request, _of_validation(request, error.errors()))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    saw, expected, try_next = _WORDS.get(error.status_code, _WORDS[400])
    if error.status_code == 400:
        saw = f"{saw} ({_writable(str(error.detail))})"
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return answer(request, Refusal(error.status_code, saw, expected, try_next), headers)


async def _answer_fault(request: Request, error: Exception) -> Response:
    return answer(request, Refusal(500, *_OURS))


def _of_validation(request: Request, errors: Sequence[Any]) -> Refusal:
    """The first thing that is wrong, in words; the type of the body before what is in it."""
    first = errors[0]
    wanted = _wanted_type(request, first)
    if wanted:
        sent = request.headers.get("content-type") or "no Content-Type"
        return Refusal(415, f"a body with {_writable(sent)}", f"a body as {wanted}", f"send Content-Type: {wanted}")
    place = [str(part) for part in first["loc"] if not _OF_A_UNION.search(str(part))]
    if first["type"] == "json_invalid":
        saw = f"a body that is not JSON ({first['ctx']['error']} at character {place[-1]})"
        return Refusal(422, _writable(saw), "a JSON document", "check its quotes, commas and brackets")
    where, name = place[0], ".".join(place[1:])
    shown = f"{name} in the {where}" if name else f"the {where}"
    saw = "nothing" if first["type"] == "missing" else _short(first.get("input"))
    expected = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "string_pattern_mismatch" and first["ctx"]["pattern"] == TEXT:
        expected = "a text without zero bytes"
    return Refusal(422, _writable(f"{shown}: {saw}"), _writable(expected), "see /v1/openapi.json for what is accepted")


def _allowed(request: Request) -> str:
    """Every method that the address takes; one route knows its own alone."""
    routes = request.app.router.routes
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    taken = [name for name, scope in scopes.items() if any(r.matches(scope)[0] is Match.FULL for r in routes)]
    return ", ".join(taken)


def _wanted_type(request: Request, error: Any) -> str:
    """The type of body that the address takes, if the request sent another one; else empty."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if error["loc"][:1] != ("body",):
        return ""
    route = request.scope.get("route")
    field = getattr(route, "body_field", None)
    takes = getattr(getattr(field, "field_info", None), "media_type", "application/json")
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    is_json = sent == "application/json" or (sent.startswith("application/") and sent.endswith("+json"))
    fits = is_json if takes == "application/json" else sent == takes
    return takes if has_body and not fits else ""


def _short(value: Any) -> str:
    """A value from outside, never deeper nor longer than a sentence bears."""
    short = Repr()
    short.maxlevel, short.maxstring, short.maxother, short.maxlong = 2, 80, 80, 40
    return short.repr(value)


def _writable(text: str) -> str:
    """Text that JSON in UTF-8 can hold, without control characters, and not long."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    shown = "".join(mark if mark.isprintable() or mark == "\n" else f"\\x{ord(mark):02x}" for mark in safe)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
