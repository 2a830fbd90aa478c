"""What a table is once it is inside: named columns of one kind each, roles, and notes on how it was read.

Numbers are float64 with NaN for missing; categories are object arrays of ``str`` with None for missing; dates are
``datetime64[us]`` with NaT. Nothing is dropped or repaired on the way in: what was changed in reading ("$1,200"
read as 1200) is a :class:`Note`, and what is wrong with the content is left for the ``TAB`` checks to find.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from takehome.errors import InputError


class Kind(StrEnum):
    """How a column is understood."""

    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"


class Role(StrEnum):
    """What a column is used for; a column without a role is a feature."""

    TARGET = "target"
    FEATURE = "feature"
    ID = "id"
    ORDER = "order"
    GROUP = "group"
    WEIGHT = "weight"
    SPLIT = "split"
    PREDICTION = "prediction"
    IGNORED = "ignored"


class Topic(StrEnum):
    """What a note is about, for the checks that turn notes into findings."""

    SOURCE = "source"
    SAMPLE = "sample"
    NAMES = "names"
    CONVERTED = "converted"
    UNREADABLE = "unreadable"
    MIXED = "mixed"
    CODES = "codes"
    PRECISION = "precision"
    HOLDOUT = "holdout"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that reading changed or noticed, as a sentence.

    Attributes
    ----------
    column : the column's name, or None for the whole table.
    text : the sentence.
    topic : what it is about.
    count : how many values it is about, where it counts any.
    """

    column: str | None
    text: str
    topic: Topic = Topic.OTHER
    count: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `values` of shape (rows,), its kind and its unit (may be empty)."""

    name: str
    kind: Kind
    values: np.ndarray
    unit: str = ""

    @property
    def missing(self) -> np.ndarray:
        """Boolean mask of missing values, shape (rows,)."""
        if self.kind is Kind.NUMBER:
            return np.isnan(self.values)
        if self.kind is Kind.DATE:
            return np.isnat(self.values)
        return np.equal(self.values, np.array(None))


@dataclass(frozen=True)
class Table:
    """Columns in their original order, roles, and notes.

    Attributes
    ----------
    rows_in_source : rows of the file or frame, more than :attr:`rows` when a sample was read.
    source : the path or the type of frame, for the report.
    """

    columns: tuple[Column, ...]
    roles: Mapping[str, Role] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    source: str = "table"
    rows_in_source: int = 0

    @property
    def rows(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column.name: position for position, column in enumerate(self.columns)}

    def __getitem__(self, name: str) -> Column:
        position = self._positions.get(name)
        if position is None:
            raise _no_such_column(name, self.names)
        return self.columns[position]

    def __contains__(self, name: object) -> bool:
        return name in self._positions

    def role(self, name: str) -> Role:
        """The role of a column; :attr:`Role.FEATURE` where none was declared."""
        return self.roles.get(name, Role.FEATURE)

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """The columns that have this role, in table order."""
        return tuple(column for column in self.columns if self.role(column.name) is role)

    def take(self, rows: np.ndarray) -> Table:
        """The table with the given rows (positions or a mask), in the given order."""
        columns = tuple(replace(column, values=column.values[rows]) for column in self.columns)
        return replace(self, columns=columns)

    def with_roles(self, roles: Mapping[str, Role]) -> Table:
        """The table with these roles added; a name that is not a column raises :class:`InputError`."""
        for name in roles:
            self[name]
        return replace(self, roles={**self.roles, **roles})

    def with_units(self, units: Mapping[str, str]) -> Table:
        """The table with these units set; a name that is not a column raises :class:`InputError`."""
        for name in units:
            self[name]
        columns = tuple(replace(c, unit=units.get(c.name, c.unit)) for c in self.columns)
        return replace(self, columns=columns)


def _no_such_column(name: str, names: tuple[str, ...]) -> InputError:
    """The error for a name that is not a column, with the nearest name that is."""
    folded = {other.casefold(): other for other in names}
    near = difflib.get_close_matches(str(name).casefold()[:200], list(folded)[:2000], n=1, cutoff=0.6)
    shown = ", ".join(repr(other[:40]) for other in names[:20]) + (f", … ({len(names):,} in all)" * (len(names) > 20))
    hint = f"did you mean {folded[near[0]]!r}?" if near else "check the spelling, including capitals and spaces"
    return InputError(f"no column named {name!r}", f"one of {shown}", hint)
