r"""When the difference of two gains has an interval of its own.

Two cases, and no third:

*Paired draws.* A report's what-if holds the event counts of every option in every bootstrap draw. Where the options
that two reports share have identical counts in every draw, both resampled the same rows in the same way: draw *r* of
one belongs to draw *r* of the other, and the percentiles of :math:`g_{b,r} - g_{a,r}` are an interval of the difference
(Efron & Tibshirani 1993, ch. 13). It is used only where re-valuing gives back the gain that each report states, and
its interval but for the noise of few draws: a report may hold fewer than its study drew, and a study may compute its
interval in another way.

*Independent data.* Where the tables share nothing, the two intervals combine by the method of variance estimates
recovery (Zou & Donner 2008, Statistics in Medicine 27:1693): with estimates :math:`a, b` and intervals
:math:`(l_a, u_a), (l_b, u_b)` of one confidence level,

.. math:: b - a - \sqrt{(b - l_b)^2 + (u_a - a)^2} \;\ldots\; b - a + \sqrt{(u_b - b)^2 + (a - l_a)^2}.

Whether two tables are independent samples cannot be seen from them; the page says that this is an assumption.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from takehome.protocol import WhatIf
from takehome.report.build import Report
from takehome.report.document import from_document
from takehome.report.what_if import default_prices, revalue, value

CLOSE = 1e-6
"""Relative difference up to which a re-valued gain is the one that the report states: counts may be float32."""
NOISE = 0.25
"""Share of the interval's width by which its ends may differ: five standard errors of a percentile of 200 draws."""


def paired_interval(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[float, float] | None:
    """The interval of gain(b) − gain(a) from the same draws of the same rows; None where the draws do not pair.

    Parameters
    ----------
    a, b : report documents. The interval has the confidence level of their gains' intervals.
    """
    if not a.get("what_if") or not b.get("what_if") or a["data"]["sha256"] != b["data"]["sha256"]:
        return None
    first, second = from_document(a), from_document(b)
    level = first.recommendation.gain_interval.confidence_level
    if level != second.recommendation.gain_interval.confidence_level or not _same_draws(first.what_if, second.what_if):
        return None
    draws_a, draws_b = _gain_draws(first), _gain_draws(second)
    if draws_a is None or draws_b is None:
        return None
    low, high = np.quantile(draws_b - draws_a, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _same_draws(a: WhatIf | None, b: WhatIf | None) -> bool:
    """Whether both resampled alike: what both hold is equal in every draw, and some of it varies between draws."""
    if a is None or b is None or a.events != b.events or a.counts.shape[1] != b.counts.shape[1]:
        return False
    shared = [(a.counts[i], b.counts[b.options.index(name)]) for i, name in enumerate(a.options) if name in b.options]
    trivial = [name for name in a.trivial if name in b.options]
    equal = [mine for mine, yours in shared if np.array_equal(mine, yours)]
    of_trivial = [(a.counts[a.options.index(name)], b.counts[b.options.index(name)]) for name in trivial]
    return all(np.array_equal(mine, yours) for mine, yours in of_trivial) and any(
        np.ptp(counts[1:], axis=0).any() for counts in equal if len(counts) > 2
    )


def _gain_draws(report: Report) -> np.ndarray | None:
    """The gain in every draw, or None where the what-if does not give back the gain and interval that are stated."""
    what_if, said = report.what_if, report.recommendation
    if what_if is None or said.action not in what_if.options or said.baseline not in what_if.options:
        return None
    prices = default_prices(what_if)
    policy = what_if.options.index(said.action)
    found = revalue(what_if, prices, said.gain_interval.confidence_level, policy)
    ends, found_ends = (said.gain_interval.low, said.gain_interval.high), (found.gain_low, found.gain_high)
    slack = NOISE * (ends[1] - ends[0])
    same = abs(found.gain - said.gain.amount) <= CLOSE * abs(said.gain.amount) and all(
        abs(x - y) <= slack for x, y in zip(ends, found_ends, strict=True)
    )
    if not same or what_if.options[found.baseline] != said.baseline:
        return None
    values = value(what_if, prices)[:, 1:]
    draws: np.ndarray = values[policy] - values[found.baseline]
    return draws


def independent_interval(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float] | None:
    """The interval of b − a from (estimate, low, high) of each, for independent data; None where an end is missing."""
    if not all(map(math.isfinite, (*a, *b))):
        return None
    difference = b[0] - a[0]
    below = math.hypot(b[0] - b[1], a[2] - a[0])
    above = math.hypot(b[2] - b[0], a[0] - a[1])
    return difference - below, difference + above
