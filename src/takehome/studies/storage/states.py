"""What each addition to an agent's state is worth, measured by learning with and without it (question 1.2).

The brief's agent knows its charge and the hour. In a market whose prices are not the same every day two more things can
be told apart: what the price is now, and what the next hours are expected to bring. Three agents learn by the same
updates from the same past and differ in nothing but the number of cells (:mod:`~.policies.value.price_state`), so the
difference of what they earn is the worth of the addition. It can be negative: each cell added leaves fewer days to
learn from in every other. All three see prices in units of the last weeks (:mod:`~.policies.value.market_scale`), which
is how the regime enters. They learn from nothing, the textbook's way: the study's own table starts from a plan on the
expected day, which knows already what the states are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from takehome.studies.storage.policies.value.price_state import HOURS
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.result import PolicyResult, valued
from takehome.studies.storage.task import Task

PRICE_CELLS, OUTLOOK_CELLS = 5, 2
"""Cells of the price and of what is expected: few, so that half a year of hours still holds 18 of each."""
LADDER = {
    "hour": ("charge and hour", (1, 1)),
    "price": ("charge, hour and price", (PRICE_CELLS, 1)),
    "forecast": ("charge, hour, price and forecast", (PRICE_CELLS, OUTLOOK_CELLS)),
}
"""Each state in words, and its cells of price and outlook."""


@dataclass(frozen=True, eq=False)
class State:
    """One state and what was learned with it.

    Attributes
    ----------
    key, label : ``"hour"``, ``"price"`` or ``"forecast"``, and in words. cells : of each charge level, at most.
    result : the policy learned with it, valued.
    """

    key: str
    label: str
    cells: int
    result: PolicyResult


def state_ladder(task: Task, seed: int) -> tuple[State, ...]:
    """Learn with each state; nothing where the prices have no past to learn from."""
    if task.first == 0:
        return ()
    found = []
    for key, (label, cells) in LADDER.items():
        policy = TabularQ(cells=cells, advised=False, seed=seed).fit(task)
        result = valued(task, policy.dispatch(task), key, label, policy.information, False, True, "learned")
        found.append(State(key, label, HOURS * cells[0] * cells[1], result))
    return tuple(found)
