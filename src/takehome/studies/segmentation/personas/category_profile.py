"""What every group looks like in a category: shares, lift, and how much the category and the groups have in common.

    lift = 100 · share of the level in the group / share of the level in all segments         (an index: 100 = as usual)
    V² = φ̃² / min(r̃ − 1, c̃ − 1), the bias-corrected Cramér V               (Bergsma 2013, *J. Korean Stat. Soc.* 42:323)

Cramér V runs from 0 (the category says nothing about the segment) to 1; the correction takes off what chance gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.table import Column

ABSENT = "missing"
USUAL = 100.0


@dataclass(frozen=True)
class CategoryProfile:
    """A category in every group.

    Attributes
    ----------
    levels : most frequent first; rows without a value are the level ``"missing"``.
    shares : by group, one share per level. lifts : by group, 100 = as usual. cramer_v : over segments, 0 to 1.
    """

    name: str
    levels: tuple[str, ...]
    shares: Mapping[str, tuple[float, ...]]
    lifts: Mapping[str, tuple[float, ...]]
    cramer_v: float


def profile_category(
    column: Column, codes: np.ndarray, groups: Sequence[str], segment: Sequence[bool]
) -> CategoryProfile:
    """Profile one category; `codes` are positions in `groups`, −1 for none."""
    named = np.where(column.missing, ABSENT, column.values).astype(str)
    levels, code = np.unique(named, return_inverse=True)
    inside = codes >= 0
    cells = np.bincount(codes[inside] * levels.size + code[inside], minlength=len(groups) * levels.size)
    counts = cells.reshape(len(groups), levels.size)
    usual = counts[np.asarray(segment, bool)].sum(axis=0)
    order = np.lexsort((levels, -usual))
    levels, counts, usual = levels[order], counts[:, order], usual[order]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    overall = usual / max(usual.sum(), 1)
    lifts = USUAL * np.divide(shares, overall, out=np.full(shares.shape, np.nan), where=overall > 0)
    return CategoryProfile(
        column.name,
        tuple(levels.tolist()),
        {group: tuple(row.tolist()) for group, row in zip(groups, shares, strict=True)},
        {group: tuple(row.tolist()) for group, row in zip(groups, lifts, strict=True)},
        cramer_v(counts[np.asarray(segment, bool)]),
    )


def cramer_v(counts: np.ndarray) -> float:
    """Bias-corrected Cramér V of a contingency table; 0 where a side has one level."""
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0].astype(float)
    n, (rows, columns) = counts.sum(), counts.shape
    if min(rows, columns) < 2 or n < 2:
        return 0.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    phi = float((np.square(counts - expected) / expected).sum() / n)
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    narrow = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float(np.sqrt(phi / narrow)) if narrow > 0 else 0.0
