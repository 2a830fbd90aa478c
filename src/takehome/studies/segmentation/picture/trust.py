"""May the picture be trusted, and for what? :mod:`takehome.studies.segmentation.picture.evidence` has the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.trustworthiness import draw_anchors, row_scores
from takehome.studies.segmentation.picture.evidence import PictureEvidence
from takehome.studies.segmentation.picture.leverage import feature_leverage, row_leverage
from takehome.studies.segmentation.picture.neighbours import NEIGHBOURS
from takehome.studies.segmentation.picture.plane import Plane
from takehome.studies.segmentation.picture.segments_kept import EXACT_ROWS, segments_kept
from takehome.studies.segmentation.picture.verdict_words import reasons, uses

ANCHORS = 500
"""Rows asked above 5,000 rows: the standard error stays below .005 (field notes §6: .0014)."""
FEWEST_ROWS = 4
"""Trustworthiness needs one neighbour to be fewer than half of the rows, and two planes need rows that differ."""


@dataclass(frozen=True)
class PictureVerdict:
    """What the plane may be used for, and why.

    Attributes
    ----------
    trusted : whether the segments may be told apart in it; with fewer than two, whether the right rows stand together.
    for_what, not_for : what it is good for and what it is not, as phrases.
    reasons : sentences with their numbers.
    evidence : the measures.
    """

    trusted: bool
    for_what: tuple[str, ...]
    not_for: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: PictureEvidence

    @property
    def variance_2d(self) -> float:
        """Share of the variance in the plane, 0 to 1."""
        return self.evidence.plane.variance_2d

    @property
    def agreement(self) -> float | None:
        """Adjusted Rand index of the segments and a fresh K-means in the plane; None with fewer than two segments."""
        return self.evidence.segments.agreement if self.evidence.segments else None


def judge(
    Z: np.ndarray, labels: np.ndarray, plane: Plane, seed: int, names: Mapping[int, str] | None = None
) -> PictureVerdict:
    """Judge the plane of the scaled rows.

    Parameters
    ----------
    Z : (n, q) scaled rows.
    labels : (n,) ints, the partition of the full space; negative ones are in no segment.
    plane : :func:`takehome.studies.segmentation.picture.plane.fit_plane` of the same rows.
    seed : draws the samples of large tables and the starts of K-means.
    names : what the segments are called in sentences; "S1" for label 0, "S2" for label 1 and so on where left out.

    Raises
    ------
    InputError
        When there are fewer than four rows, or rows, labels and plane do not belong together.
    """
    Z, labels = np.asarray(Z, dtype=np.float64), np.asarray(labels)
    if len(Z) < FEWEST_ROWS or not len(Z) == len(labels) == len(plane.coordinates):
        saw = f"{len(Z):,} rows, {len(labels):,} labels and {len(plane.coordinates):,} rows in the plane"
        raise InputError(saw, f"at least {FEWEST_ROWS} rows with a label and a place each")
    seen = measure(Z, labels, plane, np.random.default_rng(seed))
    for_what, not_for = uses(seen, names or {})
    return PictureVerdict(seen.trusted, for_what, not_for, reasons(seen, names or {}), seen)


def measure(Z: np.ndarray, labels: np.ndarray, plane: Plane, rng: np.random.Generator) -> PictureEvidence:
    """All measures of the plane; parameters as in :func:`judge`."""
    n = len(Z)
    k, anchors = min(NEIGHBOURS, (n - 1) // 2), draw_anchors(n, ANCHORS, rng) if n > EXACT_ROWS else None
    scores = row_scores(Z, plane.coordinates, k, anchors)
    trust, continuity = (float(mean) for mean in scores.mean(axis=0))
    error = 0.0 if anchors is None else float(scores.std(axis=0).max() / np.sqrt(len(scores)))
    kept = segments_kept(Z, labels, plane, rng)
    columns, few_rows = feature_leverage(plane), row_leverage(Z, plane)
    return PictureEvidence(plane, trust, continuity, error, k, len(scores), kept, columns, few_rows)
