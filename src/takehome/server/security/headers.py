"""Headers of every answer, errors included: what a browser may load, show and tell others.

Pages load this server's own style sheets and script and nothing else; nobody may frame them. A report, and a feedback
page, is a document that a program wrote from somebody's table: it gets an origin of its own (``sandbox``), so its
script reaches neither the cookie nor the pages, may load nothing at all, and is framed by our pages alone. A refusal
at its address is a page of ours, the form to sign in among them, which a sandbox would not let anybody send.

The referrer policy is ``same-origin``: with ``no-referrer`` browsers send ``Origin: null`` with our own forms (Fetch
standard, "append a request Origin header"), and the guard against cross-site requests could not tell them from a
stranger's. No address ever leaves the server with either.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
REPORT_PATH = re.compile(r"/(?:v1/)?runs/[^/]+/(?:report(?:\.html)?|feedback(?:/.*)?|files/.*)", re.DOTALL)
"""Whatever is answered here may hold markup that a job wrote, but for errors."""
ERRORS = 400
"""This status and those above; below it are a part of a report (206), and one that a browser still has (304)."""

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Headers:
    """Sets the headers above; a stricter content security policy is not undone for reports, whoever answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        report = REPORT_PATH.fullmatch(scope["path"]) is not None

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), report and message["status"] < ERRORS)
            await send(message)

        await self.app(scope, receive, with_headers)


def _complete(headers: MutableHeaders, report: bool) -> None:
    headers.update(_COMMON)
    headers["Content-Security-Policy"] = REPORT_POLICY if report else PAGE_POLICY
    headers["X-Frame-Options"] = "SAMEORIGIN" if report else "DENY"
    headers["Referrer-Policy"] = "no-referrer" if report else "same-origin"
    # what is shown is private: no proxy keeps it, and a browser asks again before it shows it
    headers.setdefault("Cache-Control", "private, no-cache")
