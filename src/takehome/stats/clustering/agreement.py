"""How far two partitions of the same rows agree.

The adjusted Rand index (Hubert & Arabie 1985, *J. Classification* 2, 193) is 1 for equal partitions and 0 on average
for unrelated ones. The clusterwise Jaccard index (Hennig 2007, *Comput. Stat. Data Anal.* 52, 258; ``clusterboot`` of
the R package fpc) is, for each cluster of the reference, |A ∩ B| / |A ∪ B| with the best-matching cluster B of the
other partition: below about 0.75 a cluster is not stable. All of it comes from the K × K table of shared rows.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from takehome.errors import InputError
from takehome.stats.clustering.label_codes import label_codes


def contingency(a: np.ndarray, b: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Rows (or their weight) shared by each pair of labels.

    Parameters
    ----------
    a, b : (n,) labels; every value is a cluster of its own, −1 too.
    weights : (n,) how often each row counts; None counts each once.

    Returns
    -------
    (K_a, K_b) in the order of the sorted labels.

    Raises
    ------
    InputError : labels or weights of different lengths.
    """
    check_lengths(a, b, weights)
    return tabled(label_codes(a)[1], label_codes(b)[1], weights)


def adjusted_rand(a: np.ndarray, b: np.ndarray) -> float:
    """Adjusted Rand index of two labellings (n,); every value is a cluster, and two trivial partitions agree (1).

    Raises
    ------
    InputError : labels of different lengths.
    """
    table = contingency(a, b)
    n = table.sum()
    both = pairs(table).sum()
    first, second = pairs(table.sum(axis=1)).sum(), pairs(table.sum(axis=0)).sum()
    if first == second == both:
        return 1.0
    expected = first * second / pairs(n)
    return float((both - expected) / ((first + second) / 2 - expected))


def clusterwise_jaccard(reference: np.ndarray, other: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Best-match Jaccard index of each cluster of the reference.

    Parameters
    ----------
    reference, other : (n,) int labels; −1 is no cluster, but its rows still count against a cluster of the other side.
    weights : (n,) multiplicities of a resample. A cluster that the resample misses altogether has index 0.

    Returns
    -------
    (K,) in the order of the reference's labels, −1 left out.

    Raises
    ------
    InputError : labels or weights of different lengths.
    """
    check_lengths(reference, other, weights)
    names, rows = label_codes(reference)
    rivals, columns = label_codes(other)
    table = tabled(rows, columns, weights)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    index = np.divide(table, union, out=np.zeros_like(table), where=union > 0)
    return index[names >= 0][:, rivals >= 0].max(axis=1, initial=0.0)


def match_labels(reference: np.ndarray, other: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The other partition with the reference's labels, matched one to one so that most rows keep their label.

    Parameters
    ----------
    reference, other : (n,) int labels; −1 is no cluster and stays −1.
    weights : (n,) how often each row counts.

    Returns
    -------
    (n,) labels. A cluster without a partner gets a new label, from one above the reference's largest.

    Raises
    ------
    InputError : labels or weights of different lengths.
    """
    check_lengths(reference, other, weights)
    names, rows = label_codes(reference)
    rivals, columns = label_codes(other)
    table = tabled(rows, columns, weights)[np.ix_(names >= 0, rivals >= 0)]
    names, fresh = names[names >= 0], rivals >= 0
    renamed = np.full(rivals.size, -1)
    matched_rows, matched = linear_sum_assignment(table, maximize=True)
    given = np.full(int(fresh.sum()), -1)
    given[matched] = names[matched_rows]
    alone = given < 0
    given[alone] = names.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    renamed[fresh] = given
    return renamed[columns]


def tabled(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Contingency table of two codings 0 … K − 1."""
    if not rows.size:
        return np.zeros((0, 0))
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    counts = np.bincount(rows * shape[1] + columns, weights, minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(float)


def pairs(count: np.ndarray) -> np.ndarray:
    """Pairs among so many rows."""
    return count * (count - 1) / 2


def check_lengths(a: np.ndarray, b: np.ndarray, weights: np.ndarray | None) -> None:
    """Complain about labels or weights that do not belong to the same rows."""
    lengths = [len(a), len(b), *([] if weights is None else [len(weights)])]
    if len(set(lengths)) > 1:
        raise InputError(f"labels and weights of lengths {lengths}", "one of each for every row", "")
