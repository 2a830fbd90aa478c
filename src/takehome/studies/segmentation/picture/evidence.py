"""What is known about a picture, the limits that it is held against, and the decision.

The share of variance does not decide. A plane may lose 40 % of the variance and keep every segment apart, when what is
lost is noise within segments; and it may hold 90 % and mix them, when a few extreme rows own an axis (field notes,
finding 3: 89.6 % and trustworthiness .883, yet a K-means in that plane finds .52 of the segments). So what decides is
what the picture is for, telling the segments apart, and whether a few rows draw it. Trustworthiness, continuity,
single columns and distances limit what else may be read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.picture.leverage import FeatureLeverage, RowLeverage
from takehome.studies.segmentation.picture.plane import Plane
from takehome.studies.segmentation.picture.segments_kept import PairOverlap, SegmentsKept

LOST_AGREEMENT = 0.20
"""Adjusted Rand index that the plane may lose: from 1 to .80, where Steinley 2004 (*Psychological Methods* 9, 386) ends
"good recovery"."""
LOST_OWN = 0.20
"""Share of one segment's rows that the plane may put among others: the same four in five, for the worst segment."""
MOST = 0.50
"""And at least so many stand among their own: segments that lie within each other with all columns stay so here."""
MIXED_PAIR = 0.10
"""A pair of segments is called mixed from here: one row in ten stands among the other, and only in the picture."""
DRAWN_BY_FEW = 0.05
"""Share of the other rows' variance that 2 % of the rows may take from the plane, once they turn it by FOREIGN."""
FOREIGN = 45.0
"""Degrees: beyond, more than half of an axis (cos² 45°) is foreign to the other rows. Both limits are needed, and lie
in gaps: in 60 shops as in ``tests/test_picture.py`` bots in a robust scale, which spoil the picture, turn it by 64° to
74° and take .10 to .14; in a standard scale, where it still shows everybody, 29° to 35° and .07 to .09; without bots,
3° and .00. Directions that are all alike turn by up to 90° and take .03."""
TURNED = 30.0
"""Degrees: a direction turned further shares less than three quarters (cos² 30°) of its variance with the first one."""
NEAR_FAITHFUL = 0.95
"""Trustworthiness and continuity from which neighbours may be read: nine tenths of the way from 1/2 (random) to 1."""
TRUE_LENGTH = 0.90
"""Distances between segments may be read when the plane keeps at least this share of each, one tenth being the
resolution at which a reader compares lengths."""


@dataclass(frozen=True)
class PictureEvidence:
    """The measures of one plane.

    Attributes
    ----------
    plane : the plane that was judged.
    trustworthiness, continuity : may plane neighbours be believed, are true neighbours still there; at most 1.
    standard_error : the larger sampling error of the two; 0 when all rows were asked.
    neighbours, asked : how many nearest rows count, and how many rows were asked for theirs.
    segments : what is kept of the segments; None with fewer than two.
    columns : the axes that are one column.
    few_rows : what the plane owes to 2 % of the rows.
    """

    plane: Plane
    trustworthiness: float
    continuity: float
    standard_error: float
    neighbours: int
    asked: int
    segments: SegmentsKept | None
    columns: tuple[FeatureLeverage, ...]
    few_rows: RowLeverage

    @property
    def empty(self) -> bool:
        """Whether all rows are equal, so that there is nothing to draw."""
        return self.plane.variance_2d == 0

    @property
    def neighbours_right(self) -> bool:
        """Whether rows that stand together are alike and rows that are alike stand together."""
        return min(self.trustworthiness, self.continuity) >= NEAR_FAITHFUL

    @property
    def drawn_by_few(self) -> bool:
        """Whether 2 % of the rows draw the plane at the cost of the others."""
        return self.few_rows.missed > DRAWN_BY_FEW and self.few_rows.angle > FOREIGN

    @property
    def keeps_agreement(self) -> bool:
        """Whether K-means finds in the plane about as much of the segments as in the full space."""
        kept = self.segments
        return kept is not None and kept.agreement_full - kept.agreement <= LOST_AGREEMENT

    @property
    def keeps_own(self) -> bool:
        """Whether even the worst segment's rows stand among their own."""
        kept = self.segments
        return kept is not None and bool((kept.own >= np.maximum(kept.own_full - LOST_OWN, MOST)).all())

    @property
    def mixed_pairs(self) -> tuple[PairOverlap, ...]:
        """The pairs that the picture mixes and the full space does not, worst first."""
        pairs = self.segments.pairs if self.segments else ()
        return tuple(pair for pair in pairs if pair.in_plane - pair.in_full >= MIXED_PAIR)

    @property
    def trusted(self) -> bool:
        """Segments apart (one crowd: neighbours right), and not the picture of a few rows."""
        fair = self.keeps_agreement and self.keeps_own if self.segments else self.neighbours_right
        return fair and not self.drawn_by_few and not self.empty
