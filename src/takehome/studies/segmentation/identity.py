"""Which id and name each segment has; both survive a refit where the new segment is the old one in the main.

The old study judges the new rows. New segments take the ids of the old ones with which they share most rows, one to one
(:mod:`.personas.matching`), and the name too where they are mostly the same; the others get numbers that were never
used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from takehome.studies.segmentation.personas.matching import match_ids
from takehome.table import Table

if TYPE_CHECKING:
    from takehome.studies.segmentation.outcome import Outcome

MOSTLY_THE_SAME = 0.5
"""Jaccard coefficient from which a new segment keeps the old one's name: more rows are shared than not."""


@dataclass(frozen=True)
class Identity:
    """Ids of the segments, in the order of their numbers.

    Attributes
    ----------
    names : id → name, of the segments that keep one. jaccard : how alike each is to the old one of its id; empty
        without an older study.
    """

    ids: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    jaccard: tuple[float, ...] = ()


def first_identity(k: int) -> Identity:
    """Numbers by falling size: S1, S2, …"""
    return Identity(tuple(f"S{j + 1}" for j in range(k)))


def carried_over(labels: np.ndarray, k: int, table: Table, previous: Outcome) -> Identity:
    """The identity of segments that were fitted anew.

    Parameters
    ----------
    labels : (n,) the new labels of the table's rows. previous : the older study.

    Raises
    ------
    InputError
        If the table lacks a column that the older study needs.
    """
    from takehome.studies.segmentation.scoring import inputs

    values, codes, _ = inputs(previous, table)
    old = previous.frozen.judge(values, codes).labels
    found = match_ids(
        np.where(old >= 0, old, -1), np.where(labels >= 0, labels, -1), previous.segment_ids, first_identity(k).ids
    )
    kept = [one for one, alike in zip(found.ids, found.jaccard, strict=True) if alike >= MOSTLY_THE_SAME]
    return Identity(found.ids, {one: previous.names[one] for one in kept}, found.jaccard)
