"""Dataclasses that hold arrays, as plain values and named arrays, and back: what a saved study is made of."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any

import numpy as np

from takehome.studies.table_state import Arrays

ARRAY = "array"


def pack(value: Any, name: str, arrays: Arrays) -> Any:
    """`value` as JSON has it; its arrays go into `arrays` under names that begin with `name`."""
    if isinstance(value, np.ndarray):
        arrays[name] = value.view("int64") if value.dtype.kind == "M" else value
        return {ARRAY: name, "time": value.dtype.kind == "M"}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: pack(getattr(value, field.name), f"{name}.{field.name}", arrays) for field in fields}
    if isinstance(value, tuple | list):
        return [pack(item, f"{name}.{i}", arrays) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: pack(item, f"{name}.{key}", arrays) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value


def unpack(hint: Any, value: Any, arrays: Arrays) -> Any:
    """The inverse of :func:`pack`, by the type hints of the dataclasses."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if isinstance(value, dict) and ARRAY in value and set(value) == {ARRAY, "time"}:
        found = arrays[value[ARRAY]]
        return found.view("datetime64[us]") if value["time"] else found
    if origin in (types.UnionType, typing.Union):
        return unpack(next(a for a in arguments if a is not type(None)), value, arrays)
    if origin in (tuple, list):
        inner = [arguments[0]] * len(value) if origin is list or arguments[-1] is ... else arguments
        return origin(unpack(h, v, arrays) for h, v in zip(inner, value, strict=True))
    if isinstance(value, dict) and origin is not None:
        return {key: unpack(arguments[1], item, arrays) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: unpack(hints[name], item, arrays) for name, item in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)
