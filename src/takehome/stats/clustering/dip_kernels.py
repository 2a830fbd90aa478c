"""Compiled loops of the dip statistic; :mod:`takehome.stats.clustering.dip` holds the theory and the NumPy twin.

Heights are counted in rows: `lower[i]` rows lie below the i-th distinct value, `upper[i]` rows lie at or below it.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def minorant_links(values, heights):
    """For each point the knot before it on the greatest convex minorant of the points up to it (m,)."""
    links = np.zeros(len(values), np.int64)
    for j in range(1, len(values)):
        i = j - 1
        while i > 0:
            k = links[i]
            rise_then, run_then = heights[i] - heights[k], values[i] - values[k]
            if (heights[j] - heights[i]) * run_then > rise_then * (values[j] - values[i]):
                break
            i = k
        links[j] = i
    return links


@njit(cache=True, nogil=True)
def majorant_links(values, heights):
    """For each point the knot after it on the least concave majorant of the points from it (m,)."""
    last = len(values) - 1
    mirrored = minorant_links(-values[::-1].copy(), -heights[::-1].copy())
    return last - mirrored[::-1]


@njit(cache=True, nogil=True)
def knots_between(links, start, stop):
    """The knots from `start` along the links to `stop`, both included, in ascending order."""
    count, at = 1, start
    while at != stop:
        at = links[at]
        count += 1
    knots = np.empty(count, np.int64)
    at = start
    for position in range(count):
        knots[position] = at
        at = links[at]
    return knots if stop >= start else knots[::-1].copy()


@njit(cache=True, nogil=True)
def line(values, heights, left, right, at):
    """Height at value `at` of the chord from point `left` to point `right`."""
    if left == right:
        return heights[left]
    share = (values[at] - values[left]) / (values[right] - values[left])
    return heights[left] + share * (heights[right] - heights[left])


@njit(cache=True, nogil=True)
def largest_gap(values, lower, upper, minorant, majorant):
    """Largest majorant − minorant at a knot of either, with the minorant's knot before it and the majorant's after."""
    gap, low, high = 0.0, minorant[0], majorant[-1]
    j = 0
    for i in range(len(minorant)):
        at = minorant[i]
        while majorant[j] < at:
            j += 1
        here = line(values, upper, majorant[max(j - 1, 0)], majorant[j], at) - lower[at]
        if here > gap:
            gap, low, high = here, at, majorant[j]
    i = 0
    for j in range(len(majorant)):
        at = majorant[j]
        while i + 1 < len(minorant) and minorant[i + 1] <= at:
            i += 1
        here = upper[at] - line(values, lower, minorant[i], minorant[min(i + 1, len(minorant) - 1)], at)
        if here > gap:
            gap, low, high = here, minorant[i], at
    return gap, low, high


@njit(cache=True, nogil=True)
def above_minorant(values, lower, upper, minorant, end):
    """Largest height of the rows' own steps above the minorant, left of point `end`."""
    worst = 0.0
    for i in range(len(minorant) - 1):
        if minorant[i] >= end:
            break
        for at in range(minorant[i], minorant[i + 1]):
            worst = max(worst, upper[at] - line(values, lower, minorant[i], minorant[i + 1], at))
    return worst


@njit(cache=True, nogil=True)
def below_majorant(values, lower, upper, majorant, start):
    """Largest depth of the rows' own steps below the majorant, right of point `start`."""
    worst = 0.0
    for i in range(len(majorant) - 1):
        if majorant[i] < start:
            continue
        for at in range(majorant[i] + 1, majorant[i + 1] + 1):
            worst = max(worst, line(values, upper, majorant[i], majorant[i + 1], at) - lower[at])
    return worst


@njit(cache=True, nogil=True)
def twice_dip(values, lower, upper):
    """Twice the dip, in rows, of distinct ascending values (m,)."""
    before, after = minorant_links(values, lower), majorant_links(values, upper)
    low, high, worst = 0, len(values) - 1, 1.0
    while True:
        minorant = knots_between(before, high, low)
        majorant = knots_between(after, low, high)
        gap, next_low, next_high = largest_gap(values, lower, upper, minorant, majorant)
        if gap <= worst:
            return worst
        worst = max(worst, above_minorant(values, lower, upper, minorant, next_low))
        worst = max(worst, below_majorant(values, lower, upper, majorant, next_high))
        if next_low == low and next_high == high:
            return worst
        low, high = next_low, next_high
