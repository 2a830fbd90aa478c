"""Rows that stand for a group: the most typical one, the one nearest to leaving it, and the group it would join.

Distances are those of the clustering, in the scaled space: a typical row is nearest to its group's centre, a borderline
row has the smallest margin ‖z − centre of the runner-up‖² − ‖z − own centre‖².
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CHUNK = 1 << 16


@dataclass(frozen=True)
class Standing:
    """By group, in the order of the ids; −1 where there is none.

    Attributes
    ----------
    rival : position of the segment with the nearest centre. typical, borderline : rows.
    runner_up : the group that the borderline row would join.
    """

    rival: tuple[int, ...]
    typical: tuple[int, ...]
    borderline: tuple[int, ...]
    runner_up: tuple[int, ...]


def standing(scaled: np.ndarray, codes: np.ndarray, segment: Sequence[bool]) -> Standing:
    """Find them.

    Parameters
    ----------
    scaled : (n, q) rows in the space of the clustering. codes : (n,) group of each row, −1 for none.
    segment : whether each group is a segment; a micro-cluster is nobody's rival, and has one.
    """
    groups, is_segment = len(segment), np.asarray(segment, bool)
    sizes = np.bincount(codes[codes >= 0], minlength=groups)
    centres = np.zeros((groups, scaled.shape[1]))
    for j in range(scaled.shape[1]):
        centres[:, j] = np.bincount(codes[codes >= 0], scaled[codes >= 0, j], groups) / np.maximum(sizes, 1)
    own, margin, runner = np.full(codes.size, np.inf), np.full(codes.size, np.inf), np.full(codes.size, -1)
    for start in range(0, codes.size, CHUNK):
        rows = np.flatnonzero(codes[start : start + CHUNK] >= 0) + start
        to = _to_centres(scaled[rows], centres)
        here = codes[rows]
        own[rows] = to[np.arange(rows.size), here]
        to[np.arange(rows.size), here] = np.inf
        if groups > 1:
            runner[rows] = to.argmin(axis=1)
            margin[rows] = to.min(axis=1) - own[rows]
    margin[margin < 0] = np.inf  # a row that another rule placed here does not stand for its border
    apart = _to_centres(centres, centres)
    apart[:, ~is_segment | (sizes == 0)] = np.inf
    np.fill_diagonal(apart, np.inf)
    rival = np.where(np.isfinite(apart.min(axis=1)), apart.argmin(axis=1), -1)
    typical, borderline = _least(own, codes, groups), _least(margin, codes, groups)
    return Standing(
        tuple(rival.tolist()), typical, borderline, tuple(int(runner[row]) if row >= 0 else -1 for row in borderline)
    )


def _to_centres(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared distances, (rows, groups), by differences: exact 0 where a row is a centre."""
    return np.stack([np.square(rows - centre).sum(axis=1) for centre in centres], axis=1)


def _least(measure: np.ndarray, codes: np.ndarray, groups: int) -> tuple[int, ...]:
    """By group the first row with the least finite measure, −1 where there is none."""
    order = np.lexsort((np.arange(codes.size), measure, codes))
    order = order[(codes[order] >= 0) & np.isfinite(measure[order])]
    found = np.full(groups, -1)
    present, first = np.unique(codes[order], return_index=True)
    found[present] = order[first]
    return tuple(found.tolist())
