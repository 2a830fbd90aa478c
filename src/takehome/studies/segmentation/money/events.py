"""What is counted and priced: contacts, value that contacts reach, humans challenged, bots missed.

The value of an option is −Σ counts × prices. A contact is priced at its cost. The value of the humans that an action
reaches is counted as negative and priced at the uplift, so that the report's sliders move the assumption itself; a
segment with an uplift of its own has an event of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Price
from takehome.studies.segmentation.money.group_words import group_title
from takehome.studies.segmentation.money.priceable import Priceable
from takehome.studies.segmentation.money.terms import Terms
from takehome.studies.segmentation.money.totals import Totals

HUMAN, BOT = "human challenged", "bot missed"
SLIDER_REACH = 3.0
"""Sliders end at so many times the given price."""
LEAST_UPLIFT_REACH = 0.1
"""A slider of an uplift reaches at least this share, or nothing could be tried where 0 was given."""


@dataclass(frozen=True)
class Reached:
    """The value that one action reaches in some chosen groups, all with the same assumed uplift."""

    event: str
    name: str
    action: int
    groups: np.ndarray
    uplift: float


@dataclass(frozen=True)
class Events:
    """All events of a decision, contacts first."""

    made: Priceable
    terms: Terms
    reached: tuple[Reached, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of the events, in the order of the counts."""
        contacts = [f"contact: {action.name}" for action in self.terms.actions]
        strangers = (HUMAN, BOT) if self.terms.economics.strangers else ()
        return (*contacts, *(reached.event for reached in self.reached), *strangers)

    def contact_counts(self, totals: Totals, acts: np.ndarray) -> np.ndarray:
        """Counts of contacts and reached value, (1 + replicates, events of actions), for acts (groups,)."""
        heads, humans = totals.heads, totals.value * (1.0 - self.terms.bots)
        contacts = [heads[:, acts == a + 1].sum(axis=1) for a in range(len(self.terms.actions))]
        reached = [-humans[:, acts == r.action + 1][:, :, r.groups].sum(axis=(1, 2)) for r in self.reached]
        columns = [*contacts, *reached]
        return self.terms.scale * np.column_stack(columns) if columns else np.zeros((len(heads), 0))

    def prices(self) -> tuple[Price, ...]:
        """What each event costs, with the ends of its slider."""
        economics = self.terms.economics
        strangers = economics.strangers
        amounts = [action.cost for action in economics.actions]
        amounts += [strangers.challenge_human, strangers.missed_bot] if strangers else []
        largest = max(amounts) or 1.0
        names = [f"one contact: {action.name}" for action in economics.actions]
        names += ["challenging one human", "missing one bot"] if strangers else []
        money = [
            Price(event, name, economics.currency, float(amount), 0.0, SLIDER_REACH * (amount or largest))
            for event, name, amount in zip(self._money_events(), names, amounts, strict=True)
        ]
        contacts = len(economics.actions)
        return (*money[:contacts], *map(_uplift_price, self.reached), *money[contacts:])

    def _money_events(self) -> tuple[str, ...]:
        taken = {reached.event for reached in self.reached}
        return tuple(name for name in self.names if name not in taken)


def _uplift_price(reached: Reached) -> Price:
    high = min(1.0, max(SLIDER_REACH * reached.uplift, LEAST_UPLIFT_REACH))
    return Price(reached.event, reached.name, "of the value", reached.uplift, 0.0, high)


def events_of(made: Priceable, terms: Terms) -> Events:
    """The events of these economics."""
    reached = []
    for a, (action, own) in enumerate(zip(terms.actions, terms.own, strict=True)):
        rest = np.array([group not in own for group in range(len(made.group_ids))])
        reached.append(Reached(f"value: {action.name}", f"uplift of {action.name}", a, rest, float(action.uplift)))
        for group, share in own.items():
            title = f"uplift of {action.name} in {group_title(made, group)}"
            mask = np.arange(len(rest)) == group
            reached.append(Reached(f"value: {action.name}: {made.group_ids[group]}", title, a, mask, share))
    return Events(made, terms, tuple(reached))
