"""What leaves a home: which arrays may, and the book of every one that did.

*The rule.* A home sends what it changed in the arrays that are shared, and nothing else. Which those are is declared
once, by name and shape (:func:`declared`); every sender passes through :func:`assert_may_leave` just before the wire,
and an array with another name, another shape or another type of number stops the run. A load or a price series has one
entry an hour and no declared name; a personal layer has a name that is not declared once it is personal.

*The limit of the rule.* Names and shapes can be checked, meaning cannot: an update of the right shape tells something
about the home that computed it. That is what clipping, noise and secure aggregation are for
(:mod:`~takehome.studies.storage.federated.privacy`).

*The book.* One row for each array and round: how many homes sent it, its bytes, the norm of the homes' updates before
and after clipping, and the noise that was added to their sum.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.seeing import TABLE_CELLS
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.observing import FEATURES

WIDTH = 64
"""Units of each hidden layer of the shared network."""
Shapes = Mapping[str, tuple[int, ...]]

SHAPES: Mapping[str, Shapes] = {
    "tables": {"value": (TABLE_CELLS, KNOTS)},
    "deep": {
        "market": (FEATURES, WIDTH),
        "bias": (WIDTH,),
        "deep": (WIDTH, WIDTH),
        "deep_bias": (WIDTH,),
        "heads": (WIDTH, KNOTS),
        "heads_bias": (KNOTS,),
    },
}
"""Learner to the arrays that may leave a home when none of them is personal."""
VISITS = "visits"
"""How often a home was in each cell of the table: says what the home lived through. May leave only where asked for."""
NUMBERS = ("float32", "float64", "uint32")
"""Types of number on the wire; uint32 is a masked, fixed-point update."""


class MayNotLeave(InputError):
    """An array that was not declared was about to leave a home; nothing was sent."""


def declared(learner: str, *, personal: Collection[str] = (), visits: bool = False) -> dict[str, tuple[int, ...]]:
    """Name to shape of everything that may leave a home.

    Parameters
    ----------
    learner : ``"tables"`` or ``"deep"``. personal : names of arrays that stay in the home (personal layers).
    visits : whether visit counts may leave, which they may not where privacy is promised.

    Raises
    ------
    InputError : no such learner.
    """
    if learner not in SHAPES:
        raise InputError(f"the learner '{learner}'", f"one of {', '.join(SHAPES)}", "pass learner='tables'")
    allowed = {name: shape for name, shape in SHAPES[learner].items() if name not in personal}
    if visits and learner == "tables":
        allowed[VISITS] = (TABLE_CELLS,)
    return allowed


def assert_may_leave(arrays: Mapping[str, np.ndarray], allowed: str | Shapes) -> None:
    """Let nothing pass but what is declared.

    Parameters
    ----------
    arrays : what is about to be sent, by name.
    allowed : name to shape (see :func:`declared`), or a learner, which then has no personal layers and keeps visits.

    Raises
    ------
    MayNotLeave : an array has a name, shape or type of number that is not declared; names the array and its shape.
    """
    shapes = declared(allowed) if isinstance(allowed, str) else allowed
    for name, array in arrays.items():
        shape = tuple(np.shape(array))
        kind = str(np.asarray(array).dtype)
        if name not in shapes:
            expected = f"only {', '.join(shapes) or 'nothing'}"
        elif shape != tuple(shapes[name]):
            expected = f"'{name}' with shape {tuple(shapes[name])}"
        elif kind not in NUMBERS:
            expected = f"'{name}' as {' or '.join(NUMBERS)}"
        else:
            continue
        raise MayNotLeave(
            f"the array '{name}' of shape {shape} and type {kind}, about to leave a home",
            expected,
            "keep it in the home; share an array by declaring it in federated/ledger.py",
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """One array, in one round, from all homes that took part.

    Attributes
    ----------
    round : number of the round, from 0. tensor, shape, dtype : of the array on the wire. homes : homes that sent it.
    bytes_per_home : payload, without the transport's own bytes.
    norm_before, norm_after : median and greatest Euclidean norm of the homes' whole updates (all arrays together)
        before and after clipping; NaN where it was not measured.
    clipped_share : share of the homes whose update was shortened. noise_sd : standard deviation of the noise in each
        entry of the sum over homes; 0 without noise.
    """

    round: int
    tensor: str
    shape: tuple[int, ...]
    dtype: str
    homes: int
    bytes_per_home: int
    norm_before: tuple[float, float] = (math.nan, math.nan)
    norm_after: tuple[float, float] = (math.nan, math.nan)
    clipped_share: float = 0.0
    noise_sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every array that left a home, in the order of the rounds; cannot be changed, only continued."""

    entries: tuple[Sent, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def plus(self, rows: Iterable[Sent]) -> Ledger:
        """The book with one more round."""
        return Ledger((*self.entries, *rows))

    def check(self, allowed: str | Shapes) -> None:
        """Raise :class:`MayNotLeave` where an entry is not declared; for a book that comes from elsewhere."""
        for one in self.entries:
            assert_may_leave({one.tensor: np.broadcast_to(np.zeros((), one.dtype), one.shape)}, allowed)

    @property
    def tensors(self) -> dict[str, tuple[int, ...]]:
        """Name to shape of everything that left."""
        return {one.tensor: one.shape for one in self.entries}

    @property
    def rounds(self) -> int:
        """Rounds in which anything left."""
        return len({one.round for one in self.entries})

    @property
    def bytes_per_home_round(self) -> float:
        """Bytes that a home sends in a round in which it takes part; a home receives the shared arrays once, too."""
        if not self.entries:
            return 0.0
        return sum(one.bytes_per_home for one in self.entries) / self.rounds

    @property
    def bytes_in_all(self) -> int:
        """Bytes that all homes sent in all rounds."""
        return sum(one.bytes_per_home * one.homes for one in self.entries)

    def bytes_per_home_month(self, homes: int, rounds_per_month: float) -> float:
        """Mean bytes that one of `homes` homes sends in a month, the rounds that it sits out included."""
        return self.bytes_in_all / max(homes * self.rounds, 1) * rounds_per_month

    def as_rows(self) -> list[dict[str, object]]:
        """One plain dict an entry, for tables and JSON."""
        return [asdict(one) for one in self.entries]


def sent(
    round_: int,
    arrays: Mapping[str, np.ndarray],
    allowed: str | Shapes,
    homes: int,
    *,
    norms_before: np.ndarray | None = None,
    norms_after: np.ndarray | None = None,
    noise_sd: float = 0.0,
) -> tuple[Sent, ...]:
    """The entries of one round; checks that each array may leave.

    Parameters
    ----------
    arrays : one home's arrays as they are on the wire (all homes send the same names, shapes and types).
    allowed : see :func:`assert_may_leave`. homes : number of homes that sent.
    norms_before, norms_after : (homes,) norms of their updates before and after clipping, where known.
    noise_sd : of the noise in each entry of the sum.

    Raises
    ------
    MayNotLeave : an array is not declared.
    """
    assert_may_leave(arrays, allowed)
    before, after = _middle_and_top(norms_before), _middle_and_top(norms_after)
    clipped = 0.0
    if norms_before is not None and norms_after is not None and len(norms_before):
        clipped = float(np.mean(np.asarray(norms_after) < np.asarray(norms_before) * (1 - 1e-9)))
    rows = []
    for name, array in arrays.items():
        one = np.asarray(array)
        rows.append(Sent(round_, name, one.shape, str(one.dtype), homes, one.nbytes, before, after, clipped, noise_sd))
    return tuple(rows)


def _middle_and_top(norms: np.ndarray | None) -> tuple[float, float]:
    """Median and greatest."""
    if norms is None or len(norms) == 0:
        return math.nan, math.nan
    return float(np.median(norms)), float(np.max(norms))
