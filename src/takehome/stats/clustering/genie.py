"""Genie: single linkage that may not let the sizes of clusters drift apart.

Single linkage finds clusters of any shape, but on real data it mostly chains: one giant and many single rows.
Gagolewski, Bartoszuk & Cena (2016, "Genie: A new, fast, and outlier-resistant hierarchical clustering algorithm",
*Information Sciences* 363, 8–23) watch the inequality of the k cluster sizes c by the normalised Gini index

    G = Σ_{i<j} |cᵢ − cⱼ| / ((k − 1) Σ cᵢ),

0 for equal sizes, 1 when one cluster has all. While G ≤ g the nearest two clusters merge, as in single linkage. Once
G > g, only merges that involve a cluster of the smallest size are allowed, the nearest of them first. Every such merge
lies on an edge of the minimum spanning tree (paper, theorem 1), so n − 1 edges are all that is needed. Like any
agglomeration it yields the partitions for every K in one run, each nested in the next.

An edge that joins no smallest cluster cannot do so before the smallest size changes, and that size takes O(√n)
different values; with at most √(2n) different sizes at a time all is done in O(n√n).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.spanning_tree import checked_spanning_tree

GINI_LIMIT = 0.3
"""The paper's recommendation (section 4)."""


def genie_labels(
    edges: np.ndarray, lengths: np.ndarray, n: int, k_values: Iterable[int], gini_limit: float = GINI_LIMIT
) -> dict[int, np.ndarray]:
    """Genie's partitions for several numbers of clusters.

    Parameters
    ----------
    edges, lengths : the Euclidean minimum spanning tree (n − 1, 2), (n − 1,), ascending.
    n : rows.
    k_values : numbers of clusters, 1 … n.
    gini_limit : 0 … 1; 1 is single linkage.

    Returns
    -------
    dict
        K → (n,) ints 0 … K − 1, in order of each cluster's first row.

    Raises
    ------
    InputError : a K or limit out of range, or edges that do not fit n.
    """
    from takehome.stats.clustering.union_find_kernels import component_labels

    order, everyone = genie_order(edges, lengths, n, gini_limit), np.ones(n, bool)
    wanted = [int(k) for k in k_values]
    if not all(1 <= k <= n for k in wanted):
        raise InputError(f"numbers of clusters {wanted}", f"between 1 and {n:,}, the number of rows")
    return {k: component_labels(n, np.asarray(edges, np.int64)[order[: n - k]], everyone) for k in wanted}


def genie_order(edges: np.ndarray, lengths: np.ndarray, n: int, gini_limit: float = GINI_LIMIT) -> np.ndarray:
    """Which edge each merge goes along (n − 1,); parameters and errors as in :func:`genie_labels`."""
    from takehome.stats.clustering.genie_kernels import merge_order

    return merge_order(_checked(edges, lengths, n, gini_limit), float(gini_limit))


def genie_order_reference(edges: np.ndarray, lengths: np.ndarray, n: int, gini_limit: float = GINI_LIMIT) -> np.ndarray:
    """The same, straight from the definition, in O(n²)."""
    edges = _checked(edges, lengths, n, gini_limit)
    cluster, unused, order = np.arange(n), np.ones(n - 1, bool), []
    for _ in range(n - 1):
        sizes = np.bincount(cluster, minlength=n)
        held = np.sort(sizes[sizes > 0])
        k, allowed = len(held), unused
        differences = int(((2 * np.arange(k) - k + 1) * held).sum())
        if differences > gini_limit * (k - 1) * n:
            allowed = unused & (sizes[cluster[edges]] == held[0]).any(axis=1)
        e = int(np.argmax(allowed))
        order.append(e)
        unused[e] = False
        cluster[cluster == cluster[edges[e, 1]]] = cluster[edges[e, 0]]
    return np.array(order, np.int64)


def _checked(edges: np.ndarray, lengths: np.ndarray, n: int, gini_limit: float) -> np.ndarray:
    if not 0 <= gini_limit <= 1:
        raise InputError(f"a Gini limit of {gini_limit}", "0 to 1")
    return checked_spanning_tree(edges, lengths, n)
