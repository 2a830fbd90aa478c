r"""What was learned, frozen: segment, margin, p-value, "unknown" and micro-cluster of any row; no model object needed.

Its labels are the study's labels: the fit ends by asking it for every training row.

Theory
------
A row is compared with the rows that made the segments. Its *oddness* (distance to the own centre, over the
segment's median) is ranked among theirs: :math:`p = (1 + \#\{o_i \ge o\}) / (n + 1)`, a conformal p-value (Vovk,
Gammerman & Shafer 2005, *Algorithmic Learning in a Random World*, ch. 2), the own centre being computed without the
row itself (:math:`|x - c_{-i}| = |x - c| \, n_k / (n_k - 1)`, exact for a mean). It is *scattered noise*, or unknown,
when p is at most `ALPHA` and fewer rows lie around it than make a core row: far from its segment, and in empty space.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from takehome.studies.segmentation.partition.assigners import Assigner, Centres, Mixture
from takehome.studies.segmentation.personas.linear import linear_scores, scores, terms
from takehome.studies.segmentation.scaling.transform import Scaling
from takehome.studies.segmentation.strangers.micro_clusters import MicroCluster, belongs
from takehome.studies.segmentation.strangers.search import MIN_SAMPLES, Strangers

ALPHA = 0.005
"""p-value up to which a row may be called noise: of rows like those of the fit, one in two hundred, and only where
there is nobody around it."""

NOISE = -1
CHUNK, THREADS = 1 << 15, 2
"""Rows that are judged at once, and how many such pieces at a time."""


@dataclass(frozen=True)
class Judged:
    """What is said of rows.

    Attributes
    ----------
    labels : (m,) 0 … K − 1 a segment, −1 scattered noise (unknown), −2 − j micro-cluster j.
    segment : (m,) the nearest segment, strangers' too. margin : (m,) from 0 (on the border) to 1.
    p_value : (m,) of being a row like those of its segment.
    """

    labels: np.ndarray
    segment: np.ndarray
    margin: np.ndarray
    p_value: np.ndarray


@dataclass(frozen=True)
class Frozen:
    """Everything that judging a row needs, as plain arrays.

    Attributes
    ----------
    scaling, assigner : the segments' scale and rule. typical : (K,) median oddness of each segment.
    calibration : sorted oddness of the training rows, over their segment's median.
    stranger_scaling, micro : the strangers' scale and the micro-clusters.
    crowd, crowd_count, sparse_eps : different training rows in the strangers' scale, how often each stands in the
        table, and the radius in which a row of a segment has company.
    """

    scaling: Scaling
    assigner: Assigner
    typical: np.ndarray
    calibration: np.ndarray
    stranger_scaling: Scaling
    micro: tuple[MicroCluster, ...]
    crowd: np.ndarray
    crowd_count: np.ndarray
    sparse_eps: float

    def judge(self, values: np.ndarray, codes: tuple[np.ndarray, ...] = ()) -> Judged:
        """Judge rows.

        Parameters
        ----------
        values : (m, p) filled numbers in original units. codes : (m,) a category.
        """
        if len(values) > CHUNK:
            return self._in_chunks(values, codes)
        S = self.stranger_scaling.transform(values, codes)
        Z = self.scaling.transform(values, codes)
        segment = self.segments(values, codes, Z)
        p = self.p_values(self.assigner.oddness(Z, segment) / self.typical[segment])
        labels = segment.astype(np.int64)
        odd = np.flatnonzero(p <= ALPHA)
        labels[odd[self.alone(S[odd])]] = NOISE
        for j, one in reversed(list(enumerate(self.micro))):
            labels[belongs(one.cores, one.radius, S)] = -2 - j
        return Judged(labels, segment, self.assigner.margin(Z), p)

    def _in_chunks(self, values: np.ndarray, codes: tuple[np.ndarray, ...]) -> Judged:
        """The same for many rows: pieces that fit the processor's cache, two at a time."""
        starts = range(0, len(values), CHUNK)

        def judged(start: int) -> Judged:
            rows = slice(start, start + CHUNK)
            return self.judge(values[rows], tuple(code[rows] for code in codes))

        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(judged, starts))
        names = ("labels", "segment", "margin", "p_value")
        return Judged(*(np.concatenate([getattr(one, name) for one in found]) for name in names))

    def segments(self, values: np.ndarray, codes: tuple[np.ndarray, ...], Z: np.ndarray) -> np.ndarray:
        """(m,) the segment of each row, strangers or not; for centres by the folded sums that one row and SQL use."""
        if isinstance(self.assigner, Centres):
            return scores(*self.folded, terms(self.scaling, values, codes)).argmax(axis=1)
        return self.assigner.labels(Z)

    @cached_property
    def folded(self) -> tuple[np.ndarray, np.ndarray]:
        """Scale and centres as K weighted sums of a row's own numbers."""
        assert isinstance(self.assigner, Centres)
        return linear_scores(self.scaling, self.assigner.centres)

    def p_values(self, oddness: np.ndarray) -> np.ndarray:
        """Conformal p-values of oddness over the segment's median."""
        n = len(self.calibration)
        return (1 + n - np.searchsorted(self.calibration, oddness, side="left")) / (n + 1)

    def alone(self, S: np.ndarray) -> np.ndarray:
        """(m,) whether fewer rows lie within `sparse_eps` than make a core row; a training row counts itself."""
        if not len(S) or not len(self.crowd):
            return np.zeros(len(S), bool)
        most = min(MIN_SAMPLES, len(self.crowd))
        near, place = self._tree.query(S, most, distance_upper_bound=np.nextafter(self.sparse_eps, np.inf))
        inside = np.isfinite(near).reshape(len(S), most)
        held = np.append(self.crowd_count, 0)[place].reshape(len(S), most)
        return (held * inside).sum(axis=1) < MIN_SAMPLES

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.crowd)


def freeze(
    scaling: Scaling, assigner: Assigner, Z: np.ndarray, stranger_scaling: Scaling, strangers: Strangers
) -> Frozen:
    """Calibrate on the rows that the segments were made of.

    Parameters
    ----------
    Z : (n, q) scaled rows, micro-clusters left out.
    """
    segment = assigner.labels(Z)
    oddness = assigner.oddness(Z, segment)
    if not isinstance(assigner, Mixture):
        sizes = np.bincount(segment, minlength=assigner.k)[segment]
        oddness = oddness * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)
    typical = np.array([_middle(oddness[segment == j]) for j in range(assigner.k)])
    return Frozen(
        scaling, assigner, typical, np.sort(oddness / typical[segment]), stranger_scaling, strangers.micro,
        strangers.rows.U, strangers.rows.count, strangers.sparse_eps,
    )  # fmt: skip


def _middle(oddness: np.ndarray) -> float:
    """The median of a segment's oddness; 1 where it is 0 (copies of one row)."""
    middle = float(np.median(oddness)) if len(oddness) else 1.0
    return middle if middle > 0 else 1.0
