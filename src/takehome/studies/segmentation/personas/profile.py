"""What every group looks like in the table's own units, beside the rows of the other segments (see ``cells``).

A segment's *rest* are the rows of the other segments. A dense odd micro-cluster is held against all segments and
belongs to nobody's rest: fifty bots would else pass for what is usual. The intervals of all groups × columns hold at
once: each has Bonferroni's level 1 − (1 − c) / (groups × columns). They describe groups that were *drawn* by these
very columns and do not prove that the groups exist (Gao, Bien & Witten 2022, *JASA* 119:332); stability speaks to that.

    η² = sum of squares between segments / sum of squares in all              (Fisher 1925, *Statistical Methods*, §45)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from takehome.studies.segmentation.personas.category_profile import CategoryProfile, profile_category
from takehome.studies.segmentation.personas.cells import Cell, profile_column
from takehome.table import Kind, Table
from takehome.table.encoding import finite

NOISE = "noise"
MICRO = re.compile(r"M\d+")


@dataclass(frozen=True)
class Profile:
    """All groups in all columns.

    Attributes
    ----------
    ids, sizes, shares : the groups, their rows, and their share of all rows of the table (noise among them).
    columns, units : the numbers. measures : by column, for ``gap_between``.
    cells : by (group, column). eta_squared : by column, 0 to 1.
    within : (p, p) correlations of the columns within segments. binary : columns that hold 0 and 1 alone.
    family : how many intervals hold at once at `confidence_level`.
    """

    ids: tuple[str, ...]
    sizes: tuple[int, ...]
    shares: tuple[float, ...]
    columns: tuple[str, ...]
    units: tuple[str, ...]
    measures: Mapping[str, tuple[float, float]]
    cells: Mapping[tuple[str, str], Cell]
    eta_squared: Mapping[str, float]
    within: np.ndarray
    binary: frozenset[str]
    categories: tuple[CategoryProfile, ...]
    confidence_level: float
    family: int

    def of(self, group: str) -> tuple[Cell, ...]:
        """The cells of a group, in the order of the columns."""
        return tuple(self.cells[group, column] for column in self.columns)


def is_micro(group: str) -> bool:
    """Whether an id is that of a dense odd micro-cluster: ``"M1"``."""
    return MICRO.fullmatch(group) is not None


def profile(
    table: Table, codes: np.ndarray, ids: Sequence[str], columns: Sequence[str], confidence_level: float = 0.95
) -> Profile:
    """Profile the groups of a table.

    Parameters
    ----------
    table : the rows, in the order of `codes`; missing, infinite and too large values are left out, column by column.
    codes : (n,) positions in `ids`; −1 and rows of the id ``"noise"`` belong to no group.
    columns : the numbers and categories to profile; dates are left out.
    """
    codes, groups = _without_noise(np.asarray(codes, np.int64), ids)
    segment = [not is_micro(group) for group in groups]
    small = codes.astype(np.int16) if len(groups) < 2**15 else codes
    order = np.argsort(small, kind="stable")  # of 16 bits numpy makes a radix sort
    ends = np.searchsorted(codes[order], np.arange(len(groups) + 1)).tolist()
    numbers = [table[name] for name in columns if table[name].kind is Kind.NUMBER]
    known = [finite(c.values) for c in numbers]
    family = max(len(groups) * len(numbers), 1)
    levels = (1 - (1 - confidence_level) / family, confidence_level)
    seen = [
        profile_column(c.name, c.unit, _split(values[order], ends), groups, segment, levels)
        for c, values in zip(numbers, known, strict=True)
    ]
    categories = [table[name] for name in columns if table[name].kind is Kind.CATEGORY]
    sizes = np.diff(ends).tolist()
    return Profile(
        ids=groups,
        sizes=tuple(sizes),
        shares=tuple(size / max(codes.size, 1) for size in sizes),
        columns=tuple(c.name for c in seen),
        units=tuple(c.unit for c in seen),
        measures={c.name: c.measure for c in seen},
        cells={(cell.group, cell.column): cell for c in seen for cell in c.cells},
        eta_squared={c.name: c.eta_squared for c in seen},
        within=_within(known, codes, segment),
        binary=frozenset(c.name for c in seen if c.binary),
        categories=tuple(profile_category(c, codes, groups, segment) for c in categories),
        confidence_level=confidence_level,
        family=family,
    )


def _without_noise(codes: np.ndarray, ids: Sequence[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    kept = [position for position, group in enumerate(ids) if group != NOISE]
    renumbered = np.full(len(ids) + 1, -1)  # the last entry answers −1
    renumbered[kept] = np.arange(len(kept))
    return renumbered[codes], tuple(ids[position] for position in kept)


def _split(values: np.ndarray, ends: Sequence[int]) -> list[np.ndarray]:
    """The known values of every group, sorted; `values` stand group by group."""
    parts = [values[start:stop] for start, stop in pairwise(ends)]
    return [np.sort(part[~np.isnan(part)]) for part in parts]


def _within(columns: Sequence[np.ndarray], codes: np.ndarray, segment: Sequence[bool]) -> np.ndarray:
    """Correlations about the segments' own means; 0 for a column that does not vary there."""
    used = np.append(segment, False)[codes]
    own, groups = codes[used], len(segment)
    apart = np.zeros((len(columns), own.size))
    for row, values in zip(apart, columns, strict=True):
        there = ~np.isnan(values[used])
        x, g = values[used][there], own[there]
        means = np.bincount(g, x, groups) / np.maximum(np.bincount(g, minlength=groups), 1)
        row[there] = x - means[g]
    largest = np.abs(apart).max(axis=1, initial=0.0, keepdims=True)
    apart /= np.where(largest > 0, largest, 1.0)
    products = apart @ apart.T
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = np.inf
    return products / np.outer(lengths, lengths)
