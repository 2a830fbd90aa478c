"""The what-if with a scale: one option is shown, the one that the reader set or that the prices give, never the best.

To take the best of many cuts on the rows that they are counted on would favour the luckiest; so the cut comes from the
reader, or from the break-even of the prices (:mod:`takehome.scale`). ``templates/report.js`` makes the same choice and
writes the same sentence; a test holds the two equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from takehome.protocol import WhatIf
from takehome.report.what_if import Revaluation, default_prices, revalue, sentence
from takehome.scale import Scale
from takehome.units import format_number, format_probability


@dataclass(frozen=True, slots=True)
class Setting:
    """Which option is shown.

    Attributes
    ----------
    at : where the reader set the cut; None while it follows the prices (where no cut suits all rows: while it stays
        at the default).
    policy : position of the option shown. break_even : of the prices; None where no cut suits all rows.
    """

    at: float | None
    policy: int
    break_even: float | None


def setting(what_if: WhatIf, prices: Sequence[float], at: float | None) -> Setting:
    """The option at these prices, for a cut set by hand, or for None."""
    scale = _scale(what_if)
    even = scale.break_even(dict(zip(what_if.events, prices, strict=True)))
    if at is not None:
        return Setting(at, scale.nearest(at), even)
    return Setting(None, what_if.options.index(scale.default) if even is None else scale.nearest(even), even)


def default_setting(what_if: WhatIf) -> Setting:
    """The recommended option, as the page shows it first: following the prices if that gives it."""
    scale, prices = _scale(what_if), default_prices(what_if)
    follows, recommended = setting(what_if, prices, None), what_if.options.index(scale.default)
    return follows if follows.policy == recommended else setting(what_if, prices, scale.positions[recommended])


def at_defaults(what_if: WhatIf, confidence_level: float) -> tuple[Revaluation, str]:
    """What the page shows first, and its sentence; for a what-if without a scale the best option."""
    prices = default_prices(what_if)
    if what_if.scale is None:
        result = revalue(what_if, prices, confidence_level)
        return result, sentence(what_if, result, confidence_level)
    made = default_setting(what_if)
    result = revalue(what_if, prices, confidence_level, made.policy)
    return result, cut_sentence(what_if, made, result, confidence_level)


def cut_sentence(what_if: WhatIf, made: Setting, result: Revaluation, confidence_level: float = 0.95) -> str:
    """What the option shown costs, and what it gains on the best simple one; the page's script writes the same."""
    unit, worth = f"{what_if.currency} per {what_if.per}", result.values[result.best]
    said = f"costs {format_number(-worth)} {unit}" if worth <= 0 else f"earns {format_number(worth)} {unit}"
    opening = f"At these prices {_subject(what_if, made)} {said}"
    closing = "" if made.at is None or made.break_even is None else f" {_pays(what_if, made.break_even, 'Acting')}."
    if result.best == result.baseline:
        return f"{opening}, and is itself the best of the simple options.{closing}"
    name, gain = what_if.options[result.baseline], f"{format_number(result.gain)} {what_if.currency}"
    if not math.isnan(result.probability_better):
        ends = f"{format_number(result.gain_low)} to {format_number(result.gain_high)} {what_if.currency}"
        chance = format_probability(result.probability_better)
        gain += f" ({100 * confidence_level:g}%: {ends}), above 0 with a probability of {chance}"
    return f"{opening}. Its gain against “{name}” is {gain}.{closing}"


def cut_text(what_if: WhatIf, option: int) -> str:
    """Where an option cuts, as a number."""
    position = _scale(what_if).positions[option]
    return "none" if position is None else format_number(position)


def _subject(what_if: WhatIf, made: Setting) -> str:
    """The option shown, and whence it comes."""
    scale, policy = _scale(what_if), made.policy
    inside = policy in scale.stops[1:-1]
    name = f"a threshold of {cut_text(what_if, policy)}" if inside else f"“{what_if.options[policy]}”"
    if made.at is not None or made.break_even is None:
        return name
    if inside and cut_text(what_if, policy) == format_number(made.break_even):
        name = "that threshold"
    elif inside:
        name = f"the nearest threshold counted, {cut_text(what_if, policy)},"
    return f"{_pays(what_if, made.break_even, 'acting')}: {name}"


def _pays(what_if: WhatIf, even: float, acting: str) -> str:
    if even in (0, 1):
        return f"{acting} {'never' if even else 'always'} pays"
    return f"{acting} pays above a {_scale(what_if).name} of {format_number(even)}"


def _scale(what_if: WhatIf) -> Scale:
    assert what_if.scale is not None
    return what_if.scale
