r"""Is each segment found again when the rows are drawn anew?

Theory
------
Each replicate gives the rows multinomial weights (the bootstrap) and clusters them **afresh**. Segment *C* is compared
with the replicate's segments by the Jaccard index over weighted rows, :math:`|A \cap B| / |A \cup B|`, and the best
match is kept; its mean over the replicates is the segment's stability (Hennig 2007, "Cluster-wise assessment of cluster
stability", *Computational Statistics & Data Analysis* 52:258–271, whose limits of .60 and .75 are used here).

A replicate that started from the full data's centres would find them again whatever they are: a wrong number of
segments then looks highly stable (.86–1.00 where honest refits give .40–.77). So nothing is handed to a replicate.

Of a *small* segment the mean says less. A replicate either finds it whole or does not see it: its one k-means++ start
draws the segment with a probability that falls with its share of the rows, and the bootstrap itself changes the weight
of *n* rows by about :math:`1/\sqrt n`, a third of nine. A clear group of 8–10 rows among 600 (and one of 45–60 among
5,000) so gets a mean near .5 beside large segments of .9 and more, which says that it is small and not that the number
is wrong. Its loss hardly changes the segment that it falls into, :math:`|A| / (|A| + n)`. A number of segments is
therefore judged by :func:`held`: small segments are excused, as long as all that are excused together are small.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.agreement import clusterwise_jaccard, match_labels
from takehome.studies.segmentation.partition.assigners import KMEANS, MIXTURE, TREE, Assigner
from takehome.studies.segmentation.partition.fitting import fresh

STABLE = 0.75
"""Mean Jaccard index from which a segment counts as stable (Hennig 2007; ``fpc::clusterboot``)."""

DISSOLVED = 0.6
"""Mean Jaccard index below which a segment is not to be trusted (Hennig 2007)."""

EXCUSED = 0.25
"""Part of an equal share of the rows, n/K, that unstable segments may hold together without a veto. A segment wrongly
cut in two leaves halves of an equal share, which are twice as large and veto. Measured on 253 made tables of known
number (the assignment segments-and-bots, the brief's shop, normal groups, 40–100 rows) and eight published sets, .1 to
.3 give equally many right numbers, and .4 and .5 lose one or two of the tables with 40–60 rows."""

ONE_THREAD_ROWS, THREADS = 5_000, 2
"""Up to here, threads on arrays this small wait for each other; the compiled loops let go of the interpreter."""

CLUSTERED_ROWS = {KMEANS: 20_000, MIXTURE: 5_000, TREE: 5_000}
"""Different rows that a replicate clusters at most, a sample of those drawn; labels and weights are of all rows."""


@dataclass(frozen=True)
class Replicates:
    """A two-level bootstrap: rows weighted anew, and clustered anew under those weights.

    Attributes
    ----------
    weights : (B, n) how often each row was drawn, on average 1.
    labels : (B, n) the new labels, matched to the reference's numbers by overlap.
    jaccard : (B, K) the best match of each reference segment.
    """

    weights: np.ndarray
    labels: np.ndarray
    jaccard: np.ndarray

    @property
    def stability(self) -> np.ndarray:
        """(K,) mean Jaccard index of each segment."""
        return np.asarray(self.jaccard.mean(axis=0))


def held(sizes: np.ndarray, stability: np.ndarray) -> float:
    """How stable a number of segments is: its least stable segment, after small ones are excused.

    The least stable segments are excused while they hold together at most `EXCUSED` of an equal share of the rows, so
    that neither one small segment nor many splinters decide over a number.

    Parameters
    ----------
    sizes : (K,) rows of each segment. stability : (K,) their mean Jaccard indices.
    """
    order = np.argsort(stability, kind="stable")
    judged = order[np.cumsum(sizes[order]) > EXCUSED * sizes.sum() / len(sizes)]
    return float(stability[judged[0]])


def drawn_weights(n: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """(count, n) how often each row stands in a bootstrap sample of n rows."""
    return np.stack([np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(count)]).astype(np.uint8)


def replicate(
    Z: np.ndarray, reference: np.ndarray, assigner: Assigner, weights: np.ndarray, rng: np.random.Generator
) -> Replicates:
    """Cluster bootstrap samples afresh and compare them with the reference.

    Parameters
    ----------
    Z : (n, q) scaled rows. reference : (n,) labels 0 … K − 1 of `assigner`, whose family and K the replicates have.
    weights : (B, n) how often each row was drawn.
    """
    labels = np.empty(weights.shape, np.int16)
    jaccard = np.zeros((len(weights), assigner.k))

    def one(b: int, own: np.random.Generator) -> None:
        drawn = weights[b].astype(float)
        made = _fresh(Z, assigner, drawn, own)
        found = reference if made is None else made.labels(Z)
        if made is not None:
            jaccard[b] = clusterwise_jaccard(reference, found, drawn)
        matched = match_labels(reference, found, drawn)
        labels[b] = np.where(matched < assigner.k, matched, reference)

    # each draw has a generator of its own, so that the answer does not depend on how many run at once
    with ThreadPoolExecutor(1 if len(Z) <= ONE_THREAD_ROWS else THREADS) as pool:
        list(pool.map(one, range(len(weights)), rng.spawn(len(weights))))
    return Replicates(weights, labels, jaccard)


def _fresh(Z: np.ndarray, assigner: Assigner, weights: np.ndarray, rng: np.random.Generator) -> Assigner | None:
    """One clustering of the rows drawn, which knows nothing of the reference."""
    drawn = np.flatnonzero(weights)
    most = CLUSTERED_ROWS[assigner.family]
    if len(drawn) > most:
        drawn = np.sort(rng.choice(drawn, most, replace=False))
    return fresh(assigner.family, Z[drawn], min(assigner.k, len(drawn)), weights[drawn], rng)
