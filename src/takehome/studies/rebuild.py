"""Frozen dataclasses from plain JSON values, by their type hints: the inverse of ``dataclasses.asdict``."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any


def rebuild(hint: Any, value: Any) -> Any:
    """The value as the type hint wants it.

    Parameters
    ----------
    hint : a dataclass, an enum, a plain type, ``tuple[X, ...]``, ``Mapping[str, X]`` or a union with None of these.
    value : what JSON gave back.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if value is None or hint is Any:
        return value
    if origin in (types.UnionType, typing.Union):
        return rebuild(next(a for a in arguments if a is not type(None)), value)
    if origin is tuple:
        inner = [arguments[0]] * len(value) if arguments[-1] is ... else arguments
        return tuple(rebuild(h, v) for h, v in zip(inner, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: rebuild(arguments[1], item) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: rebuild(hints[name], item) for name, item in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return float(value) if hint is float else value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)
