"""Which site a request comes from, by what browsers say of it and scripts cannot set.

``Origin`` where there is one, else ``Referer``, must name the very host that was called; ``Sec-Fetch-Site`` must not
say "another site". The scheme is not compared: a proxy that ends TLS changes it. Programs send none of the three.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import Scope

from takehome.server.security.refusals import Refused
from takehome.server.security.requests import headers_named, host_of

DEFAULT_PORTS = {"http": 80, "https": 443}
OWN_SITES = frozenset({"same-origin", "none"})
"""Of Sec-Fetch-Site: our own page, or the person (address bar, bookmark)."""


def stranger(scope: Scope) -> Refused | None:
    """Why the request may have been made by another site's page; None where nothing says so."""
    sites = set(headers_named(scope, "sec-fetch-site"))
    if sites - OWN_SITES:
        return _refused("a request that another site's page made")
    for name in ("origin", "referer"):
        values = headers_named(scope, name)
        if values:
            own = len(values) == 1 and _is_own(values[0], host_of(scope))
            return None if own else _refused("a request whose origin is not this server")
    return None


def says_where_from(scope: Scope) -> bool:
    """Whether the request names its origin at all."""
    return bool(headers_named(scope, "origin") or headers_named(scope, "referer"))


def _is_own(origin: str, host: str) -> bool:
    """Whether an origin or an address is on `host`, a name with or without port."""
    try:
        called, named = urlsplit(f"//{host}"), urlsplit(origin)
        port, called_port = named.port, called.port
    except ValueError:
        return False
    default = DEFAULT_PORTS.get(named.scheme)
    if default is None or named.username is not None or not named.hostname:
        return False
    return (named.hostname, port or default) == (called.hostname, called_port or default)


def _refused(saw: str) -> Refused:
    return Refused(
        403,
        "That came from elsewhere",
        saw,
        "requests from this server's own pages, or from a program with the token",
        "the page again, opened from this server",
    )
