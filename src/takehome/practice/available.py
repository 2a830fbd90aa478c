"""Whether the packages that read, write and run notebooks are there: the extra ``practice``."""

from __future__ import annotations

from importlib.util import find_spec

from takehome.errors import MissingExtra

NEEDED = ("nbformat", "nbclient", "jupyter_client", "ipykernel", "zmq", "matplotlib", "seaborn")
"""Packages of the extra ``practice``."""


def require(needed_for: str, packages: tuple[str, ...] = NEEDED) -> None:
    """Raise :class:`~takehome.errors.MissingExtra`, with the line that installs it, where a package is absent."""
    if any(find_spec(name) is None for name in packages):
        raise MissingExtra("practice", needed_for)
