"""Whether JAX and optax are there; every module of this package that trains asks here first."""

from __future__ import annotations

from importlib.util import find_spec

from takehome.errors import MissingExtra

NEEDED = ("jax", "optax")
"""Packages of the extra ``deep``."""


def available() -> bool:
    """Whether a network can be trained here; looks the packages up without importing them."""
    return all(find_spec(name) is not None for name in NEEDED)


def require(needed_for: str = "training a deep Q-network") -> None:
    """Raise :class:`~takehome.errors.MissingExtra`, with the line that installs it, where a package is absent."""
    if not available():
        raise MissingExtra("deep", needed_for)
