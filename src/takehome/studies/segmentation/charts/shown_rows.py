"""Which rows a cloud of points shows: a seeded sample in which small groups can still be seen."""

from __future__ import annotations

import numpy as np

from takehome.studies.marks import MOST_POINTS, sampled

FOR_SMALL = 0.25
"""Share of the points that is kept for all small groups together."""


def shown_rows(labels: np.ndarray, seed: int, most: int = MOST_POINTS) -> np.ndarray:
    """At most `most` positions of `labels` (n,), rising; negative labels (strangers, noise) have points of their own.

    A sample by chance alone would show one of a thousand rows of a micro-cluster in a million.
    """
    if len(labels) <= most:
        return np.arange(len(labels))
    odd, usual = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    kept_odd = odd[sampled(len(odd), seed, int(FOR_SMALL * most))]
    return np.sort(np.concatenate([kept_odd, usual[sampled(len(usual), seed, most - len(kept_odd))]]))
