"""A row order fixed by content, and the fingerprint of a table.

Rows are sorted by the columns in the order of their names: numbers and dates by size, text by code point, missing
values last; a column with :attr:`Role.ORDER` is the first key. Multiplying a number column by a positive factor
leaves the order as it is, so everything random that works in it is the same for dollars and cents, whatever order
the rows came in. Equal rows stay in the order in which they came, which nobody can see.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from takehome.table.columns import Column, Kind, Role, Table


def canonical(table: Table) -> Table:
    """The table with its rows in canonical order; columns, roles and notes as they are."""
    return table.take(canonical_order(table))


def canonical_order(table: Table) -> np.ndarray:
    """Positions of the rows in canonical order, shape (rows,)."""
    ordered = sorted(table.columns, key=lambda column: (table.role(column.name) is not Role.ORDER, column.name))
    return sort_rows(ordered)


def sort_rows(columns: Sequence[Column]) -> np.ndarray:
    """Positions that sort the rows by the first column, ties by the second, and so on, shape (rows,)."""
    return _sort(columns)[0]


def equal_rows(columns: Sequence[Column]) -> np.ndarray:
    """For each row the number of the set of equal rows that it belongs to, −1 for a row that has no equal."""
    order, group, tied = _sort(columns)
    labels = np.full(len(order), -1)
    labels[order[tied]] = np.unique(group[tied], return_inverse=True)[1]
    return labels


def _sort(columns: Sequence[Column]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The sorting positions, the group of each sorted place, and the places whose rows have an equal.

    Only rows that are still tied are sorted by the next column, so a continuous first column makes it one sort.
    """
    rows = len(columns[0].values) if columns else 0
    order, group, tied = np.arange(rows), np.zeros(rows, np.int64), np.arange(rows)
    for column in columns:
        if len(tied) < 2:
            break
        key = _sortable(column, order[tied])
        within = np.lexsort((key, group[tied]))
        order[tied] = order[tied][within]
        starts = np.flatnonzero(_changes(key[within], group[tied]))
        sizes = np.diff(np.append(starts, len(tied)))
        group[tied] = np.repeat(tied[starts], sizes)
        tied = tied[np.repeat(sizes > 1, sizes)]
    return order, group, tied


def _changes(key: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Where a sorted row differs from the one before it; two missing values do not differ."""
    new = np.ones(len(key), bool)
    both_missing = (key[1:] != key[1:]) & (key[:-1] != key[:-1])
    new[1:] = (group[1:] != group[:-1]) | ((key[1:] != key[:-1]) & ~both_missing)
    return new


def _sortable(column: Column, rows: np.ndarray) -> np.ndarray:
    """The values of these rows as an array that numpy sorts with missing values last."""
    return column.values[rows] if column.kind is not Kind.CATEGORY else level_codes(column)[1][rows]


def level_codes(column: Column) -> tuple[list[str], np.ndarray]:
    """The levels of a category by code point, and each row's place among them; missing is one place further."""
    levels = sorted({value for value in column.values if value is not None})
    place: dict[str | None, int] = {level: position for position, level in enumerate(levels)}
    place[None] = len(levels)
    return levels, np.fromiter((place[value] for value in column.values), np.int64, len(column.values))


def fingerprint(table: Table) -> str:
    """SHA-256 of the content: names, kinds and values, whatever the order of rows and columns; units are no content."""
    order = canonical_order(table)
    digest = hashlib.sha256(f"{table.rows}".encode())
    for column in sorted(table.columns, key=lambda column: column.name):
        _add_text(digest, column.name)
        _add_text(digest, column.kind.value)
        if column.kind is Kind.CATEGORY:
            levels, codes = level_codes(column)
            digest.update(len(levels).to_bytes(8, "little"))
            for level in levels:
                _add_text(digest, level)
            digest.update(codes[order].astype("<i8").tobytes())
        elif column.kind is Kind.DATE:
            digest.update(column.values[order].astype("datetime64[us]").astype("<i8").tobytes())
        else:
            values = column.values[order] + 0.0
            values[np.isnan(values)] = np.nan
            digest.update(values.astype("<f8").tobytes())
    return digest.hexdigest()


def _add_text(digest: hashlib._Hash, text: str) -> None:
    encoded = text.encode("utf-8", "surrogatepass")
    digest.update(len(encoded).to_bytes(8, "little"))
    digest.update(encoded)
