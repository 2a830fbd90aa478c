"""A web app for people and a scoring service for programs; see README.md in this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takehome.server.app import create_app as create_app
    from takehome.server.launch import serve as serve
    from takehome.server.settings import Settings as Settings

__all__ = ["Settings", "create_app", "serve"]

_HOMES = {"Settings": "settings", "create_app": "app", "serve": "launch"}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used: FastAPI is an extra, and takes a second."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
