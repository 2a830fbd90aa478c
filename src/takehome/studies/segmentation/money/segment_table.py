r"""Each segment in money: worth a head, its best action and how sure that is, and the uplift at which it would turn.

The best action's uplift breaks even where the runner-up (doing nothing included) gains as much:
:math:`u^* = (G_2 / N + c_1) / \bar v`, with :math:`\bar v` the mean value of its humans. Intervals are given twice:
with the segments cut anew in every replicate, and *naive*, with the labels held fixed as if they had been known before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.segmentation.money.group_words import group_title
from takehome.studies.segmentation.money.policies import NOTHING, best_actions
from takehome.studies.segmentation.money.priced import Priced, band
from takehome.units import Money


@dataclass(frozen=True, slots=True)
class SegmentMoney:
    """One group of the chosen partition in money.

    Attributes
    ----------
    rows : rows of the table. heads : how many of the population it stands for.
    value_per_head, value_interval, naive_interval : what one row is worth per horizon.
    best, probability_best : the best action, and the probability of being the best.
    gain_per_head, gain_interval : of the best action over doing nothing. gain : of the whole group.
    uplift : assumed for the best action, or for `tried` where nothing is best. break_even : the uplift of `tried` at
        which it and its rival are worth the same; None where no uplift in 0 to 1 does that.
    tried, cost : the best action, or the one that comes nearest to paying where doing nothing is best; its contact.
    spread : standard deviation of the value of a row; 0 where one number was given for all.
    """

    id: str
    title: str
    rows: int
    heads: float
    value_per_head: float
    value_interval: Interval
    naive_interval: Interval
    best: str
    probability_best: float
    gain_per_head: float
    gain_interval: Interval
    gain: Money
    tried: str
    cost: float
    uplift: float
    break_even: float | None
    spread: float


def segment_table(made: Priced) -> tuple[SegmentMoney, ...]:
    """All groups that hold rows, segments first; empty without economics or actions."""
    terms = made.options.terms
    if terms is None or not terms.actions:
        return ()
    source = made.source
    first = 0 if source.structure else source.k
    present = np.bincount(source.groups(source.grouping.labels, source.k), minlength=len(source.group_ids)) > 0
    return tuple(_segment(made, group) for group in range(first, len(present)) if present[group])


def _segment(made: Priced, group: int) -> SegmentMoney:
    source, terms, held = made.source, made.options.terms, made.options.held
    assert terms is not None
    assert held is not None
    totals = made.options.totals[source.chosen]
    gains, heads = terms.gains(totals)[:, group, :], totals.heads[:, group]
    best = int(best_actions(gains[0]))
    tried = best or 1 + int(np.argmax(gains[0, 1:]))
    inside = source.groups(source.grouping.labels, source.k) == group
    unit = f"{terms.economics.currency} per {terms.economics.unit} and {terms.economics.horizon}"
    per_head = _ratio(totals.worth[:, group], heads)
    gain_per_head = _ratio(gains[:, best], heads * terms.scale)
    return SegmentMoney(
        id=source.group_ids[group], title=group_title(source, group), rows=int(inside.sum()),
        heads=float(heads[0] * terms.scale), value_per_head=float(per_head[0]),
        value_interval=band(per_head, source.confidence_level, unit),
        naive_interval=band(_ratio(held.worth[:, group], held.heads[:, group]), source.confidence_level, unit),
        best=[NOTHING, *(action.name for action in terms.actions)][best],
        probability_best=_probability(best_actions(gains[1:]), best, gains.shape[1]),
        gain_per_head=float(gain_per_head[0]), gain_interval=band(gain_per_head, source.confidence_level, unit),
        gain=made.money(gains[0, best]), tried=terms.actions[tried - 1].name,
        cost=float(terms.actions[tried - 1].cost),
        uplift=float(terms.uplift[tried - 1, group]), break_even=_break_even(made, group, tried, gains[0]),
        spread=float(np.std(terms.value[inside])),
    )  # fmt: skip


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Draws of a mean; a replicate in which the group is empty has the estimate."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = above / below
    return np.where(below > 0, found, found[0])


def _probability(winners: np.ndarray, best: int, actions: int) -> float:
    """The share of replicates in which the action wins, with one more win shared by all: never 0 or 1."""
    return float((np.count_nonzero(winners == best) + 1.0 / actions) / (len(winners) + 1))


def _break_even(made: Priced, group: int, tried: int, gains: np.ndarray) -> float | None:
    terms, totals = made.options.terms, made.options.totals[made.source.chosen]
    assert terms is not None
    rival = float(np.delete(gains, tried).max())
    heads = float(totals.heads[0, group]) * terms.scale
    reached = float(totals.worth[0, group] * (1.0 - terms.bots[group])) * terms.scale
    if reached <= 0:
        return None
    found = (rival + heads * terms.actions[tried - 1].cost) / reached
    return found if 0.0 <= found <= 1.0 else None
