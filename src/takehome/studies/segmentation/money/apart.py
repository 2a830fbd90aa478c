"""What telling segments apart is worth over treating them alike, and what other numbers of segments are worth.

Segmentation is worth nothing if one action wins everywhere: then no segment is treated otherwise than the rest, however
different the segments are. And a K that changes no action is worth no more than the smaller K.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.studies.segmentation.money.policies import NOTHING, Policy
from takehome.studies.segmentation.money.priced import Priced
from takehome.units import Money


@dataclass(frozen=True, slots=True)
class Apart:
    """ "Each segment its best action" (chosen K) against the best policy that treats all segments alike.

    Attributes
    ----------
    gain, interval, probability : of telling apart; the regret of treating all alike. alike : that policy.
    only : the action that wins in every segment (``"nothing"`` included), or None where actions differ.
    must_earn, optimism : what it must gain to be preferred, and the part of it that it owes to its own choice.
    """

    gain: Money
    interval: Interval
    probability: float
    alike: str
    only: str | None
    must_earn: Money
    optimism: Money


@dataclass(frozen=True, slots=True)
class KPrice:
    """Another number of segments, each its best action, against the chosen one.

    Attributes
    ----------
    gain, interval, probability : of this K over the chosen one.
    rows_otherwise : rows of the table that get another action than under the chosen K.
    """

    k: int
    gain: Money
    interval: Interval
    probability: float
    rows_otherwise: int

    @property
    def changes_action(self) -> bool:
        """Whether any row gets another action."""
        return self.rows_otherwise > 0


def told_apart(made: Priced) -> Apart | None:
    """What telling apart is worth, under the challenge of the recommended option; None where it is no option."""
    challenge = _challenge(made)
    own = made.position(made.source.chosen, challenge)
    if own is None:
        return None
    alike = max(_alike(made, challenge), key=lambda i: (made.values[i, 0], -i))
    gains, policy = made.values[own] - made.values[alike], made.policy(own)
    assert policy is not None
    return Apart(
        made.money(gains[0]), made.interval(gains), probability_better(gains[1:]), made.name(alike),
        _only_action(made, policy), made.money(made.options.ledger.entries[own].complexity),
        made.money(policy.optimism),
    )  # fmt: skip


def _challenge(made: Priced) -> str:
    """The challenge of the recommended option; nobody where no option by segments has it."""
    found = made.options.challenges.get(made.name(made.action))
    name = found.name if found else ""
    return name if made.position(made.source.chosen, name) is not None else ""


def _alike(made: Priced, challenge: str) -> list[int]:
    return [
        i
        for i, entry in enumerate(made.options.ledger.entries)
        if not made.options.policies[entry.action].by_segment
        and made.options.challenges[entry.action].name == challenge
    ]


def _only_action(made: Priced, policy: Policy) -> str | None:
    terms, source = made.options.terms, made.source
    assert terms is not None
    acts = np.unique(policy.acts[: source.k])
    return [NOTHING, *(action.name for action in terms.actions)][int(acts[0])] if len(acts) == 1 else None


def k_prices(made: Priced) -> tuple[KPrice, ...]:
    """The rivals of the chosen K in money, smaller K first; empty without economics or segments."""
    challenge = _challenge(made)
    own = made.position(made.source.chosen, challenge)
    if own is None:
        return ()
    found = []
    for position, grouping in enumerate(made.source.groupings):
        rival = made.position(position, challenge)
        if rival is None or rival == own:
            continue
        gains = made.values[rival] - made.values[own]
        otherwise = int(np.count_nonzero(_row_acts(made, rival) != _row_acts(made, own)))
        found.append(
            KPrice(grouping.k, made.money(gains[0]), made.interval(gains), probability_better(gains[1:]), otherwise)
        )
    return tuple(found)


def _row_acts(made: Priced, option: int) -> np.ndarray:
    policy = made.policy(option)
    assert policy is not None
    grouping = made.source.groupings[policy.grouping]
    return policy.acts[made.source.groups(grouping.labels, grouping.k)]
