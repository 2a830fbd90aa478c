"""All guards around an app, outermost first; this is the whole list, and its order is the design.

1. `AccessLog`: a line for every request. 2. `Headers`: on every answer, also of the guards below and of errors.
3. `Hosts`: nothing looks at a request for another name. 4. `BodyLimit`: nobody reads more than that.
5. `Token`: who may come in. 6. `CrossSite`: what a browser was made to send. 7. `EndingStreams`: none outlives a stop.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp

from takehome.server.security.access_log import AccessLog
from takehome.server.security.attempts import Attempts
from takehome.server.security.body_limit import BodyLimit, cap_for
from takehome.server.security.forgery import CrossSite
from takehome.server.security.headers import Headers
from takehome.server.security.hosts import Hosts, allowed_names
from takehome.server.security.session import Keys
from takehome.server.security.signing_in import Token
from takehome.server.settings import Settings
from takehome.server.streams import EndingStreams


class Guarded(FastAPI):
    """FastAPI with the guards outside of everything, its own answers to unexpected faults included.

    Its `state` must hold `settings` before the first request, and `stopping`, an event, while it lives.
    """

    def build_middleware_stack(self) -> ASGIApp:
        """The routes behind the guards; FastAPI's own middlewares would stand inside its answer to a fault."""
        return guarded(super().build_middleware_stack(), self.state.settings)


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """`app` behind every guard."""
    inner: ASGIApp = CrossSite(EndingStreams(app))
    inner = Token(inner, Keys(settings.token, settings.port), Attempts())
    inner = Hosts(BodyLimit(inner, cap_for(settings.limits)), allowed_names(settings))
    return AccessLog(Headers(inner))
