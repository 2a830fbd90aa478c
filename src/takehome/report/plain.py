"""Values as JSON has them: numbers, strings, lists, maps, null; whatever a study put in.

JSON has no NaN and no infinity, so both become null; NumPy scalars and arrays, dates, enumerations and the nouns of
the protocol become what they hold.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

import numpy as np


def plain(value: Any, where: str = "value") -> Any:
    """Turn a value into what ``json.dumps(…, allow_nan=False)`` accepts.

    Parameters
    ----------
    value : numbers, strings, NumPy scalars and arrays, dates, enumerations, mappings, sequences, dataclasses.
    where : the place of the value, named in the error.

    Raises
    ------
    TypeError
        If a value of another type is inside; the message names its place and type.

    >>> plain({"a": np.float64("nan"), "b": np.arange(2), 3: (1.5, float("inf"))})
    {'a': None, 'b': [0, 1], '3': [1.5, None]}
    """
    if isinstance(value, Enum):
        return plain(value.value, where)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.datetime64 | np.timedelta64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        return plain(value.item(), where)
    if isinstance(value, np.ndarray):
        return [plain(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _container(value, where)


def _container(value: Any, where: str) -> Any:
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, set | frozenset):
        return [plain(item, where) for item in sorted(value, key=str)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: plain(getattr(value, field.name), f"{where}.{field.name}") for field in fields}
    raise TypeError(f"{where} is a {type(value).__name__}, which JSON cannot hold")
