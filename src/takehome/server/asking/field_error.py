"""The refusal of one field's value, and how a value that came from outside is shown in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takehome.errors import InputError

_SHOWN = 60
_DIGITS = 15


class FieldError(InputError):
    """A value that a field cannot take; a page shows it beside the field.

    Attributes
    ----------
    field : the field's name, ``"costs.fp"``; ``"economics"`` for the economics; empty where no field is named.
    """

    def __init__(self, field: str, saw: str, expected: str, try_next: str) -> None:
        self.field = field
        super().__init__(saw, expected, try_next)


def refused(field: str, value: Any, expected: str, try_next: str = "") -> FieldError:
    """The refusal of `value` for the field of this name."""
    return FieldError(field, f"{field} = {shown(value)}", expected, try_next or f"correct {field}, or leave it empty")


def shown(value: Any) -> str:
    """A value from outside in a few words: short, printable, and never a structure that nests without end."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}… ({len(value):,} characters)"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_DIGITS else f"a whole number of more than {_DIGITS} digits"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return f"an object of {len(value):,} names"
    if isinstance(value, list | tuple):
        return f"a list of {len(value):,} values"
    return f"a value of type {type(value).__name__}"
