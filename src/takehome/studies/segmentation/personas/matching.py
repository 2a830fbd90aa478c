"""Ids that survive a refit: groups of two partitions of the same rows are paired by maximum overlap.

The pairing maximises the number of rows that keep their id (assignment problem; Kuhn 1955, *Naval Research Logistics*
2:83). How alike a pair is, is its Jaccard coefficient |A ∩ B| / |A ∪ B|: 1 for the same rows, 0 for none in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")


@dataclass(frozen=True)
class Matching:
    """The id of every new group, and its Jaccard coefficient with the old group of that id (0 for a fresh id)."""

    ids: tuple[str, ...]
    jaccard: tuple[float, ...]


def match_ids(
    old_labels: np.ndarray, new_labels: np.ndarray, old_ids: Sequence[str], new_ids: Sequence[str]
) -> Matching:
    """Carry ids over to new groups.

    Parameters
    ----------
    old_labels, new_labels : (n,) positions in `old_ids` and `new_ids` of the same rows, −1 for none.
    new_ids : provisional ids. Only their kind counts (``"S"``, ``"M"``, ``"noise"``): a segment never takes the id of
        a micro-cluster. A group without overlap gets the first number of its kind that was never used.
    """
    old, new = np.asarray(old_labels, np.int64), np.asarray(new_labels, np.int64)
    both = (old >= 0) & (new >= 0)
    shape = (len(old_ids), len(new_ids))
    shared = np.bincount(old[both] * shape[1] + new[both], minlength=shape[0] * shape[1]).reshape(shape)
    alike = np.array([[_kind(a) == _kind(b) for b in new_ids] for a in old_ids], bool).reshape(shape)
    rows, columns = linear_sum_assignment(np.where(alike, shared, 0), maximize=True)
    sizes = np.bincount(old[old >= 0], minlength=shape[0]), np.bincount(new[new >= 0], minlength=shape[1])
    pairs = {j: i for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if alike[i, j] and shared[i, j]}
    ids, found, taken = [], [], set(old_ids)
    for j, provisional in enumerate(new_ids):
        if j in pairs:
            i = pairs[j]
            ids.append(old_ids[i])
            found.append(float(shared[i, j] / (sizes[0][i] + sizes[1][j] - shared[i, j])))
        else:
            ids.append(_fresh(provisional, taken))
            taken.add(ids[-1])
            found.append(0.0)
    return Matching(tuple(ids), tuple(found))


def _kind(name: str) -> str:
    match = NUMBERED.fullmatch(name)
    return match[1] if match else name


def _fresh(provisional: str, taken: set[str]) -> str:
    match = NUMBERED.fullmatch(provisional)
    if match is None:
        return provisional
    used = [int(m[2]) for name in taken if (m := NUMBERED.fullmatch(name)) and m[1] == match[1]]
    return f"{match[1]}{max(used, default=0) + 1}"
