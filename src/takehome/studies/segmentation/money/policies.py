r"""Who gets which action: the trivial policies, and "each segment its best action" for every K.

Theory
------
With :math:`G_g(a)` the gain of action *a* in group *g*, the best policy is :math:`p(g) = \arg\max_a G_g(a)`. It was
chosen on the data that value it, so its value looks too large. Its optimism is estimated as Efron (1983, *JASA* 78:316)
does it for a prediction rule: in each replicate *b* the policy :math:`p_b` is chosen anew,

.. math:: \hat\omega = \mathrm{E}_b \sum_g [G^b_g(p_b) - G^b_g(p)] - [G_g(p_b) - G_g(p)] \ge 0,

what it gains where it was chosen less what it gains where it was not, both against *p* (a control variate, whose
expectation is 0). It is 0 where the policy never changes, and rather too small where actions are equal: 1/√(2π) instead
of 1/√π standard errors for two of them. A policy by segments must earn its optimism first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.money.group_words import (
    counted,
    group_title,
    micro_words,
    who_gets_what,
)
from takehome.studies.segmentation.money.priceable import Priceable
from takehome.studies.segmentation.money.terms import Terms
from takehome.studies.segmentation.money.totals import Totals

NOTHING = "nothing"
DO_NOTHING = "do nothing"


@dataclass(frozen=True)
class Policy:
    """An action for every group of one partition.

    Attributes
    ----------
    grouping : position of the partition. acts : (groups,) 0 for nothing, a for action a−1.
    by_segment : whether segments are told apart. optimism : what it owes to having been chosen on the same rows.
    """

    name: str
    grouping: int
    acts: np.ndarray
    trivial: bool = False
    by_segment: bool = False
    optimism: float = 0.0
    note: str = ""


def policies_of(made: Priceable, terms: Terms, totals: tuple[Totals, ...]) -> tuple[Policy, ...]:
    """All policies, trivial ones first, then by K; `totals` are those of the partitions."""
    chosen, groups = made.chosen, len(made.group_ids)
    found = [Policy(DO_NOTHING, chosen, np.zeros(groups, int), trivial=True)]
    found += [
        Policy(f"{action.name} to everybody", chosen, np.full(groups, a + 1), trivial=True)
        for a, action in enumerate(terms.actions)
    ]
    found += _without_micro(made, terms)
    if made.structure and terms.actions:
        found += [_by_segment(made, terms, position, totals[position]) for position in range(len(made.groupings))]
    return tuple(found)


def _without_micro(made: Priceable, terms: Terms) -> list[Policy]:
    if not made.micro_sizes:
        return []
    inside = np.arange(len(made.group_ids)) <= made.k
    rows = counted(sum(made.micro_sizes), "row")
    return [
        Policy(
            f"{action.name} to everybody but {micro_words(made)}", made.chosen, np.where(inside, a + 1, 0),
            note=f"{action.name} to {made.rows - sum(made.micro_sizes):,} rows, not to the {rows} that are strangers",
        )
        for a, action in enumerate(terms.actions)
    ]  # fmt: skip


def best_actions(gains: np.ndarray) -> np.ndarray:
    """The action of the highest gain in each group, the first (doing nothing, then as listed) where they tie."""
    return np.argmax(gains, axis=-1)


def optimism(gains: np.ndarray) -> float:
    """What the best policy owes to having been chosen on the same rows; gains (1 + replicates, groups, actions)."""
    if len(gains) < 2:
        return 0.0
    best = best_actions(gains)
    groups = np.arange(gains.shape[1])
    kept = gains[:, groups, best[0]]
    anew = np.take_along_axis(gains[1:], best[1:, :, None], axis=2)[:, :, 0]
    elsewhere = gains[0][groups, best[1:]]
    return float(((anew - kept[1:]) - (elsewhere - kept[0])).sum(axis=1).mean())


def _by_segment(made: Priceable, terms: Terms, position: int, totals: Totals) -> Policy:
    k, gains = made.groupings[position].k, terms.gains(totals)
    acts = best_actions(gains[0])
    titles = group_titles(made, position)
    present = [group for group in range(len(titles)) if totals.heads[0, group] > 0]
    words = [NOTHING, *(action.name for action in terms.actions)]
    return Policy(
        f"treat {counted(k, 'segment')} differently", position, acts, by_segment=True,
        optimism=optimism(gains), note=who_gets_what([titles[g] for g in present], [words[acts[g]] for g in present]),
    )  # fmt: skip


def group_titles(made: Priceable, position: int) -> list[str]:
    """What the groups of a partition are called; segments of a rival have a number and no name."""
    k = made.groupings[position].k
    strangers = [group_title(made, group) for group in range(made.k, len(made.group_ids))]
    if position == made.chosen:
        return [group_title(made, group) for group in range(k)] + strangers
    return [f"segment {group + 1} of {k}" for group in range(k)] + strangers
