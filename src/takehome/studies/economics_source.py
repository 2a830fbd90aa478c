"""Reading economics from what a user has: a mapping or a TOML file; every key known, every number possible."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from takehome.errors import InputError


def mapping_of(source: Any, verb: str) -> Mapping[str, Any]:
    """The keys and values of a mapping or of a TOML file.

    Raises
    ------
    InputError
        If the file cannot be read, or `source` is neither.
    """
    if isinstance(source, Mapping):
        return source
    if isinstance(source, str | Path):
        return _read_toml(Path(source), verb)
    saw = f"economics of type {type(source).__name__}"
    raise InputError(saw, "a mapping or the path of a TOML file", f"takehome economics {verb} > my.toml")


def _read_toml(path: Path, verb: str) -> Mapping[str, Any]:
    command = f"takehome economics {verb} > my.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "a readable TOML file", command) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}", "valid TOML in UTF-8", command) from None


def require_known_keys(given: Mapping[str, Any], owner: type, where: str, verb: str) -> None:
    """Raise :class:`InputError` for a key that `owner` (a dataclass) has no field for."""
    known = [field.name for field in fields(owner)]
    for key in given:
        if key not in known:
            close = get_close_matches(str(key), known, 1)
            raise InputError(
                f"{where}: unknown key {key!r} = {given[key]!r}",
                f"one of {', '.join(known)}",
                f"{close[0]} = {given[key]!r}" if close else f"takehome economics {verb}",
            )


def require_number(
    key: str, value: Any, where: str, least: float | None = None, above: float | None = None, most: float | None = None
) -> None:
    """Raise :class:`InputError` unless `value` is a finite number within these bounds."""
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    wanted = "a finite number" + (f" of at least {least:g}" if least is not None else "")
    wanted += (f" above {above:g}" if above is not None else "") + (f" of at most {most:g}" if most is not None else "")
    fine = number and isfinite(value) and (least is None or value >= least) and (above is None or value > above)
    if not fine or (most is not None and value > most):
        raise InputError(f"{where}: {key} = {value!r}", wanted, f"{key} = 1")


def require_one_of(key: str, value: Any, allowed: tuple[str, ...], where: str) -> None:
    """Raise :class:`InputError` unless `value` is one of the words allowed."""
    if value not in allowed:
        raise InputError(f"{where}: {key} = {value!r}", " or ".join(map(repr, allowed)), f"{key} = {allowed[0]!r}")
