"""Who may come in: a bearer token for programs, a cookie for browsers, which the token in the address starts.

The token stands in an address once: the first answer moves it into a cookie and sends the browser to the same address
without it, so neither history nor referrer keep it. Nothing here logs, and no answer repeats what was presented.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from takehome.server.security.attempts import Attempts
from takehome.server.security.origin import stranger
from takehome.server.security.refusals import Refused, refusal
from takehome.server.security.requests import for_programs, headers_named
from takehome.server.security.session import Keys, over_tls

OPEN_PATHS = ("/v1/health",)
OPEN_FOLDER = "/static/"
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
BY_TOKEN, BY_COOKIE, OPEN = "token", "cookie", "open"
"""What ``request.state.signed_in`` says."""
NOTHING = "a request without a token"
MOST_QUERIES, MOST_FIELDS = 200, 10
"""Parts of an address's query, and fields of the form: whoever is not signed in must not make the server read more."""
LONGEST_BACK = 2_000
"""Characters of the address to go back to, so that the form stays far below what `body_limit` lets through."""


class Token:
    """401 without a token or a session; 429 for a client with too many wrong tokens.

    What it found stands in ``request.state``: `signed_in`, `session` (of a cookie, else None) and `keys`.
    """

    def __init__(self, app: ASGIApp, keys: Keys, attempts: Attempts) -> None:
        self.app, self.keys, self.attempts = app, keys, attempts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state.update(signed_in=OPEN, session=None, keys=self.keys)
        answer = await self._answer(scope, receive) if self.keys.needed else None
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        """What is answered instead of the page; None lets the request through."""
        path = scope["path"]
        if path in OPEN_PATHS or path.startswith(OPEN_FOLDER):
            return None
        if scope["query_string"].count(b"&") >= MOST_QUERIES:
            return refusal(scope, _too_many("an address with too many parts", f"at most {MOST_QUERIES}"))
        if path == SIGN_IN:
            return await self._sign_in(Request(scope, receive))
        given = _token_in_query(scope) if _is_opened(scope) else None
        if given is not None:
            problem = self._check(scope, given)
            return self._refused(scope, problem) if problem else self._start_session(scope, _clean_address(scope))
        if headers_named(scope, "authorization"):
            problem = self._check(scope, _bearer(scope))
            scope["state"]["signed_in"] = BY_TOKEN
            return self._refused(scope, problem) if problem else None
        scope["state"]["session"] = self.keys.session_of(scope)
        scope["state"]["signed_in"] = BY_COOKIE
        if scope["state"]["session"] is None:
            return self._refused(scope, _nobody())
        return self._sign_out(scope) if path == SIGN_OUT and scope["method"] == "POST" else None

    async def _sign_in(self, request: Request) -> Response:
        scope = request.scope
        if scope["method"] != "POST":
            return _form_page("/", None, 200) if scope["method"] in ("GET", "HEAD") else refusal(scope, _only_post())
        problem = stranger(scope)
        if problem:
            return refusal(scope, problem)
        problem = self._held_up(scope) if self.keys.guessable else None
        if problem:
            return _form_page("/", problem, problem.status)
        text = (await request.body()).decode("utf-8", "replace")
        try:
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            return refusal(scope, _too_many("a form with too many fields", "the fields token and back"))
        after = _own_address(fields.get("back", "/"))
        problem = self._check(scope, fields.get("token", ""))
        return _form_page(after, problem, problem.status) if problem else self._start_session(scope, after)

    def _check(self, scope: Scope, presented: str) -> Refused | None:
        """Why this token does not let its client in; a wrong one is noted."""
        right = self.keys.is_token(presented)
        if right and not self.keys.guessable:
            return None
        held_up = self._held_up(scope)
        if right or held_up:
            return held_up
        self.attempts.failed(_client(scope))
        return _wrong()

    def _held_up(self, scope: Scope) -> Refused | None:
        wait = self.attempts.wait(_client(scope))
        return _too_often(wait) if wait else None

    def _start_session(self, scope: Scope, address: str) -> Response:
        cookie = self.keys.set_cookie(self.keys.new_session(), over_tls(scope))
        return RedirectResponse(address, 303, {"Set-Cookie": cookie, "Cache-Control": "no-store"})

    def _sign_out(self, scope: Scope) -> Response | None:
        problem = stranger(scope)
        if problem:
            return refusal(scope, problem)
        self.keys.end(scope["state"]["session"])
        return RedirectResponse(SIGN_IN, 303, {"Set-Cookie": self.keys.end_cookie(over_tls(scope))})

    def _refused(self, scope: Scope, problem: Refused) -> Response:
        if for_programs(scope):
            return refusal(scope, problem)
        return _form_page(_clean_address(scope) if scope["method"] == "GET" else "/", problem, problem.status)


def _form_page(back: str, problem: Refused | None, status: int) -> Response:
    """The page that asks for the token; it leads back to where the person wanted to go."""
    from takehome.server.pages.sign_in import sign_in_page  # the pages import this folder

    told = ""
    if problem is not None and problem.saw != NOTHING:
        told = f"This is {problem.saw}." if status == 401 else f"Saw {problem.saw}. Try {problem.try_next}."
    headers = {"Cache-Control": "no-store", **(problem.headers if problem else {})}
    back = back if len(back) <= LONGEST_BACK else "/"
    return HTMLResponse(sign_in_page(wrong=told, action=SIGN_IN, back=back), status, headers)


def _client(scope: Scope) -> str:
    return str((scope.get("client") or ("unknown", 0))[0])


def _is_opened(scope: Scope) -> bool:
    """Whether somebody opens the address, or a program asks for it.

    A strange page could otherwise use up a browser's tries with pictures whose addresses hold wrong tokens.
    """
    return scope["method"] == "GET" and set(headers_named(scope, "sec-fetch-dest")) <= {"document"}


def _token_in_query(scope: Scope) -> str | None:
    values = [value for name, value in _query(scope) if name == "token"]
    return values[0] if values else None


def _clean_address(scope: Scope) -> str:
    """The address without the token; it cannot lead to another server."""
    rest = urlencode([(name, value) for name, value in _query(scope) if name != "token"])
    return "/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")


def _own_address(address: str) -> str:
    """`address` where it is a path of this server, else the start page."""
    own = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if own else "/"


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _bearer(scope: Scope) -> str:
    """The presented token; empty, which is never right, where the header is another scheme or stands twice."""
    headers = headers_named(scope, "authorization")
    scheme, _, token = headers[0].partition(" ")
    return token.strip() if len(headers) == 1 and scheme.lower() == "bearer" else ""


def _nobody() -> Refused:
    return _unauthorized(NOTHING)


def _wrong() -> Refused:
    return _unauthorized("a token that is not this server's")


def _unauthorized(saw: str) -> Refused:
    return Refused(
        401,
        "Sign in",
        saw,
        "the token that takehome serve printed, or was given",
        "the header Authorization: Bearer TOKEN; in a browser, the whole address that takehome serve printed",
        {"WWW-Authenticate": 'Bearer realm="takehome"'},
    )


def _too_often(wait: int) -> Refused:
    return Refused(
        429,
        "Too many wrong tokens",
        "more than ten wrong tokens in a minute from this address",
        "the right token, after a pause",
        f"again in {wait} s",
        {"Retry-After": str(wait)},
    )


def _too_many(saw: str, expected: str) -> Refused:
    return Refused(400, "That cannot be read", saw, expected, "the first page, /")


def _only_post() -> Refused:
    return Refused(405, "That cannot be done here", "another method", "GET or POST", headers={"Allow": "GET, POST"})
