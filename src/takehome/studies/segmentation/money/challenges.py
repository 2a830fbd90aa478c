"""Whom to challenge (a captcha, a call): sets of strangers, named rules, everybody; humans hit and bots missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.money.group_words import counted, micro_words
from takehome.studies.segmentation.money.priceable import NOISE, Draws, Grouping, Priceable
from takehome.studies.segmentation.money.terms import Terms
from takehome.studies.segmentation.money.totals import Totals, mask_totals


@dataclass(frozen=True)
class Challenge:
    """Rows that are challenged; an empty name challenges nobody.

    Attributes
    ----------
    rows : (1 + replicates, C) challenged rows by chosen group. naive : the same with labels held fixed.
    """

    name: str
    rows: np.ndarray
    naive: np.ndarray
    trivial: bool = False

    def counts(self, terms: Terms, present: np.ndarray, naive: bool = False) -> np.ndarray:
        """Humans challenged and bots missed, (1 + replicates, 2), where `present` (1 + replicates, C) rows are."""
        rows = self.naive if naive else self.rows
        humans = rows @ (1.0 - terms.bots)
        missed = (present - rows) @ terms.bots
        return terms.scale * np.column_stack([humans, missed])

    def note(self, terms: Terms, present: np.ndarray) -> str:
        """``"12 humans challenged, 50 bots missed"``, in rows of the table."""
        humans, missed = self.counts(terms, present)[0] / terms.scale
        return f"{counted(round(humans), 'human')} challenged, {counted(round(missed), 'bot')} missed (of the table)"


@dataclass(frozen=True)
class _Fixed:
    """Replicates whose labels are the reference's."""

    weights: np.ndarray
    labels: np.ndarray


def challenges_of(made: Priceable, totals: Totals, naive: Totals) -> tuple[Challenge, ...]:
    """Nobody, everybody, the stranger groups and their union, then the named rules; `totals` of the chosen groups."""
    present, held = totals.rows.sum(axis=1), naive.rows.sum(axis=1)
    groups = np.arange(len(made.group_ids))

    def of(name: str, mask: np.ndarray, trivial: bool = False) -> Challenge:
        return Challenge(name, present * mask, held * mask, trivial)

    found = [
        of("", groups < 0, trivial=True),
        of(f"everybody ({counted(made.rows, 'row')})", groups >= 0, trivial=True),
    ]
    if made.micro_sizes:
        found.append(of(micro_words(made), groups > made.k))
    if made.noise:
        found.append(of(f"the {NOISE} ({counted(made.noise, 'row')})", groups == made.k))
    if made.micro_sizes and made.noise:
        found.append(of(f"{micro_words(made)} and the {NOISE} ({counted(made.noise, 'row')})", groups >= made.k))
    return (*found, *_rules(made))


def _rules(made: Priceable) -> list[Challenge]:
    draws = made.grouping.replicates
    fixed: Draws = _Fixed(draws.weights, np.broadcast_to(made.grouping.labels, draws.labels.shape))
    held = Grouping(made.k, made.grouping.labels, fixed)
    return [
        Challenge(
            f"{name} ({counted(int(np.count_nonzero(mask)), 'row')})",
            mask_totals(made, made.grouping, mask), mask_totals(made, held, mask),
        )
        for name, mask in made.rules.items() if np.any(mask)
    ]  # fmt: skip
