r"""Does the response jump at some point of a feature? A scan over cut points, without refitting.

Theory
------
For cut points :math:`c_1 < \dots < c_K` the column :math:`1[x > c_k]` is tested against a fitted model by its partial
F with one degree of freedom (see :mod:`takehome.stats.partial_f`). All cut points of one feature share sums within
bins of x, so the whole scan is one pass over the rows and a cumulative sum over the bins. The best of K correlated
tests is judged as one of K (Bonferroni), which is safe and, with tests this alike, costs little power.

Andrews (1993), *Econometrica* 61:821–856 (tests with an unknown change point).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

CUTS = 39
"""Cut points: every 2.5 % of the rows."""


def bins_of(order: np.ndarray, ordered: np.ndarray, cuts: int = CUTS) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Which rows lie between which quantile cut points of a feature x.

    Parameters
    ----------
    order, ordered : (n,) positions that sort x, and x sorted.

    Returns
    -------
    incidence : (n, K + 1) sparse, a single one in each row.
    points : (K,) distinct cut points; bin k holds points[k − 1] < x ≤ points[k].
    """
    n = len(ordered)
    points = np.unique(ordered[(np.arange(1, cuts + 1) * (n - 1)) // (cuts + 1)])
    points = points[points < ordered[-1]]
    ends = np.concatenate([[0], np.searchsorted(ordered, points, side="right"), [n]])
    bins = np.empty(n, np.int32)
    bins[order] = np.repeat(np.arange(len(points) + 1, dtype=np.int32), np.diff(ends))
    return sparse.csr_matrix((np.ones(n), bins, np.arange(n + 1, dtype=np.int32)), shape=(n, len(points) + 1)), points


def bin_sums(incidence: sparse.csr_matrix, columns: np.ndarray) -> np.ndarray:
    """Sums of columns (n, m), row-major for speed, above each cut point; shape (K, m)."""
    sums = incidence.T @ columns
    return np.cumsum(sums[::-1], axis=0)[::-1][1:]


def scan_gains(above_Q: np.ndarray, above_e: np.ndarray, rows_above: np.ndarray) -> np.ndarray:
    """Reduction of the residual sum of squares by each step column; shape (K,).

    Parameters
    ----------
    above_Q : (K, m) sums of the orthonormal basis above each cut point, that is S'Q.
    above_e : (K,) sums of the residuals, S'e.
    rows_above : (K,) number of rows above, S'S.
    """
    own = rows_above - np.einsum("km,km->k", above_Q, above_Q)
    usable = own > 1e-7 * rows_above
    return np.where(usable, above_e**2 / np.where(usable, own, 1.0), 0.0)
