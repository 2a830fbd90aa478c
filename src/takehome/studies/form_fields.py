"""What a person or a program can set for a study, as data: forms, the JSON interface and its checks are made of it.

A study's folder declares its fields in ``form.py`` and names them in its :class:`Entry`; the shell that asks (a web
page, an API) knows no study. Only what stands here can be set from outside: no option that reads a path does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field is asked for, and which plain value it becomes."""

    COLUMN = "column"
    COLUMNS = "columns"
    NUMBER = "number"
    WHOLE = "whole"
    NUMBERS = "numbers"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    UNITS = "units"
    RANGES = "ranges"
    SHARE_OR_COLUMN = "share or column"
    SHARE_OR_DATE = "share or date"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing that can be set.

    Attributes
    ----------
    name : keyword argument of the verb; ``"costs.fp"`` is the key ``fp`` of the mapping ``costs``.
    label : a few words. help : one or two plain sentences: what it does, in which unit, what happens when left empty.
    kind : COLUMN one of the table's columns; COLUMNS several; NUMBERS numbers divided by commas; UNITS column → unit;
        RANGES column → (low, high); SHARE_OR_COLUMN a share between 0 and 1, or a column; SHARE_OR_DATE a share, or a
        date as 2026-01-31; COST a number, a column, or arithmetic on columns; the others as they are called.
    required : whether the study cannot do without. basic : shown at once; the others under "more".
    choices : of CHOICE. low, high : ends of a number, both allowed. default : what the verb takes when it is left
        empty, as text for the page; empty for none.
    """

    name: str
    label: str
    help: str
    kind: FieldKind
    required: bool = False
    basic: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What a study asks for.

    Attributes
    ----------
    table : what its table must look like, in a sentence. fields : in the order in which they are asked.
    needs : group → names that must be given as soon as one of the group is (``"costs"`` → fp and fn).
    apart : names of which at most one may be given.
    """

    table: str
    fields: tuple[FormField, ...]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()
