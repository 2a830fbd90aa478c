"""Sessions without storage: a random name, the time it was made, and a MAC that only the holder of the token can make.

The keys are derived from the token (HMAC-SHA256 with a label each, RFC 2104), so a restart keeps sessions while the
token stays, and a new token ends them all. The cookie never holds the token. All that is stored is which sessions were
ended by hand (`ended_sessions.py`).
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie

from starlette.types import Scope

from takehome.server.security.ended_sessions import EndedSessions
from takehome.server.security.requests import headers_named

LIFETIME = 30 * 86_400
"""Seconds after which a browser must sign in again."""
UNGUESSABLE = 32
"""Characters from which on nobody finds a token by trying over a network; one that is made here has 43, at random."""

_COOKIE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser. `name` tells it from others, and is in its cookie: it is not a secret of ours."""

    name: str
    made: int


class Keys:
    """Makes and checks what is derived from the token.

    Parameters
    ----------
    token : empty where none is asked for; the keys are random then, and end with the process.
    port : tells apart the cookies of servers on one machine, for browsers do not.
    """

    def __init__(self, token: str, port: int, clock: Callable[[], float] = time.time) -> None:
        self._token = token.encode("utf-8", "surrogateescape")
        self._secret = self._token or secrets.token_bytes(32)
        self.cookie_name = f"takehome-{port}"
        self._clock = clock
        self._ended = EndedSessions()

    @property
    def guessable(self) -> bool:
        """Whether the token is so short that somebody with many tries might find it."""
        return len(self._token) < UNGUESSABLE

    @property
    def needed(self) -> bool:
        """Whether callers must present a token."""
        return bool(self._token)

    def is_token(self, presented: str) -> bool:
        """Whether this is the token; takes as long for any text of any length."""
        mine = self._digest("token", self._token)
        return hmac.compare_digest(mine, self._digest("token", presented.encode("utf-8", "surrogateescape")))

    def new_session(self) -> Session:
        return Session(secrets.token_hex(16), int(self._clock()))

    def cookie_value(self, session: Session) -> str:
        return f"{session.made}.{session.name}.{self._mac('session', session)}"

    def csrf_token(self, session: Session) -> str:
        """What a form of this session must bring back; another session's does not do."""
        return self._mac("csrf", session)

    def end(self, session: Session) -> None:
        """Let nobody in with this session's cookie any more, whoever has a copy."""
        self._ended.add(session.name)

    def session_of(self, scope: Scope) -> Session | None:
        """The session whose cookie came with the request; None where it is absent, forged, ended or too old."""
        for value in self._cookies(scope):
            match = _COOKIE.fullmatch(value)
            if not match:
                continue
            session = Session(match[2], int(match[1]))
            genuine = hmac.compare_digest(match[3], self._mac("session", session))
            if genuine and session.name not in self._ended and 0 <= self._clock() - session.made < LIFETIME:
                return session
        return None

    def set_cookie(self, session: Session, over_tls: bool) -> str:
        """The value of a Set-Cookie header: for this host alone, out of reach of scripts and of other sites."""
        return _header(self.cookie_name, self.cookie_value(session), LIFETIME, over_tls)

    def end_cookie(self, over_tls: bool) -> str:
        return _header(self.cookie_name, "", 0, over_tls)

    def _cookies(self, scope: Scope) -> list[str]:
        pairs = ";".join(headers_named(scope, "cookie")).split(";")
        named = [pair.strip().partition("=") for pair in pairs]
        return [value.strip('"') for name, _, value in named if name == self.cookie_name]

    def _mac(self, use: str, session: Session) -> str:
        return self._digest(use, f"{session.made}.{session.name}".encode()).hex()

    def _digest(self, use: str, content: bytes) -> bytes:
        key = hmac.digest(self._secret, f"takehome server {use}".encode(), "sha256")
        return hmac.digest(key, content, "sha256")


def over_tls(scope: Scope) -> bool:
    """Whether the browser speaks TLS, here or to a proxy that says so.

    Anyone can send ``X-Forwarded-Proto``; all it does is to withhold the caller's own cookie from plain connections.
    """
    return scope.get("scheme") == "https" or "https" in headers_named(scope, "x-forwarded-proto")


def _header(name: str, value: str, seconds: int, secure: bool) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    attributes = {"path": "/", "max-age": seconds, "samesite": "Strict", "httponly": True, "secure": secure}
    for attribute, setting in attributes.items():
        cookie[name][attribute] = setting
    return cookie.output(header="").strip()
