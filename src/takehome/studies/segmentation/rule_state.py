"""The rule that assigns rows to segments as plain data and arrays, and back."""

from __future__ import annotations

import numpy as np

from takehome.studies.segmentation.partition.assigners import KMEANS, MIXTURE, Assigner, Centres, Mixture, Neighbours

ARRAYS = {KMEANS: ("centres",), MIXTURE: ("shares", "means", "roots")}
OF_NEIGHBOURS = ("rows", "own", "centres")


def put_rule(rule: Assigner, where: str, arrays: dict[str, np.ndarray]) -> str:
    """Put a rule's arrays under names that begin with `where`; returns its family."""
    for name in ARRAYS.get(rule.family, OF_NEIGHBOURS):
        arrays[f"{where}_{name}"] = np.asarray(getattr(rule, name))
    return rule.family


def get_rule(family: str, where: str, arrays: dict[str, np.ndarray]) -> Assigner:
    """The inverse of :func:`put_rule`."""
    held = [arrays[f"{where}_{name}"] for name in ARRAYS.get(family, OF_NEIGHBOURS)]
    if family == KMEANS:
        return Centres(*held)
    return Mixture(*held) if family == MIXTURE else Neighbours(*held)
