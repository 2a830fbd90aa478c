"""How many rows and how much value fall in each group, in the estimate and in every replicate.

A partition's groups are crossed with those of the chosen one, because what a contact is assumed to change is stated
for the chosen segments; for the chosen partition itself the cross is diagonal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.money.priceable import Grouping, Priceable


@dataclass(frozen=True)
class Totals:
    """Totals by group and chosen group, each of shape (1 + replicates, groups, chosen groups); row 0 is the estimate.

    Attributes
    ----------
    rows : how many rows. value : what they are worth together, per horizon.
    """

    rows: np.ndarray
    value: np.ndarray

    @property
    def heads(self) -> np.ndarray:
        """Rows by group, (1 + replicates, groups)."""
        return self.rows.sum(axis=2)

    @property
    def worth(self) -> np.ndarray:
        """Value by group, (1 + replicates, groups)."""
        return self.value.sum(axis=2)


def totals_of(made: Priceable, grouping: Grouping, value: np.ndarray, refitted: bool = True) -> Totals:
    """Totals of a partition.

    Parameters
    ----------
    value : (n,) what each row is worth. refitted : whether replicates have their own labels; otherwise the reference's
        (the naive bootstrap, which leaves out that a new sample would be cut into other segments).
    """
    draws, reference = grouping.replicates, made.groups(grouping.labels, grouping.k)
    across = made.groups(made.grouping.labels, made.k)
    refits = made.grouping.replicates.labels
    shape = (grouping.k + 1 + len(made.micro_sizes), len(made.group_ids))
    found = [_crossed(reference, across, np.ones(made.rows), value, shape)]
    for b, weights in enumerate(draws.weights):
        own = made.groups(draws.labels[b], grouping.k) if refitted else reference
        chosen = made.groups(refits[b], made.k) if refitted else across
        found.append(_crossed(own, chosen, weights, value, shape))
    return Totals(np.stack([rows for rows, _ in found]), np.stack([worth for _, worth in found]))


def mask_totals(made: Priceable, grouping: Grouping, mask: np.ndarray) -> np.ndarray:
    """Rows under a mask (n,) by the groups of the chosen partition, (1 + replicates, chosen groups)."""
    inside = np.flatnonzero(mask)
    count, draws = len(made.group_ids), grouping.replicates
    found = [np.bincount(made.groups(grouping.labels[inside], made.k), minlength=count).astype(float)]
    for labels, weights in zip(draws.labels, draws.weights, strict=True):
        found.append(np.bincount(made.groups(labels[inside], made.k), weights[inside], minlength=count))
    return np.vstack(found)


def _crossed(
    own: np.ndarray, chosen: np.ndarray, weights: np.ndarray, value: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    cell, cells = own * shape[1] + chosen, shape[0] * shape[1]
    rows = np.bincount(cell, weights, minlength=cells).reshape(shape)
    worth = np.bincount(cell, weights * value, minlength=cells).reshape(shape)
    return rows, worth
