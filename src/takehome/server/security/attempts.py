"""How often a client may present a wrong token.

A generated token has 256 bits, so guessing is hopeless anyway; the limit is for short tokens that people chose. While
a client is over it, a short token is not accepted, the right one included: otherwise guessing would just go on. A long
one is (`session.UNGUESSABLE`): many programs may share an address, behind a proxy all do, and one with an old token
must not shut the others out.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil

ALLOWED = 10
WINDOW = 60.0
"""So many wrong tokens in so many seconds."""
CLIENTS = 10_000
"""Clients that are remembered; beyond, the ones that failed longest ago are forgotten."""


class Attempts:
    """Wrong tokens of the last minute by client address; used from one event loop, so it needs no lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """Whole seconds until the client may try again; 0 when it may now."""
        times = self._failed.get(client)
        if not times:
            return 0
        oldest_that_counts = self._clock() - WINDOW
        while times and times[0] <= oldest_that_counts:
            times.popleft()
        return ceil(times[0] - oldest_that_counts) if len(times) >= ALLOWED else 0

    def failed(self, client: str) -> None:
        """Note a wrong token."""
        self._failed.setdefault(client, deque(maxlen=ALLOWED)).append(self._clock())
        self._failed.move_to_end(client)
        while len(self._failed) > CLIENTS:
            self._failed.popitem(last=False)
