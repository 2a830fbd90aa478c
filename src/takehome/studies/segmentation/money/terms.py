"""The economics on the groups of one segmentation: what each group's contact costs and is assumed to add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.segmentation.economics import Action, SegmentationEconomics, Strangers
from takehome.studies.segmentation.money.priceable import NOISE, Priceable
from takehome.studies.segmentation.money.totals import Totals
from takehome.table import Kind, Table


@dataclass(frozen=True)
class Terms:
    """Economics as arrays over A actions and C groups of the chosen partition.

    Attributes
    ----------
    value : (n,) worth of a row per horizon. scale : rows of the population for each row of the table.
    bots : (C,) assumed share of bots. uplift : (A, C) assumed share of a human's value that a contact adds.
    own : for each action, the groups that have an uplift of their own, and it.
    """

    economics: SegmentationEconomics
    value: np.ndarray
    scale: float
    bots: np.ndarray
    uplift: np.ndarray
    own: tuple[dict[int, float], ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions, doing nothing apart."""
        return self.economics.actions

    @property
    def cost(self) -> np.ndarray:
        """(A,) money per contact."""
        return np.array([action.cost for action in self.actions])

    def gains(self, totals: Totals) -> np.ndarray:
        """What each action gains in each group over doing nothing, (1 + replicates, groups, 1 + A); nothing is 0.

        A bot brings nothing and costs its contact.
        """
        added = np.einsum("bgc,ac->bga", totals.value * (1.0 - self.bots), self.uplift)
        paid = totals.heads[:, :, None] * self.cost
        nothing = np.zeros((*added.shape[:2], 1))
        return self.scale * np.concatenate([nothing, added - paid], axis=2)


def terms_of(made: Priceable, economics: SegmentationEconomics) -> Terms:
    """The economics on these groups.

    Raises
    ------
    InputError
        Where a column has no finite value in some row, or a segment is named that does not exist.
    """
    strangers = economics.strangers or Strangers(challenge_human=0.0, missed_bot=0.0)
    micro = [strangers.bots_in_micro_cluster] * len(made.micro_sizes)
    population = made.rows if economics.population is None else economics.population
    own = tuple(_own_uplifts(action, made) for action in economics.actions)
    groups = range(len(made.group_ids))
    uplift = [[of.get(g, action.uplift) for g in groups] for action, of in zip(economics.actions, own, strict=True)]
    return Terms(
        economics=economics,
        value=_values(economics.value, made.table),
        scale=population / made.rows,
        bots=np.array([0.0] * made.k + [strangers.bots_in_noise] + micro),
        uplift=np.array(uplift, float).reshape(len(own), len(groups)),
        own=own,
    )


def _own_uplifts(action: Action, made: Priceable) -> dict[int, float]:
    found: dict[int, float] = {}
    for segment, share in action.uplift_by_segment.items():
        group = _group_position(segment, made, action.name)
        if group in found:
            saw = f"action {action.name!r}: uplift_by_segment has {made.group_ids[group]} twice, by its id and its name"
            raise InputError(saw, "one uplift for each segment", f"drop {segment!r}")
        found[group] = float(share)
    return found


def _group_position(segment: str, made: Priceable, action: str) -> int:
    """The group of an id or persona name."""
    known = [name for name in made.group_ids if name != NOISE or made.noise]
    if segment in known:
        return made.group_ids.index(segment)
    if made.names.count(segment) == 1:
        return made.names.index(segment)
    personas = [name for name in made.names if name and name not in known]
    raise InputError(
        f"action {action!r}: uplift_by_segment names {segment!r}, which none of the {len(known)} groups is called",
        f"an id ({', '.join(known)})" + (f" or a name ({', '.join(personas)})" if personas else ""),
        "see the report for ids and names; without uplift_by_segment all segments have the action's uplift",
    )


def _values(value: float | str | None, table: Table) -> np.ndarray:
    if not isinstance(value, str):
        return np.full(table.rows, float(value or 0.0))
    column = table[value]
    if column.kind is not Kind.NUMBER:
        saw = f"value is taken from {value!r}, which holds {column.kind} values"
        raise InputError(saw, "a column of numbers, or a number", "name another column, or value = 120")
    bad = ~np.isfinite(column.values)
    if bad.any():
        saw = f"value, column {value!r}, has no finite number in {int(bad.sum()):,} of {table.rows:,} rows"
        raise InputError(
            saw, "a finite number in every row", "fill or drop these rows, or give one number: value = 120"
        )
    return column.values.astype(float)
