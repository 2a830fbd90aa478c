"""Rules in original units that nearly say what the clustering says: a small tree trained on the labels.

A classification tree (Breiman, Friedman, Olshen & Stone 1984) is grown best split first on the rows' own numbers, with
the segments as the truth. It is cut at the fewest leaves, K or more, where it agrees with the labels on 95 % of the
rows and speaks of every group, or at 4 K leaves. Explaining clusters by such cuts has a price (Moshkovitz, Dasgupta,
Rashtchian & Frost 2020, ICML: Explainable k-Means), which is printed as *fidelity*: the share of rows on which rules
and clustering agree. Cuts are the roundest numbers that part the same rows; rounder ones are taken where the fidelity
does not fall. The tree is grown on ranks, so that units and float precision change no split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.personas.tree import Tree, grown, rounded
from takehome.studies.wording import plain, singular
from takehome.units import format_number

FAITHFUL = 0.95
"""Fidelity at which no further rule is added: one row in twenty may differ."""

LEAVES_PER_GROUP = 4
"""More rules than that for a group are no longer read."""


@dataclass(frozen=True)
class Rule:
    """One box of rows, all said to belong to one group.

    Attributes
    ----------
    group : the id. text : ``"Cart_Value > 251 $ and Return_Rate ≤ 0.45"``.
    rows : training rows in the box. precision : share of them that are of the group; NaN where the box is empty.
    coverage : share of the group's rows that are in the box.
    bounds : (column, low, high) with low < x ≤ high, by column; infinite where open.
    """

    group: str
    text: str
    rows: int
    precision: float
    coverage: float
    bounds: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class Rules:
    """Boxes that part all rows.

    Attributes
    ----------
    ids : the groups. columns, fills : the numbers and what stands for a missing one.
    fidelity : share of the training rows on which rules and clustering agree.
    faithful : whether that reaches 95 % and every group has a rule.
    """

    ids: tuple[str, ...]
    columns: tuple[str, ...]
    fills: tuple[float, ...]
    tree: Tree
    rules: tuple[Rule, ...]
    fidelity: float

    @property
    def faithful(self) -> bool:
        return self.fidelity >= FAITHFUL and {rule.group for rule in self.rules} == set(self.ids)

    def assign(self, values: np.ndarray) -> np.ndarray:
        """The group of each row, (n,) texts; `values` (n, p) filled, in original units and column order."""
        return np.array(self.ids, object)[self.tree.assign(values)]


def find_rules(
    values: np.ndarray,
    columns: Sequence[str],
    units: Sequence[str],
    fills: Sequence[float],
    labels: np.ndarray,
    ids: Sequence[str],
    seed: int = 0,
) -> Rules:
    """Train rules on labels.

    Parameters
    ----------
    values, columns, units, fills : (n, p) filled numbers in original units, as in a ``Design``.
    labels : (n,) positions in `ids`; rows of −1 are left out.
    """
    used = np.asarray(labels) >= 0
    x, y = values[used], np.asarray(labels, np.int64)[used]
    present = np.unique(y)
    full = grown(x, y, len(ids), LEAVES_PER_GROUP * len(ids), seed)
    fit = full.first(full.leaves)
    for leaves in range(min(len(ids), full.leaves), full.leaves + 1):
        tree = full.first(leaves)
        if np.isin(present, tree.label[tree.is_leaf]).all() and tree.agreement() >= FAITHFUL:
            fit = tree
            break
    fit = rounded(fit.merged(), x, y)
    fidelity = float(np.mean(fit.assign(x) == y)) if y.size else 1.0
    rules = _read(fit, x, y, columns, units, ids)
    return Rules(tuple(ids), tuple(columns), tuple(fills), fit, rules, fidelity)


def _read(
    tree: Tree, x: np.ndarray, y: np.ndarray, columns: Sequence[str], units: Sequence[str], ids: Sequence[str]
) -> tuple[Rule, ...]:
    leaf_of, sizes = tree.leaf(x), np.bincount(y, minlength=len(ids))
    found = []
    for leaf, box in tree.boxes():
        group, here = int(tree.label[leaf]), leaf_of == leaf
        rows, right = int(here.sum()), int((y[here] == group).sum())
        bounds = tuple((j, *box[j]) for j in sorted(box))
        found.append(
            Rule(
                group=ids[group],
                text=" and ".join(_condition(columns[j], units[j], low, high) for j, low, high in bounds)
                or "every row",
                rows=rows,
                precision=right / rows if rows else np.nan,
                coverage=right / int(sizes[group]) if sizes[group] else np.nan,
                bounds=bounds,
            )
        )
    order = sorted(range(len(found)), key=lambda i: (ids.index(found[i].group), -found[i].coverage, i))
    return tuple(found[i] for i in order)


def _condition(column: str, unit: str, low: float, high: float) -> str:
    """``"Cart_Value > 251 $"``, ``"10 < Age ≤ 20 years"``."""
    if np.isfinite(low) and np.isfinite(high):
        return f"{_cut(low)} < {column} ≤ {_with_unit(high, unit)}"
    return f"{column} > {_with_unit(low, unit)}" if np.isfinite(low) else f"{column} ≤ {_with_unit(high, unit)}"


def _with_unit(cut: float, unit: str) -> str:
    return f"{_cut(cut)} {singular(unit) if cut == 1 else unit}".strip()


def _cut(value: float) -> str:
    """All digits of a cut: who applies the rule by hand must part the same rows."""
    text = plain(value)
    return text if float(text.replace(",", "").replace("−", "-")) == value else format_number(value, 17)
