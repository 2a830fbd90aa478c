"""May the picture be trusted, and for what?

The share of variance does not decide. A plane may lose 40 % of the variance and keep every segment apart, when what is
lost is noise within segments; and it may hold 90 % and mix them, when a few extreme rows own an axis (field notes,
finding 3: 89.6 % and trustworthiness .883, yet a K-means in that plane finds .52 of the segments). So the verdict is
decided by what the picture is for, telling the segments apart, and by whether a few rows draw it; trustworthiness,
continuity, single columns and distances limit what else may be read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.trustworthiness import draw_anchors, row_scores
from takehome.studies.segmentation.picture.leverage import FeatureLeverage, RowLeverage, feature_leverage, row_leverage
from takehome.studies.segmentation.picture.neighbours import NEIGHBOURS
from takehome.studies.segmentation.picture.plane import Plane
from takehome.studies.segmentation.picture.segments_kept import EXACT_ROWS, PairOverlap, SegmentsKept, segments_kept

LOST_AGREEMENT = 0.20
"""Adjusted Rand index that the plane may lose: from 1 to .80, where Steinley 2004 (*Psychological Methods* 9, 386) ends
"good recovery"."""
LOST_OWN = 0.20
"""Share of one segment's rows that the plane may put among others; the same four in five, for the worst segment."""
MIXED_PAIR = 0.10
"""A pair of segments is called mixed from here: one row in ten stands among the other only in the picture."""
DRAWN_BY_FEW = 0.10
"""Share of the other rows' variance that 2 % of the rows may take from the plane. In 7 simulated shops bots in a robust
scale took .12 to .13 and the same bots in a standard scale, which draws a fair plane, .07 at most."""
TURNED = 30.0
"""Degrees: a direction further off shares less than three quarters (cos² 30°) of its variance with the first one."""
NEAR_FAITHFUL = 0.95
"""Trustworthiness and continuity from which neighbours may be read: nine tenths of the way from 1/2 (random) to 1."""
TRUE_LENGTH = 0.90
"""Distances between segments may be read when the plane keeps at least this share of each."""
ANCHORS = 500
"""Rows asked above 5,000 rows: the standard error stays below .005 (field notes §6)."""
FEWEST_ROWS = 4
"""Trustworthiness needs one neighbour to be fewer than half of the other rows."""


@dataclass(frozen=True)
class PictureVerdict:
    """What the plane may be used for, and the evidence.

    Attributes
    ----------
    trusted : whether the segments may be told apart in it (with one segment: whether its neighbours may be read).
    for_what, not_for : what it is good for and what it is not, as phrases.
    reasons : sentences with their numbers.
    variance_2d : share of the variance in the plane, 0 to 1.
    trustworthiness, continuity, standard_error : neighbours believed, neighbours kept, and the larger sampling error
        of the two (0 when all rows were asked).
    neighbours, asked : k and the rows that were asked.
    segments : what is kept of the segments; None with fewer than two.
    feature_leverage, row_leverage : axes that are one column, and what the plane owes to 2 % of the rows.
    """

    trusted: bool
    for_what: tuple[str, ...]
    not_for: tuple[str, ...]
    reasons: tuple[str, ...]
    variance_2d: float
    trustworthiness: float
    continuity: float
    standard_error: float
    neighbours: int
    asked: int
    segments: SegmentsKept | None
    feature_leverage: tuple[FeatureLeverage, ...]
    row_leverage: RowLeverage

    @property
    def agreement(self) -> float | None:
        """Adjusted Rand index of plane and segments; None with fewer than two segments."""
        return self.segments.agreement if self.segments else None

    @property
    def mixed_pairs(self) -> tuple[PairOverlap, ...]:
        """The pairs of segments that the picture mixes."""
        return mixed_pairs(self.segments) if self.segments else ()


def judge(
    Z: np.ndarray, labels: np.ndarray, plane: Plane, seed: int, names: dict[int, str] | None = None
) -> PictureVerdict:
    """Judge the plane of the scaled rows.

    Parameters
    ----------
    Z : (n, q) scaled rows.
    labels : (n,) ints, the partition of the full space; negative ones are in no segment.
    plane : :func:`takehome.studies.segmentation.picture.plane.fit_plane` of the same rows.
    seed : draws the samples of large tables and the starts of K-means.
    names : what the segments are called in sentences; "S1" for label 0, "S2" for label 1 and so on when left out.

    Raises
    ------
    InputError
        When there are fewer than four rows, or rows, labels and plane do not belong together.
    """
    from takehome.studies.segmentation.picture.verdict_words import Evidence, not_for, reasons, uses

    n = len(Z)
    if n < FEWEST_ROWS or len(labels) != n or len(plane.coordinates) != n:
        saw = f"{n:,} rows, {len(labels):,} labels and {len(plane.coordinates):,} rows in the plane"
        raise InputError(saw, f"at least {FEWEST_ROWS} rows with a label and a place each")
    rng = np.random.default_rng(seed)
    k, anchors = min(NEIGHBOURS, (n - 1) // 2), draw_anchors(n, ANCHORS, rng) if n > EXACT_ROWS else None
    scores = row_scores(Z, plane.coordinates, k, anchors)
    trust, continuity = (float(mean) for mean in scores.mean(axis=0))
    error = 0.0 if anchors is None else float(scores.std(axis=0).max() / np.sqrt(len(scores)))
    kept = segments_kept(Z, np.asarray(labels), plane, rng)
    evidence = Evidence(
        plane, trust, continuity, error, k, len(scores), kept, feature_leverage(plane), row_leverage(Z, plane), names or {}
    )
    trusted = is_trusted(evidence.kept, evidence.rows, trust, continuity)
    return PictureVerdict(
        trusted, uses(evidence, trusted), not_for(evidence, trusted), reasons(evidence, trusted), plane.variance_2d,
        trust, continuity, error, k, len(scores), kept, evidence.columns, evidence.rows,
    )


def is_trusted(kept: SegmentsKept | None, rows: RowLeverage, trust: float, continuity: float) -> bool:
    """Segments apart (one crowd: neighbours right), and not the picture of a few rows."""
    if rows.missed > DRAWN_BY_FEW:
        return False
    if kept is None:
        return min(trust, continuity) >= NEAR_FAITHFUL
    return agreement_holds(kept) and bool((kept.own_full - kept.own <= LOST_OWN).all())


def agreement_holds(kept: SegmentsKept) -> bool:
    """Whether K-means finds in the plane about as much of the segments as in the full space."""
    return kept.agreement_full - kept.agreement <= LOST_AGREEMENT


def mixed_pairs(kept: SegmentsKept) -> tuple[PairOverlap, ...]:
    """The pairs that the picture mixes and the full space does not, worst first."""
    return tuple(pair for pair in kept.pairs if pair.in_plane - pair.in_full >= MIXED_PAIR)
