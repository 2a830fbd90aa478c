"""Whose name the request was sent to: the guard against DNS rebinding.

A hostile page can let its own name point to 127.0.0.1; the browser then takes this server for a part of that page, and
no check of the Origin helps, for it is the same. What gives it away is the Host header, which still says the hostile
name. Only names that the operator knows are answered, so neither ``X-Forwarded-Host`` nor a second Host header counts.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from takehome.errors import InputError
from takehome.server.security.refusals import Refused, refusal
from takehome.server.security.requests import headers_named
from takehome.server.settings import LOOPBACK, Settings

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)


class Hosts:
    """400 unless the request is addressed to a known name; closes web sockets, which nothing here speaks.

    Parameters
    ----------
    names : hosts without port, IPv6 addresses without brackets; in any case of letters.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app, self.names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            problem = self._wrong_host(scope) or _odd_path(scope)
            if problem:
                await refusal(scope, problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _wrong_host(self, scope: Scope) -> Refused | None:
        hosts = headers_named(scope, "host")
        name = host_name(hosts[0]) if len(hosts) == 1 else None
        if name in self.names:
            return None
        return Refused(
            400,
            "Another name was called",
            "a request that is not addressed to a name of this server" if name else "no single, valid Host header",
            f"one of {', '.join(sorted(self.names))}",
            "the address that takehome serve printed; other names are allowed with takehome serve --allowed-host NAME",
        )


def host_name(header: str) -> str | None:
    """The name in a Host header, in lower case and without port and brackets; None where it is not one."""
    match = _HOST.fullmatch(header)
    if not match or (match[2] and int(match[2]) > 65_535):
        return None
    return match[1].strip("[]").lower()


def allowed_names(settings: Settings) -> tuple[str, ...]:
    """By which names the server answers: those of loopback, the operator's, and the address it listens on.

    "Every interface" (``0.0.0.0``) is no name: browsers let any page call it.
    """
    listens = () if is_everywhere(settings.host) else (settings.host,)
    return (*LOOPBACK, *settings.hosts, *listens)


def refuse_odd_names(names: Iterable[str]) -> None:
    """Raise :class:`~takehome.errors.InputError` for a name of the operator's that no request could be addressed to."""
    for name in names:
        if host_name(f"[{name}]" if ":" in name else name) != name.lower():
            raise InputError(
                f"--allowed-host {name}",
                "a name or an IP address alone, without scheme, port, path or asterisk",
                "--allowed-host takehome.example.org; once for each name",
            )


def is_everywhere(host: str) -> bool:
    """Whether listening on `host` means listening on every interface.

    >>> is_everywhere("0.0.0.0"), is_everywhere("::"), is_everywhere(""), is_everywhere("10.0.0.7")
    (True, True, True, False)
    """
    try:
        return not host or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _odd_path(scope: Scope) -> Refused | None:
    """Paths that mean one thing to a router and another to a file system or a proxy."""
    path: str = scope["path"]
    steps = path.split("/")
    if path.startswith("/") and "\\" not in path and "\0" not in path and not {".", ".."} & set(steps):
        return None
    return Refused(
        400, "That is no address here", "a path that climbs, or holds a backslash or a NUL", "a plain path",
        "begin at the first page, /",
    )  # fmt: skip
