"""Where a server listens: who can reach it, the socket, and the address by which people call it."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import quote

from takehome.errors import InputError
from takehome.server.security.hosts import is_everywhere
from takehome.server.security.token_source import SHORTEST
from takehome.server.settings import Settings

BACKLOG = 1024


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open_doors(settings: Settings) -> None:
    """Raise :class:`InputError` where others could reach the server and no good token keeps them out."""
    if is_loopback(settings.host) or len(settings.token) >= SHORTEST:
        return
    raise InputError(
        f"--host {settings.host or '(every interface)'}, which other machines can reach, without a token of its own",
        f"a token of {SHORTEST} characters or more that you chose, or a server for this machine alone",
        "--token-file FILE, or the variable TAKEHOME_SERVER_TOKEN; or --host 127.0.0.1 behind a proxy with TLS",
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises
    ------
    InputError : the address is not one of this machine's, or the port is taken or reserved.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        raise _cannot(host, port, problem, "--host 127.0.0.1") from None
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as problem:
        made.close()
        raise _cannot(host, port, problem, f"--port {port + 1 if 1024 <= port < 65_535 else 8642}") from None
    return made


def address(settings: Settings, token: str = "") -> str:
    """Where a browser on this machine finds the server; with the token, to be shown once to the operator alone."""
    host = "127.0.0.1" if is_everywhere(settings.host) else settings.host
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.port}/" + (f"?token={quote(token, safe='')}" if token else "")


def _cannot(host: str, port: int, problem: OSError, flag: str) -> InputError:
    return InputError(
        f"the address {host or 'every interface'}, port {port}, on which this machine cannot listen"
        f" ({problem.strerror})",
        "an address of this machine and a port that no other program has",
        f"takehome serve {flag}, or stop the program that has it",
    )
