r"""The experiment that would replace an assumed uplift: how many rows each arm needs in each segment.

Theory
------
Rows of one segment are drawn at random into two arms, with and without the action. The mean values differ by the
uplift times the mean. A difference :math:`\delta` between arms of standard deviation :math:`\sigma` is found with power
:math:`1 - \beta` at a two-sided level :math:`\alpha` with

.. math:: n = 2\,(z_{1-\alpha/2} + z_{1-\beta})^2\,\sigma^2 / \delta^2

rows in each arm (normal approximation; Lachin 1981, *Controlled Clinical Trials* 2:93–113; about
:math:`16\,\sigma^2/\delta^2`, van Belle 2008, *Statistical Rules of Thumb*, ch. 2). The difference that matters is the
one at which the action pays for itself, its cost: a smaller one is not worth having, a larger one is found sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from scipy.stats import norm

from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.money.segment_table import SegmentMoney, segment_table
from takehome.studies.wording import listed
from takehome.units import format_number

POWER, LEVEL = 0.8, 0.05
"""Customary (Cohen 1988, *Statistical Power Analysis*, section 2.4)."""

ASSUMED_SPREAD = 1.0
"""Standard deviation as a share of the mean where one value was given for all rows: that of an exponential variable,
the usual first model of what customers spend (Fader, Hardie & Lee 2005, *Journal of Marketing Research* 42:415)."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Two arms of `rows` rows each in one segment: the action, and nothing.

    Attributes
    ----------
    difference : to be found, money per row and horizon: the contact's cost. uplift : the same as a share of the value.
    spread : standard deviation of a row's value. available : rows of the segment in the population.
    """

    segment: SegmentMoney
    difference: float
    uplift: float
    spread: float
    rows: int
    available: int

    @property
    def enough(self) -> bool:
        """Whether the segment has rows for both arms."""
        return 2 * self.rows <= self.available


def rows_per_arm(difference: float, spread: float, power: float = POWER, level: float = LEVEL) -> int:
    """Rows that each arm needs, at least 2, to find a `difference` above 0."""
    quantiles = float(norm.ppf(1 - level / 2) + norm.ppf(power))
    return max(2, ceil(2 * (quantiles * spread / difference) ** 2))


def trials(made: Priced) -> tuple[Trial, ...]:
    """A trial for each segment in which the action could pay, strangers apart."""
    return tuple(_trial(made, segment) for segment in _segments(made) if 0 < segment.cost <= segment.value_per_head)


def _segments(made: Priced) -> tuple[SegmentMoney, ...]:
    return tuple(segment for segment in segment_table(made) if segment.id in made.source.ids)


def _trial(made: Priced, segment: SegmentMoney) -> Trial:
    spread = segment.spread if _by_row(made) else ASSUMED_SPREAD * segment.value_per_head
    return Trial(
        segment, segment.cost, segment.cost / segment.value_per_head, spread,
        rows_per_arm(segment.cost, spread), int(segment.heads),
    )  # fmt: skip


def about(number: int, unit: str) -> str:
    """A size of a trial, to three digits: ``"904,000 customers"``."""
    return f"{format_number(number)} {unit if number == 1 else f'{unit}s'}"


def _by_row(made: Priced) -> bool:
    return made.economics is not None and isinstance(made.economics.value, str)


def trial_sentences(made: Priced) -> tuple[str, ...]:
    """The plan in words, alike segments in one; empty without economics or segments."""
    wanted = trials(made)
    tried = {trial.segment.id for trial in wanted}
    alike: dict[tuple[str, int, float], list[Trial]] = {}
    for trial in wanted:
        alike.setdefault((trial.segment.tried, trial.rows, trial.uplift), []).append(trial)
    needless = (_needless(made, segment) for segment in _segments(made) if segment.id not in tried)
    return (*(_sentence(made, group) for group in alike.values()), *needless)


def _needless(made: Priced, segment: SegmentMoney) -> str:
    assert made.economics is not None
    currency = made.economics.currency
    cost = f"{segment.title}: '{segment.tried}' costs {format_number(segment.cost)} {currency}"
    if segment.cost == 0:
        return f"{cost}, so any uplift above 0 % pays for it: no trial is needed."
    return (
        f"{cost}, and a row is worth {format_number(segment.value_per_head)} {currency}: it cannot pay even at "
        "an uplift of 100 %, so no trial is needed."
    )


def _sentence(made: Priced, alike: list[Trial]) -> str:
    economics, trial = made.economics, min(alike, key=lambda one: one.available)
    assert economics is not None
    each = "" if len(alike) == 1 else " each"
    assumed = "" if _by_row(made) else ", if the values spread as widely as their mean (one value was given for all)"
    said = (
        f"A trial of '{trial.segment.tried}' in {listed([one.segment.title for one in alike])} said otherwise. It "
        f"needs {about(trial.rows, economics.unit)}{each}, drawn at random, who get it for one {economics.horizon}, "
        f"and as many who get nothing, to find the uplift that pays for it ({format_number(100 * trial.uplift)} %, or "
        f"{format_number(trial.difference)} {economics.currency} each) with a probability of {100 * POWER:.0f} % at a "
        f"two-sided level of {100 * LEVEL:.0f} %{assumed}."
    )
    if trial.enough:
        return said
    where = "The segment" if len(alike) == 1 else "The smallest of them"
    return (
        f"{said} {where} has only {about(trial.available, economics.unit)}: pool several {economics.horizon}s, or look "
        "for a larger uplift."
    )
