r"""Without prices: how much of the rows' spread is explained by knowing a row's group.

Theory
------
Of a column's spread :math:`\sum_i w_i (z_i - \bar z)^2` groups explain the share :math:`\eta^2`, with
:math:`\sum_g W_g (\bar z_g - \bar z)^2` above the line (Fisher 1925, *Statistical Methods for Research Workers*,
ch. 7). Averaged over the columns and times 100 it is "points of spread explained": 0 where all are treated alike, 100
where the members of a group are all the same. Each column counts the same, whatever its scale, so a few extreme rows
cannot bring one column to the fore.

Cutting *any* cloud in two explains much (a uniform column in halves: 75 points), so this never says whether there are
segments: that verdict is an input, and without it segments are no option.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Price
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.segmentation.money.group_words import counted, group_words, micro_words
from takehome.studies.segmentation.money.options import Options
from takehome.studies.segmentation.money.priceable import Priceable

ALIKE = "treat all alike"
POINTS = "points of spread explained"

CONSTANT = 1e-20
"""A column whose squares about its mean are below this share of its squares is constant but for rounding (ε² ≈ 5e-32
times the number of rows)."""

LARGE_EFFECT = 13.79
"""Points that segments must explain beyond the strangers: Cohen's large effect, f = .4, η² = f² / (1 + f²) (Cohen 1988,
*Statistical Power Analysis*, section 8.2). Segments that explain less describe nobody in particular."""


def spread_options(made: Priceable) -> Options:
    """The options in points of spread explained; trivial first."""
    draws, reference = made.grouping.replicates, made.grouping.labels
    refitted = [explained_points(made, reference, np.ones(made.rows))]
    naive = list(refitted)
    for labels, weights in zip(draws.labels, draws.weights, strict=True):
        refitted.append(explained_points(made, labels, weights))
        naive.append(explained_points(made, reference, weights))
    points, held = np.array(refitted), np.array(naive)
    columns = [position for position, wanted in enumerate((True, bool(made.micro_sizes), made.structure)) if wanted]
    ledger = Ledger(
        entries=tuple(_entry(made, position, points[:, [position]]) for position in columns),
        events=("spread",), prices=(Price("spread", POINTS, POINTS, 1.0, 0.0, 1.0),),
        currency=POINTS, per=counted(made.rows, "row"),
    )  # fmt: skip
    return Options(ledger, held[:, columns].T)


def _entry(made: Priceable, position: int, points: np.ndarray) -> Entry:
    if position == 0:
        return Entry(ALIKE, -points, trivial=True)
    if position == 1:
        return Entry(f"set {micro_words(made)} apart", -points, note="one group of humans, the strangers out of it")
    name = f"treat {group_words(made.k, len(made.micro_sizes))} differently"
    return Entry(
        name, -points, complexity=LARGE_EFFECT, note=f"must explain {LARGE_EFFECT} points more than a simpler option"
    )


def explained_points(made: Priceable, labels: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Points explained by nothing, by the micro-clusters, and by all groups."""
    sums, mass, squares = _sums(made.scaled, made.groups(labels, made.k), weights, len(made.group_ids))
    first = [0, *range(made.k + 1, len(mass))]  # every human together, then each micro-cluster
    apart = _points(np.add.reduceat(sums, first), np.add.reduceat(mass, first), squares)
    return 0.0, apart, _points(sums, mass, squares)


def explained(z: np.ndarray, group: np.ndarray, weights: np.ndarray) -> float:
    """100 × the mean over the columns of z (n, q) of the share of spread between groups (n,); 0 without any spread."""
    return _points(*_sums(z, group, weights, int(group.max()) + 1))


def _sums(
    z: np.ndarray, group: np.ndarray, weights: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weighted sums (groups, q) about the mean of all rows, weights (groups,), and sums of squares (q,)."""
    mass = np.bincount(group, weights, minlength=groups)
    centred = z - weights @ z / mass.sum()
    sums = np.column_stack([np.bincount(group, weights * column, minlength=groups) for column in centred.T])
    squares = weights @ centred**2
    return sums, mass, np.where(squares > CONSTANT * (weights @ z**2), squares, 0.0)


def _points(sums: np.ndarray, mass: np.ndarray, squares: np.ndarray) -> float:
    filled, varied = mass > 0, squares > 0
    if not varied.any():
        return 0.0
    between = (sums[filled] ** 2 / mass[filled, None]).sum(axis=0)
    return 100.0 * float(np.clip(np.mean(between[varied] / squares[varied]), 0.0, 1.0))
