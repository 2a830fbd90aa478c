"""Does the plane keep the segments apart that the full space has?

Three measures, each beside its value in the full space, because the plane can only lose: (1) the adjusted Rand index
(Hubert & Arabie 1985, *Journal of Classification* 2, 193; 0 is chance, 1 the same partition) between the segments and
a K-means that sees only the plane and starts afresh; (2) for each segment the share of its rows that stand among their
own; (3) how long the distance between two segments' centres is in the plane, as a share of its true length.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from takehome.stats.clustering.agreement import adjusted_rand
from takehome.stats.clustering.kmeans import refined_kmeans
from takehome.studies.segmentation.picture.neighbours import NEIGHBOURS, confusion, judged_rows
from takehome.studies.segmentation.picture.plane import Plane

EXACT_ROWS = 5_000
"""Up to here every row is asked; above, a seeded sample (field notes §6)."""
AGREEMENT_ROWS = 20_000
"""Rows on which the two K-means are compared at most; in 60 such samples of 200,000 rows of
``tests/test_picture.py``'s shop the index was within .014 of the one on all rows."""


@dataclass(frozen=True)
class PairOverlap:
    """Two segments (ids) and the larger share of one's rows that stand among the other, in the plane and in full."""

    first: int
    second: int
    in_plane: float
    in_full: float


@dataclass(frozen=True)
class SegmentsKept:
    """What the plane keeps of K segments.

    Attributes
    ----------
    ids : (K,) the labels that were given, ascending.
    agreement, agreement_full : adjusted Rand index of the segments with a fresh K-means in the plane, in full space.
    own, own_full : (K,) share of each segment's rows among their own, in the plane and in full space.
    own_share : share of all rows among their own in the plane.
    pairs : all pairs of segments, those that the picture mixes most first.
    distance_kept : smallest share that the plane keeps of a distance between two segments' centres.
    """

    ids: tuple[int, ...]
    agreement: float
    agreement_full: float
    own: np.ndarray
    own_full: np.ndarray
    own_share: float
    pairs: tuple[PairOverlap, ...]
    distance_kept: float


def segments_kept(Z: np.ndarray, labels: np.ndarray, plane: Plane, rng: np.random.Generator) -> SegmentsKept | None:
    """Compare plane and full space; None with fewer than two segments.

    Parameters
    ----------
    Z : (n, q) scaled rows.
    labels : (n,) ints; negative ones are in no segment and are left out.
    plane : the plane of the same rows.
    rng : draws the samples and the starts.
    """
    inside = labels >= 0
    ids, codes = np.unique(labels[inside], return_inverse=True)
    if len(ids) < 2:
        return None
    full, flat = Z[inside], plane.coordinates[inside]
    rows, k = judged_rows(codes, EXACT_ROWS, rng), min(NEIGHBOURS, len(codes) - 1)
    in_plane, in_full = confusion(flat, codes, rows, k), confusion(full, codes, rows, k)
    some = np.sort(rng.permutation(len(codes))[:AGREEMENT_ROWS])
    seed = int(rng.integers(2**31))
    agreement, agreement_full = (_agreement(points[some], codes[some], seed) for points in (flat, full))
    own, sizes = np.diag(in_plane), np.bincount(codes)
    pairs = _pairs(ids, in_plane, in_full)
    share = float(own @ sizes / sizes.sum())
    return SegmentsKept(
        tuple(ids.tolist()), agreement, agreement_full, own, np.diag(in_full), share, pairs, _kept(full, flat, codes)
    )


def _agreement(points: np.ndarray, codes: np.ndarray, seed: int) -> float:
    """Adjusted Rand index between segments and a K-means of the points that knows only how many there are."""
    fit = refined_kmeans(points, len(np.unique(codes)), np.random.default_rng(seed))
    return float(adjusted_rand(codes, fit.labels))


def _pairs(ids: np.ndarray, in_plane: np.ndarray, in_full: np.ndarray) -> tuple[PairOverlap, ...]:
    """Every pair's overlap, worst first."""
    both = [np.maximum(table, table.T) for table in (in_plane, in_full)]
    pairs = [
        PairOverlap(int(ids[a]), int(ids[b]), float(both[0][a, b]), float(both[1][a, b]))
        for a, b in combinations(range(len(ids)), 2)
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.in_full - pair.in_plane))


def _kept(full: np.ndarray, flat: np.ndarray, codes: np.ndarray) -> float:
    """Smallest ratio of centre distances, plane to full space; 0 for centres that fall together in the plane."""
    sizes = np.bincount(codes)[:, None]
    centres = [np.stack([np.bincount(codes, column) for column in rows.T], axis=1) / sizes for rows in (full, flat)]
    first, second = np.triu_indices(len(sizes), 1)
    lengths = [np.linalg.norm(c[first] - c[second], axis=1) for c in centres]
    true = lengths[0] > 0
    return float(np.min(lengths[1][true] / lengths[0][true], initial=1.0))
