"""What a table is once it is inside: named columns of one kind each, roles, and notes on how it was read.

Numbers are float64 with NaN for missing; categories are object arrays of ``str`` with None for missing; dates are
``datetime64[us]`` with NaT. Nothing is dropped or repaired on the way in: what was changed in reading ("$1,200"
read as 1200) is a :class:`Note`, and what is wrong with the content is left for the ``TAB`` checks to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Note:
    """Something that reading changed or noticed, as a sentence; `column` is None for the whole table."""

    column: str | None
    text: str


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
        return np.equal(self.values, None)


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

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError(
            f"no column named {name!r}",
            f"one of {', '.join(map(repr, self.names[:20]))}",
            "check the spelling, including capitals and spaces",
        )

    def __contains__(self, name: object) -> bool:
        return name in self.names

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
