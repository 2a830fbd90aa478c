"""What every reader of a spanning tree relies on: n − 1 ascending edges that hold n rows together."""

from __future__ import annotations

import numpy as np

from takehome.errors import InputError


def checked_spanning_tree(edges: np.ndarray, lengths: np.ndarray, n: int) -> np.ndarray:
    """Edges (n − 1, 2) as whole numbers.

    Raises
    ------
    InputError : shapes that do not fit n rows, rows that do not exist, a cycle, or lengths that fall.
    """
    from takehome.stats.clustering.union_find_kernels import component_labels

    edges, lengths = np.ascontiguousarray(edges, dtype=np.int64), np.asarray(lengths)
    if n < 1 or edges.shape != (n - 1, 2) or lengths.shape != (n - 1,):
        raise InputError(f"edges {edges.shape} and lengths {lengths.shape}", f"a spanning tree of {n:,} rows")
    if ((edges < 0) | (edges >= n)).any() or component_labels(n, edges, np.ones(n, bool)).any():
        raise InputError("edges that do not hold the rows together", f"a spanning tree of {n:,} rows")
    if (np.diff(lengths) < 0).any():
        raise InputError("edges that get shorter down the list", "edges in ascending order of length")
    return edges
