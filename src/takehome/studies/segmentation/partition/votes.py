r"""How many segments: six indices vote, every vote is shown, and the majority decides.

Theory
------
No index is right everywhere. On 22 public sets the best of them hit the true number 15 times, a majority of the
silhouette, Calinski–Harabasz, Davies–Bouldin and the knee of log-inertia 16 times, the knee of raw inertia 6 times. So:

- *silhouette*: the mean of :math:`(b - a) / \max(a, b)` in squared distances, exact in O(nK) (Rousseeuw 1987);
- *Calinski–Harabasz* (1974): spread between over spread within; *Davies–Bouldin* (1979): lower is better;
- *knee*: where the logarithm of the inertia stops falling fast (Satopää et al. 2011);
- *gap* (Tibshirani, Walther & Hastie 2001): against structureless rows, the only one that can vote for 1;
- *information criterion*: BIC of spherical Gaussians with the K-means partition (Pelleg & Moore 2000).

The number with most votes wins; of equals the one that more of the four best indices chose, then the smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.gap import gap_statistic
from takehome.stats.clustering.indices import calinski_harabasz, davies_bouldin, log_knee
from takehome.stats.clustering.kmeans import KMeansFit
from takehome.stats.clustering.silhouette import silhouette_squared

SILHOUETTE, CALINSKI, DAVIES, KNEE = "silhouette", "Calinski–Harabasz", "Davies–Bouldin", "knee of log-inertia"
GAP, CRITERION = "gap statistic", "information criterion"
BEST_FOUR = (SILHOUETTE, CALINSKI, DAVIES, KNEE)
"""The indices whose majority was right most often (see above)."""


@dataclass(frozen=True, slots=True)
class AtK:
    """What the indices say of one number of segments."""

    k: int
    inertia: float
    silhouette: float
    calinski: float
    davies: float
    criterion: float
    smallest: int


def indices_at(Z: np.ndarray, fit: KMeansFit) -> AtK:
    """Every index of one partition."""
    k, labels = len(fit.centres), fit.labels
    sizes = np.bincount(labels, minlength=k)
    return AtK(
        k, fit.inertia, float(silhouette_squared(Z, labels).mean()), calinski_harabasz(Z, labels),
        davies_bouldin(Z, labels), spherical_bic(Z, sizes, fit.inertia), int(sizes.min()),
    )  # fmt: skip


def spherical_bic(Z: np.ndarray, sizes: np.ndarray, inertia: float) -> float:
    """BIC (lower is better) of Gaussians of one common spherical variance around the centres.

    Parameters
    ----------
    Z : (n, q). sizes : (K,) rows of each segment. inertia : sum of squared distances to the centres.
    """
    (n, q), k = Z.shape, len(sizes)
    variance = inertia / max(q * (n - k), 1)
    if variance <= 0:
        return -np.inf
    shares = sizes[sizes > 0] / n
    likelihood = n * float(shares @ np.log(shares)) - 0.5 * n * q * np.log(2 * np.pi * variance) - 0.5 * q * (n - k)
    return -2 * likelihood + (k * q + k) * np.log(n)


def votes(Z: np.ndarray, table: Sequence[AtK], total: float, rng: np.random.Generator) -> dict[str, int]:
    """The number of segments that each index chooses; an index without an opinion is absent.

    Parameters
    ----------
    table : by rising K, from 2. total : the inertia of all rows as one group.
    """
    k = np.array([at.k for at in table])
    found = {
        SILHOUETTE: int(k[np.argmax([at.silhouette for at in table])]),
        CALINSKI: int(k[np.argmax([at.calinski for at in table])]),
        DAVIES: int(k[np.argmin([at.davies for at in table])]),
    }
    inertias = {1: total, **{at.k: at.inertia for at in table}}
    knee = log_knee(list(inertias), list(inertias.values()))
    if knee is not None:
        found[KNEE] = int(knee)
    gap = gap_statistic(Z, list(inertias), rng).k
    if gap is not None:
        found[GAP] = int(gap)
    found[CRITERION] = int(k[np.argmin([at.criterion for at in table])])
    return found


def tally(cast: Mapping[str, int], allowed: Sequence[int]) -> list[int]:
    """The numbers of segments that may win, most votes first."""
    count = Counter(k for k in cast.values() if k in allowed)
    best = Counter(k for name, k in cast.items() if name in BEST_FOUR and k in allowed)
    return sorted(count, key=lambda k: (-count[k], -best[k], k))
