"""Which columns are exact combinations of others: "the others held fixed" then has no meaning for them.

The null space of the standardised columns: a vector of it is a combination that is 0 in every row, and the columns that
take part in it can be exchanged for one another without changing any prediction of a straight model
(Belsley, Kuh & Welsch 1980, *Regression Diagnostics*, §3.2).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from takehome.table.encoding import DesignColumn

RELATIVE = 1e-12
"""A squared singular value below this share of the largest is zero but for rounding."""

TAKES_PART = 1e-4
"""A smaller weight in a combination (of columns of one size) is rounding."""


def exact_partners(X: np.ndarray, columns: Sequence[DesignColumn]) -> dict[int, tuple[str, ...]]:
    """For each column (its position) that takes part in an exact combination, the other features that do.

    Parameters
    ----------
    X : (n, q) columns that vary.
    """
    centred = X - X.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(unit.T @ unit)
    null = vectors[:, values <= RELATIVE * max(values[-1], 1e-300)]
    # entry (i, k) of the projection on the null space is not 0 where columns i and k share a combination
    shared = np.abs(null @ null.T) > TAKES_PART
    found: dict[int, tuple[str, ...]] = {}
    for j, column in enumerate(columns):
        partners = dict.fromkeys(columns[int(k)].feature for k in np.flatnonzero(shared[j]))
        others = tuple(name for name in partners if name != column.feature)
        if others:
            found[j] = others
    return found
