"""A JSON object as TOML text: programs may send their costs as an object, and one form is kept and shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from takehome.errors import InputError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(values: Mapping[str, Any]) -> str:
    """TOML that reads back as `values`.

    Raises
    ------
    InputError
        If it holds null, which TOML has not.

    >>> print(toml_text({"currency": "€", "levers": {"discount": {"cost": 10.5}}}))
    currency = "€"
    levers = {discount = {cost = 10.5}}
    """
    return "\n".join(f"{_name(name)} = {_value(value)}" for name, value in values.items())


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _value(value: Any) -> str:
    if value is None:
        raise InputError("null in the economics", "a number, a text, true, false, a list or an object", "leave it out")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(name)} = {_value(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
