r"""The what-if: options re-valued under other prices, from counts and never from rows.

Theory
------
Money is linear in prices. With :math:`n_{orj}` the count of event *j* under option *o* in replicate *r*, and
:math:`p_j` its price, the value is :math:`v_{or} = -\sum_j n_{orj} p_j`. Replicate 0 is the estimate; the others are
bootstrap draws, so percentiles over them are the band of a value and of a gain, and the share of draws in which the
gain is above zero is the probability that the option is better (Efron & Tibshirani 1993, *An Introduction to the
Bootstrap*, ch. 13).

The same sums run in the browser (``templates/report.js``), in the same order, on the numbers that :func:`pack`
stores; a test holds the two equal.

Storage: axes (option, event, replicate), so that neighbours are alike; whole numbers as int32 differences, others
as they are; DEFLATE (RFC 1950); base64. Many fractional counts are stored as float32, which :func:`stored` applies
beforehand, so that every reader of a report has the same numbers.
"""

from __future__ import annotations

import base64
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.protocol import WhatIf
from takehome.units import format_number, format_probability

# 8,192 float64 numbers are 85 KB of base64: above this, half of the size matters more than digits 8 to 15.
FLOAT64_LIMIT = 8192


@dataclass(frozen=True, slots=True)
class Revaluation:
    """What the options are worth at given prices.

    Attributes
    ----------
    values, lows, highs : one number an option, in the currency; a band is NaN where there are no replicates.
    best, baseline : positions of the best option (or of the one asked for) and of the best trivial one (the first of
        equals).
    gain, gain_low, gain_high : value(best) − value(baseline) and its band.
    probability_better : share of the replicates in which the gain is above zero; NaN without replicates.
    """

    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    best: int
    baseline: int
    gain: float
    gain_low: float
    gain_high: float
    probability_better: float


def default_prices(what_if: WhatIf) -> tuple[float, ...]:
    """The default price of each event, in the order of ``what_if.events``."""
    by_event = {price.event: price.default for price in what_if.prices}
    return tuple(float(by_event.get(event, 0.0)) for event in what_if.events)


def value(what_if: WhatIf, prices: Sequence[float]) -> np.ndarray:
    """Value of each option in each replicate, shape (options, replicates), in ``what_if.currency``.

    Parameters
    ----------
    prices : one number an event, in the order of ``what_if.events``, in currency per event.
    """
    total = np.zeros(what_if.counts.shape[:2])
    for j, price in enumerate(prices):
        total = total - np.asarray(what_if.counts[:, :, j], float) * float(price)
    return total


def revalue(
    what_if: WhatIf, prices: Sequence[float], confidence_level: float = 0.95, policy: int | None = None
) -> Revaluation:
    """Best option, gain and bands at these prices.

    Parameters
    ----------
    policy : the option to hold against the best trivial one; None takes the best.
    """
    values = value(what_if, prices)
    estimates, draws = values[:, 0], values[:, 1:]
    trivial = [i for i, option in enumerate(what_if.options) if option in what_if.trivial] or [0]
    best = int(np.argmax(estimates)) if policy is None else policy
    baseline = max(trivial, key=lambda i: (estimates[i], -i))
    gains = draws[best] - draws[baseline]
    lows, highs = _band(draws, confidence_level)
    gain_low, gain_high = _band(gains, confidence_level)
    return Revaluation(
        values=tuple(estimates.tolist()),
        lows=tuple(lows.tolist()),
        highs=tuple(highs.tolist()),
        best=best,
        baseline=baseline,
        gain=float(estimates[best] - estimates[baseline]),
        gain_low=float(gain_low),
        gain_high=float(gain_high),
        probability_better=float(np.mean(gains > 0)) if gains.size else float("nan"),
    )


def sentence(what_if: WhatIf, result: Revaluation, confidence_level: float = 0.95) -> str:
    """What the options are worth at these prices, in one sentence; the page's script writes the same one."""
    baseline, unit = what_if.options[result.baseline], f"{what_if.currency} per {what_if.per}"
    if result.best == result.baseline or result.gain == 0:
        others = [i for i, option in enumerate(what_if.options) if option not in what_if.trivial]
        if not others:
            return f"At these prices nothing beats “{baseline}”."
        nearest = max(others, key=lambda i: (result.values[i], -i))
        loss = format_number(result.values[result.baseline] - result.values[nearest])
        name = what_if.options[nearest]
        return f"At these prices nothing beats “{baseline}”; the nearest, “{name}”, is worth {loss} {unit} less."
    gain = f"it gains {format_number(result.gain)} {unit} against “{baseline}”"
    if not math.isnan(result.probability_better):
        ends = f"{format_number(result.gain_low)} to {format_number(result.gain_high)} {what_if.currency}"
        chance = format_probability(result.probability_better)
        gain += f" ({100 * confidence_level:g}%: {ends}); probability that it is better: {chance}"
    return f"At these prices choose “{what_if.options[result.best]}”: {gain}."


def _band(draws: np.ndarray, confidence_level: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentile band over the last axis; NaN where it is empty."""
    if draws.shape[-1] == 0:
        nothing = np.full(draws.shape[:-1], np.nan)
        return nothing, nothing
    tail = (1.0 - confidence_level) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=-1)
    return low, high


def _type_of(counts: np.ndarray) -> str:
    whole = np.array_equal(counts, np.rint(counts)) and (counts.size == 0 or np.abs(counts).max() < 2**31)
    if whole:
        return "int32"
    return "float64" if counts.size <= FLOAT64_LIMIT else "float32"


def stored(what_if: WhatIf) -> WhatIf:
    """The what-if with its counts as :func:`pack` keeps them (only many fractional counts change, by < 1e-7)."""
    counts = np.asarray(what_if.counts, float)
    if not np.isfinite(counts).all():
        raise ValueError("what-if counts must be finite numbers")
    return replace(what_if, counts=counts.astype(_type_of(counts)).astype(float))


def pack(counts: np.ndarray) -> dict[str, Any]:
    """Pack counts of shape (options, replicates, events) into a JSON object."""
    counts = np.asarray(counts, float)
    kind = _type_of(counts)
    flat = np.ascontiguousarray(counts.transpose(0, 2, 1)).ravel().astype(f"<{np.dtype(kind).str[1:]}")
    if kind == "int32" and flat.size:
        flat = np.concatenate([flat[:1], np.diff(flat)])
    data = base64.b64encode(zlib.compress(flat.tobytes(), 9)).decode("ascii")
    return {"shape": list(counts.shape), "dtype": kind, "encoding": "delta-deflate-base64", "data": data}


def unpack(packed: dict[str, Any]) -> np.ndarray:
    """The counts that :func:`pack` packed, as float64 of shape (options, replicates, events).

    Raises
    ------
    InputError
        If the data do not have the size that the shape declares.
    """
    options, replicates, events = packed["shape"]
    flat = np.frombuffer(zlib.decompress(base64.b64decode(packed["data"])), np.dtype(packed["dtype"]).newbyteorder("<"))
    if flat.size != options * replicates * events:
        raise InputError(f"{flat.size} packed what-if counts", f"{options} × {replicates} × {events} of them")
    if packed["dtype"] == "int32":
        flat = np.cumsum(flat, dtype=np.int32)
    return flat.astype(float).reshape(options, events, replicates).transpose(0, 2, 1)
