"""Reading an ASGI request's headers as they came: a header that must stand once is not guessed from two."""

from __future__ import annotations

from starlette.types import Scope

SAFE_METHODS = frozenset({"GET", "HEAD"})
API = "/v1/"
METRICS = "/metrics"


def headers_named(scope: Scope, name: str) -> list[str]:
    """All values of a header, in the order in which they came; `name` in lower case."""
    wanted = name.encode("ascii")
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == wanted]


def only_header(scope: Scope, name: str) -> str | None:
    """The value of a header that may stand once; None where it is absent, or stands twice with different values."""
    values = set(headers_named(scope, name))
    return values.pop() if len(values) == 1 else None


def for_programs(scope: Scope) -> bool:
    """Whether the caller reads JSON: the interface's own paths, and whoever asks for JSON and not for a page."""
    path: str = scope["path"]
    if path.startswith(API) or path in (API.rstrip("/"), METRICS):
        return True
    accept = ",".join(headers_named(scope, "accept"))
    return "application/json" in accept and "text/html" not in accept


def is_safe(scope: Scope) -> bool:
    """Whether the method changes nothing."""
    return scope["method"] in SAFE_METHODS


def host_of(scope: Scope) -> str:
    """The Host header, in lower case; the guard `hosts` has made sure that there is one."""
    return (only_header(scope, "host") or "").lower()
