"""Whether Flower is there; every module of this package that imports it is reached through here."""

from __future__ import annotations

from importlib.util import find_spec

from takehome.errors import MissingExtra

NEEDED = ("flwr", "dp_accounting")
"""Packages of the extra ``fleet``."""


def available() -> bool:
    """Whether homes can be run apart; looks the packages up without importing them."""
    return all(find_spec(name) is not None for name in NEEDED)


def require(needed_for: str = "running homes apart, with Flower") -> None:
    """Raise :class:`~takehome.errors.MissingExtra`, with the line that installs it, where a package is absent."""
    if not available():
        raise MissingExtra("fleet", needed_for)
