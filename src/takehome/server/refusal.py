"""A request that is refused with a certain HTTP status; it has the three parts of every other error of this package.

An :class:`takehome.errors.InputError` is answered with 422: the input cannot be used. Where another status says more
(404 there is no such thing, 409 not now, 413 too large), this is raised, by what pages and programs share too.
"""

from __future__ import annotations

import errno

from takehome.errors import TakehomeError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Numbers of an :class:`OSError` that says that a file cannot become longer."""


class Refusal(TakehomeError):
    """What was asked for is not done.

    Parameters
    ----------
    status : of HTTP. saw, expected, try_next : as in :class:`takehome.errors.TakehomeError`.
    """

    def __init__(self, status: int, saw: str, expected: str = "", try_next: str = "") -> None:
        self.status = status
        super().__init__(saw, expected, try_next)


def absent(thing: str, name: str, listed_at: str) -> Refusal:
    """404: nothing of this kind has this name; `listed_at` is where those that exist are listed."""
    return Refusal(404, f"no {thing} {name}", f"the id of a {thing} that is kept here", f"GET {listed_at} lists them")


def full_disk() -> Refusal:
    """507: there is no room for what was sent."""
    return Refusal(507, "a full disk on the server", "room for the file", "delete old uploads and runs")
