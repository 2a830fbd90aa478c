r"""No home counts for more than a bound: clipping, and a mean whose denominator does not depend on who came.

An update *u* (all shared arrays together) becomes :math:`u \min(1, C / \lVert u \rVert_2)` (McMahan et al. 2018,
*Learning differentially private recurrent language models*). The home does it before it sends; whoever sums does it
again, because a home's software may be broken or forged. The sum is divided by the *expected* cohort *qN*, with each
home counting the same: a denominator or weights that depend on the homes would have to be protected, too. An update
with a number that is not finite has no norm; it is left out and named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError

Arrays = dict[str, np.ndarray]
HAIR = 1e-7
"""By which a factor is lowered where rounding left a norm above the bound."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A home whose update was not used, and why."""

    home: str
    reason: str


@dataclass(frozen=True, eq=False)
class Enforced:
    """What is left of a round's updates.

    Attributes
    ----------
    total : sum of the clipped updates, float64; empty where none was usable. left_out : homes that were not used.
    norms_before, norms_after : (homes,) of those that were.
    """

    total: Arrays
    left_out: tuple[LeftOut, ...]
    norms_before: np.ndarray
    norms_after: np.ndarray


def norm(update: Mapping[str, np.ndarray]) -> float:
    """Euclidean norm over all arrays together; NaN or infinite where an entry is."""
    largest = max((float(np.abs(one).max()) for one in update.values() if one.size), default=0.0)
    if largest == 0 or not math.isfinite(largest):
        return largest
    # divided first: squares of very large or very small entries leave the doubles
    squares = sum(float(np.sum((np.asarray(one, float) / largest) ** 2)) for one in update.values())
    return largest * math.sqrt(squares)


def norms(updates: Mapping[str, np.ndarray]) -> np.ndarray:
    """(homes,) norms of updates that are stacked, each array (homes, …)."""
    squares = [np.square(np.asarray(one, float)).reshape(len(one), -1).sum(axis=1) for one in updates.values()]
    return np.sqrt(np.sum(squares, axis=0))


def factors(lengths: np.ndarray, bound: float) -> np.ndarray:
    """(homes,) what each update is multiplied by: 1 up to the bound, less above, 0 where the norm is not finite."""
    require_bound(bound)
    finite = np.isfinite(lengths)
    safe = np.where(finite & (lengths > bound), lengths, bound)
    return np.where(finite, bound / safe, 0.0)


def clip(update: Mapping[str, np.ndarray], bound: float) -> tuple[Arrays, float, float]:
    """The update with a norm of at most `bound`, and its norm before and after.

    Raises
    ------
    InputError : an entry is not finite, or the bound is not positive.
    """
    require_bound(bound)
    before = norm(update)
    if not math.isfinite(before):
        at_fault = next(name for name, one in update.items() if not np.isfinite(one).all())
        raise InputError(
            f"an update with a number that is not finite, in '{at_fault}'", "finite numbers", "leave it out"
        )
    if before <= bound:
        return {name: np.array(one) for name, one in update.items()}, before, before
    factor = bound / before
    while True:
        short = {name: (np.asarray(one, float) * factor).astype(one.dtype) for name, one in update.items()}
        after = norm(short)
        if after <= bound:
            return short, before, after
        factor *= 1 - HAIR


def enforce(updates: Sequence[Mapping[str, np.ndarray]], homes: Sequence[str], bound: float) -> Enforced:
    """Sum updates of at most `bound` each; what cannot be summed is left out and named, and the round goes on.

    Raises
    ------
    InputError : the bound is not positive.
    """
    require_bound(bound)
    total: Arrays = {}
    left_out, before, after = [], [], []
    for update, home in zip(updates, homes, strict=True):
        at_fault = [name for name, one in update.items() if not np.isfinite(one).all()]
        if at_fault:
            left_out.append(LeftOut(home, f"a number that is not finite in the update of '{at_fault[0]}'"))
            continue
        short, length, kept = clip(update, bound)
        before.append(length)
        after.append(kept)
        for name, one in short.items():
            total[name] = total.get(name, 0.0) + one.astype(float)
    return Enforced(total, tuple(left_out), np.array(before), np.array(after))


def mean(total: Mapping[str, np.ndarray], cohort_share: float, homes: int) -> Arrays:
    """The sum over the expected cohort, whoever came.

    Raises
    ------
    InputError : no home, or a share outside (0, 1].
    """
    if homes < 1 or not 0 < cohort_share <= 1:
        raise InputError(
            f"{homes} homes and a cohort share of {cohort_share}", "a home and a share above 0, at most 1", "cohort=0.1"
        )
    return {name: one / (cohort_share * homes) for name, one in total.items()}


def require_bound(bound: float) -> None:
    """Raise :class:`InputError` unless positive and finite."""
    if not 0 < bound < math.inf:
        raise InputError(f"a clip bound of {bound}", "a positive bound on the norm of an update", "clip=1.0")
