"""One row at a time, as a service asks: a mapping in, a verdict out, in microseconds.

The scale and the centres are folded into one weighted sum a segment, which a call adds up column by column; a row is
compared with the micro-clusters only where it lies inside their box, and with the crowd only where its p-value says
that it may be unknown. It gives what the frozen judge gives for the row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from math import isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.studies.segmentation.frozen import ALPHA
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.assigners import Centres
from takehome.studies.segmentation.scaling.transform import LINEAR, LOG, ColumnScale, Scaling
from takehome.studies.segmentation.strangers.micro_clusters import MicroCluster
from takehome.table import Column, Kind, Table
from takehome.table.encoding import LARGEST_NUMBER, SMALLEST_NUMBER

Row = Mapping[str, Any]


class Verdict(NamedTuple):
    """What one row gets: the id of its segment, of its micro-cluster, or ``"noise"``; margin and p-value."""

    segment: str
    nearest_segment: str
    margin: float
    p_value: float


class Scorer:
    """The frozen judge for single rows.

    Parameters
    ----------
    outcome : a fitted study's; categories in the distance, and families other than K-means, go the way of whole tables.
    """

    def __init__(self, outcome: Outcome) -> None:
        self._outcome, frozen = outcome, outcome.frozen
        self._names, self._fills = outcome.design.names, outcome.design.fills
        self._ids = outcome.segment_ids
        self._micro_ids = outcome.micro_ids
        self._linear = isinstance(frozen.assigner, Centres) and not frozen.scaling.categories
        if not isinstance(frozen.assigner, Centres) or not self._linear:
            return
        coef, offset = frozen.folded
        self._sums = list(zip(coef.tolist(), offset.tolist(), strict=True))
        self._moves = [_move(column) for column in frozen.scaling.columns]
        self._scales = [(c.centre, c.weight / c.spread) for c in frozen.scaling.columns]
        self._own = [tuple(centre) for centre in frozen.assigner.centres.tolist()]
        self._typical = frozen.typical.tolist()
        self._calibration = frozen.calibration.tolist()
        self._boxes = [_Box(one, frozen.stranger_scaling) for one in frozen.micro]

    def __call__(self, row: Row) -> Verdict:
        """Judge one row.

        Parameters
        ----------
        row : column name → value; None or NaN where it is missing.

        Raises
        ------
        InputError
            If the row lacks a column that the segments are made of, or holds no number where one is needed.
        """
        if not self._linear:
            return self._as_table(row)
        x = [_number(name, row, fill) for name, fill in zip(self._names, self._fills, strict=True)]
        t = [value if move is None else move(value) for value, move in zip(x, self._moves, strict=True)]
        best, top = 0, -float("inf")
        for k, (coef, offset) in enumerate(self._sums):
            total = 0.0
            for weight, value in zip(coef, t, strict=True):
                total += value * weight
            total -= offset
            if total > top:
                best, top = k, total
        margin, p = self._standing(t, best)
        nearest = self._ids[best]
        for box, name in zip(self._boxes, self._micro_ids, strict=True):
            if box.holds(x):
                return Verdict(name, nearest, margin, p)
        if p <= ALPHA and self._alone(x):
            return Verdict("noise", nearest, margin, p)
        return Verdict(nearest, nearest, margin, p)

    def _standing(self, t: list[float], best: int) -> tuple[float, float]:
        """Margin and p-value from the distances to the centres."""
        z = [(value - centre) * factor for value, (centre, factor) in zip(t, self._scales, strict=True)]
        near = []
        for centre in self._own:
            squared = 0.0
            for one, other in zip(z, centre, strict=True):
                squared += (one - other) ** 2
            near.append(sqrt(squared))
        own = near[best]
        place = bisect_left(self._calibration, own / self._typical[best])
        n = len(self._calibration)
        p = (1 + n - place) / (n + 1)
        if len(near) == 1:
            return 1.0, p
        other = min(d for k, d in enumerate(near) if k != best)
        return ((other - own) / (other + own) if other + own > 0 else 0.0), p

    def _alone(self, x: list[float]) -> bool:
        frozen = self._outcome.frozen
        return bool(frozen.alone(frozen.stranger_scaling.transform(np.array([x])))[0])

    def _as_table(self, row: Row) -> Verdict:
        from takehome.studies.segmentation.scoring import score_rows

        columns = []
        for name in self._outcome.design.inputs:
            number = name in self._names
            value = _number(name, row, float("nan")) if number else _text(name, row)
            kind = Kind.NUMBER if number else Kind.CATEGORY
            columns.append(Column(name, kind, np.array([value], dtype=float if number else object)))
        found = score_rows(self._outcome, Table(tuple(columns))).columns
        return Verdict(*(found[key][0] for key in ("segment", "nearest_segment", "margin", "p_value")))


class _Box:
    """A micro-cluster behind its bounding box in original units; only a row inside is compared with its core rows."""

    def __init__(self, micro: MicroCluster, scaling: Scaling) -> None:
        from scipy.spatial import cKDTree

        self._tree, self._radius = cKDTree(micro.cores), micro.radius
        self._scales = [(_move(c), c.centre, c.weight / c.spread) for c in scaling.columns]
        low, high = micro.cores.min(axis=0) - micro.radius, micro.cores.max(axis=0) + micro.radius
        self._ends = list(zip(low.tolist(), high.tolist(), strict=True))

    def holds(self, x: list[float]) -> bool:
        """Whether a row belongs."""
        z = []
        for value, (move, centre, factor), (low, high) in zip(x, self._scales, self._ends, strict=True):
            scaled = ((value if move is None else move(value)) - centre) * factor
            if not low <= scaled <= high:
                return False
            z.append(scaled)
        return bool(self._tree.query(z)[0] <= self._radius)


def _move(column: ColumnScale) -> Callable[[float], float] | None:
    """t(x) of one number, by the same functions as a whole column; None where it is x itself."""
    if column.kind == LINEAR:
        return None
    if column.kind == LOG:
        reference = column.reference
        return lambda x: float(np.log(1.0 + (x if x > 0 else 0.0) / reference))
    return lambda x: 1.0 if x > 0 else 0.0


def _number(name: str, row: Row, fill: float) -> float:
    """A number of the row, or the fill where it is missing or no sum survives it."""
    if name not in row:
        raise InputError(
            f"a row without the column {name!r}", "every column that the study was fitted on", f"add {name!r}"
        )
    value = row[name]
    if value is None:
        return fill
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise InputError(f"{name!r} is {value!r} in this row", "a number, as in training", "mend the value")
    number = float(value)
    if not isfinite(number) or abs(number) > LARGEST_NUMBER:
        return fill
    return number if abs(number) >= SMALLEST_NUMBER else 0.0


def _text(name: str, row: Row) -> str | None:
    if name not in row:
        raise InputError(
            f"a row without the column {name!r}", "every column that the study was fitted on", f"add {name!r}"
        )
    return None if row[name] is None else str(row[name])
