r"""Bootstrap over blocks of whole consecutive days: days resemble their neighbours, so single days say too much.

Theory
------
Prices of one week hang together (weather, outages), so drawing single days with replacement would make intervals too
narrow. The circular block bootstrap lays the *n* days on a circle and draws :math:`\lceil n / b \rceil` runs of *b*
days, each start equally likely; the last run is cut so that *n* days remain. Every day is drawn with the same chance,
so the mean over draws is the mean of the data, which the moving blocks of Künsch miss at the ends.

Künsch (1989), *Annals of Statistics* 17:1217; Politis & Romano (1992), "A circular block-resampling procedure for
stationary data", in *Exploring the Limits of Bootstrap*, pp. 263-270.
"""

from __future__ import annotations

import numpy as np

BLOCK_DAYS = 7
"""A week: it holds a weekend and the usual spell of weather."""
FEWEST_DAYS = 2 * BLOCK_DAYS
"""From fewer days than two blocks no interval can be had: there would be one block, in other places."""
REPLICATES = 999
"""Draws, so that the 2.5 % quantile is an order statistic (Davison & Hinkley 1997, *Bootstrap Methods*, p. 220)."""


def day_weights(days: int, replicates: int, rng: np.random.Generator, block: int = BLOCK_DAYS) -> np.ndarray:
    """How often each day is drawn, (replicates, days); every row adds up to `days`.

    With fewer than two blocks there are no replicates: (0, days).
    """
    if days < 2 * block:
        return np.zeros((0, days))
    starts = rng.integers(0, days, (replicates, -(-days // block)))
    drawn = ((starts[:, :, None] + np.arange(block)) % days).reshape(replicates, -1)[:, :days]
    rows = np.arange(replicates)[:, None] * days
    counts = np.bincount((rows + drawn).ravel(), minlength=replicates * days)
    return counts.reshape(replicates, days).astype(float)
