"""Which columns a design can carry: those that vary, no more than the rows allow, none that the others determine.

One unpivoted decomposition of the centred columns, scaled to unit length: the diagonal of R is what each column adds
to those before it (Golub & Van Loan 2013, *Matrix Computations*, 4th ed., §5.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from takehome.table import Note

MAX_COLUMN_SHARE = 0.5
"""Columns per row at most; more leave too few rows to judge the errors by."""

MAX_COLUMNS = 200

MIN_RELATIVE_SPREAD = 1e-12
"""A column whose range is a smaller share of its size is constant but for rounding."""

MIN_RELATIVE_NORM = 1e-9
"""A column of which less than this share is left after the columns before it is a combination of them."""

MIN_WEIGHT = 1e-6
"""A column with a smaller weight (among columns of unit length) takes no part in a combination."""


@dataclass(frozen=True, slots=True)
class Combination:
    """A column that was left out because others determine it.

    Attributes
    ----------
    name, feature : the design column, and the table's column that it comes from.
    of : the names of the columns that determine it.
    own_share : the share of its variance that they leave unexplained, which is 1 / variance inflation.
    """

    name: str
    feature: str
    of: tuple[str, ...]
    own_share: float


Named = list[tuple[str, str]]
"""Name and feature of each column."""


def varies(values: np.ndarray, least: float) -> np.ndarray:
    """Whether values (n, …) vary along the rows by at least `least`, and by more than rounding."""
    if not values.size:
        return np.zeros(values.shape[1:], bool)
    spread = np.ptp(values, axis=0)
    return (spread >= least) & (spread > MIN_RELATIVE_SPREAD * np.abs(values).max(axis=0))


def independent_columns(
    X: np.ndarray, names: Named, y: np.ndarray, train: np.ndarray, least: float
) -> tuple[np.ndarray, tuple[Combination, ...], list[Note]]:
    """Leave out constants, then columns beyond what the rows carry, then combinations of earlier columns.

    Parameters
    ----------
    X, y : (n, q) columns and (n,) target; only the rows of the mask `train` are looked at.
    least : a column that varies by less is constant.

    Returns
    -------
    Positions of the columns that stay, what the combinations are, and a note for everything left out.
    """
    Z = X[train]
    varying = varies(Z, least)
    notes = [
        Note(feature, f"{name} does not vary in the training rows and was left out")
        for (name, feature), changes in zip(names, varying, strict=True)
        if not changes
    ]
    keep, said = strongest_columns(Z, np.flatnonzero(varying), y[train])
    keep, combinations = _without_combinations(Z, keep, names)
    left_out = [
        Note(c.feature, f"{c.name} is a combination of other columns ({_few(c.of)}) and was left out")
        for c in combinations
    ]
    return keep, combinations, [*notes, *said, *left_out]


def strongest_columns(Z: np.ndarray, keep: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, list[Note]]:
    """As many columns as the rows carry, those most correlated with the target first."""
    room = min(MAX_COLUMNS, max(1, int(MAX_COLUMN_SHARE * (len(Z) - 1))))
    if len(keep) <= room:
        return keep, []
    strength = np.abs(_unit(Z[:, keep]).T @ (y - y.mean()))
    text = (
        f"{len(keep):,} columns for {len(Z):,} rows: the {room:,} most correlated with the target were kept, so the "
        "intervals are too narrow"
    )
    return np.sort(keep[np.argsort(-strength, kind="stable")[:room]]), [Note(None, text)]


def _unit(Z: np.ndarray) -> np.ndarray:
    """Columns that vary, centred and scaled to unit length."""
    centred = Z - Z.mean(axis=0)
    return centred / np.linalg.norm(centred, axis=0)


def _without_combinations(Z: np.ndarray, keep: np.ndarray, names: Named) -> tuple[np.ndarray, tuple[Combination, ...]]:
    """The columns of `keep` that are independent of those before them, and what the others are made of."""
    if not len(keep):
        return keep, ()
    unit = _unit(Z[:, keep])
    (R,) = linalg.qr(unit, mode="r", check_finite=False)[:1]
    added = np.abs(np.diag(R))
    added = np.concatenate([added, np.zeros(len(keep) - len(added))])
    independent = added > MIN_RELATIVE_NORM
    if independent.all():
        return keep, ()
    basis, left_out = unit[:, independent], unit[:, ~independent]
    weights = np.linalg.lstsq(basis, left_out, rcond=None)[0]
    own = np.square(left_out - basis @ weights).sum(axis=0)
    held = [names[j][0] for j in keep[independent]]
    found = []
    for i, j in enumerate(keep[~independent]):
        name, feature = names[j]
        of = tuple(held[k] for k in np.flatnonzero(np.abs(weights[:, i]) > MIN_WEIGHT))
        found.append(Combination(name, feature, of, float(own[i])))
    return keep[independent], tuple(found)


def _few(names: tuple[str, ...]) -> str:
    """Names as a list that ends."""
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
