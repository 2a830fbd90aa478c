"""Requests that a browser was made to send: nothing is changed unless the request can only come from our own page.

No request but GET and HEAD may say that it comes from elsewhere (`origin.py`). One that is let in by its cookie, which
a browser adds by itself, must bring what only our pages know as well: the session's token against forgery, in the
header ``X-CSRF-Token`` or in the form field ``csrf``. Small forms are read here; an upload is not, so whoever reads it
calls :func:`require_csrf` before anything else. A bearer token is never added by a browser, so it is enough.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from takehome.server.security.origin import says_where_from, stranger
from takehome.server.security.refusals import Refused, refusal
from takehome.server.security.requests import API, headers_named, is_safe
from takehome.server.security.signing_in import BY_COOKIE

FIELD, HEADER = "csrf", "x-csrf-token"
_SMALL_FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 10_000
"""Of one form: the longest of ours has one for each column of a table."""


class CrossSite:
    """403 for requests that could be forged; see this module's top."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_safe(scope):
            await self.app(scope, receive, send)
            return
        problem = stranger(scope)
        if not problem and scope["state"]["signed_in"] == BY_COOKIE:
            problem, receive = await _checked(scope, receive)
        await (refusal(scope, problem) if problem else self.app)(scope, receive, send)


def csrf_token(request: Request) -> str:
    """What the forms of this request's session must bring back; empty where no cookie let it in."""
    session = getattr(request.state, "session", None)
    return request.state.keys.csrf_token(session) if session else ""


def require_csrf(request: Request, form: Mapping[str, Any]) -> None:
    """Raise :class:`Refused` (403) unless the form, or the header, holds the session's token; the app answers it.

    Needed for multipart forms alone, and harmless for others and for whoever has no cookie.
    """
    if getattr(request.state, "signed_in", "") != BY_COOKIE:
        return
    presented = headers_named(request.scope, HEADER) or [form.get(FIELD, "")]
    if not _is_right(request.scope, presented):
        raise _forged()


async def _checked(scope: Scope, receive: Receive) -> tuple[Refused | None, Receive]:
    """The reason to refuse a request with a cookie, and what its reader is to read from."""
    if headers_named(scope, HEADER):
        return (None if _is_right(scope, headers_named(scope, HEADER)) else _forged()), receive
    if scope["path"].startswith(API) or not says_where_from(scope):
        return _forged(), receive
    kinds = [kind.partition(";")[0].strip().lower() for kind in headers_named(scope, "content-type")]
    if kinds == [_SMALL_FORM]:
        body = await _whole(receive)
        try:
            fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            return _too_many_fields(), receive
        right = _is_right(scope, [value for name, value in fields if name == FIELD])
        return (None if right else _forged()), _again(body, receive)
    # an upload, whose reader checks it; anything else a page does not send
    return (None if kinds == ["multipart/form-data"] else _forged()), receive


def _is_right(scope: Scope, presented: list[Any]) -> bool:
    state = scope["state"]
    if len(presented) != 1 or not isinstance(presented[0], str):
        return False
    right = state["keys"].csrf_token(state["session"])
    return hmac.compare_digest(right.encode(), presented[0].encode("utf-8", "surrogateescape"))


async def _whole(receive: Receive) -> bytes:
    """The body, which the guard before has limited.

    Raises
    ------
    ClientDisconnect : the client went away before its end.
    """
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more, and then what comes next."""
    left = [body]

    async def from_the_start() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return from_the_start


def _too_many_fields() -> Refused:
    return Refused(
        400, "That cannot be read", "a form with too many fields", f"at most {MOST_FIELDS:,}", "our own page's form"
    )


def _forged() -> Refused:
    return Refused(
        403,
        "That could not be trusted",
        "a request without this session's token against forgery",
        "the form field csrf or the header X-CSRF-Token, as our own pages send them",
        "the page again, reloaded; programs use the header Authorization: Bearer TOKEN",
    )
