"""Sessions that somebody ended before their time: a copy of their cookie lets nobody in.

They are kept in memory, so a restart forgets them; who fears that a cookie was copied makes a new token, which ends all
sessions for good.
"""

from __future__ import annotations

MOST = 10_000
"""Sessions that are remembered; beyond, those that were ended first are forgotten. Whoever makes so many has the token
anyway."""


class EndedSessions:
    """Names of sessions; used from one event loop, so it needs no lock."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def add(self, name: str) -> None:
        self._names[name] = None
        if len(self._names) > MOST:
            del self._names[next(iter(self._names))]

    def __contains__(self, name: str) -> bool:
        return name in self._names
