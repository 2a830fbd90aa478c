"""What every verb does with its arguments: the target and split that a table declares, roles, and the call in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

from takehome.errors import InputError
from takehome.table import Role, Table

DEFAULTS = {"seed": 0, "confidence_level": 0.95}


def python_call(verb: str, table: Any, target: str | None, options: Mapping[str, Any]) -> str:
    """The call that repeats a run made from Python; frames are named by their type, defaults are left out."""
    source = repr(str(table)) if isinstance(table, str | PathLike) else f"<{type(table).__name__}>"
    given = {
        name: value if isinstance(value, str | int | float | tuple | Mapping) else f"<{type(value).__name__}>"
        for name, value in options.items()
        if value is not None and value != () and value is not False and value != DEFAULTS.get(name)
    }
    first = [source] if target is None else [source, repr(target)]
    return f"takehome.{verb}({', '.join([*first, *(f'{k}={v!r}' for k, v in given.items())])})"


def declared_target(data: Table) -> str:
    """The column that the table itself declares as the target."""
    declared = data.with_role(Role.TARGET)
    if not declared:
        names = ", ".join(map(repr, data.names[:12]))
        raise InputError("no target", f"the column to explain, one of {names}", "target='…' or --target …")
    return declared[0].name


def declared_split(data: Table) -> str | None:
    """The train/test column that a scenario's table carries."""
    declared = data.with_role(Role.SPLIT)
    return declared[0].name if declared else None


def declared_roles(*wanted: tuple[str | None, Role], ignore: Sequence[str] = ()) -> dict[str, Role]:
    """Column name -> role, without the columns that are None; two roles for one column are an error, not a choice."""
    roles: dict[str, Role] = {}
    for name, role in (*wanted, *((name, Role.IGNORED) for name in ignore)):
        if name is None:
            continue
        if name in roles:
            raise InputError(f"{name!r} as {roles[name]} and as {role}", "one role for a column", "drop one of them")
        roles[name] = role
    return roles


def require_level(confidence_level: float) -> None:
    """Raise :class:`InputError` for a confidence level outside [0.5, 1)."""
    if not 0.5 <= confidence_level < 1:
        raise InputError(f"confidence_level={confidence_level}", "a number from 0.5 to below 1", "0.95")
