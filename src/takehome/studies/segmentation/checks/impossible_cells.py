"""Which values of a column cannot be: by the range that its name or unit gives, or because it counts things.

A name is a weak witness (:mod:`takehome.checks.possible_range`), so each rule asks that the values mostly bear it out.
A count of tickets is never below 0, even where a fifth of the records say so; an amount is an error of recording only
where few values are below 0; a rate lies between 0 and 1 where nearly all of its values do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from takehome.checks.name_words import has_word, words_of
from takehome.checks.possible_range import MOSTLY_INSIDE, possible_range
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.personas.spoken import is_counted, spoken
from takehome.studies.segmentation.scaling.evidence import FEW_NEGATIVE

COUNTED_INSIDE = 0.75
"""Share of values from 0 up that bears out that a column counts things: a quarter of errors is the most believed."""

AMOUNTS = re.compile(r"amount|value|spend|spending|spent|cost|price|revenue|income|sales|cart|basket|monetary|time")
RATES = re.compile(r"rate|rates|ratio")
SIGNED = re.compile(
    r"change|changes|growth|difference|differences|diff|delta|deltas|margin|margins|balance|balances|net|profit|profits|"
    r"log|score|scores|points|residuals?|errors?|temperatures?|degrees|gains?|loss|losses|lags?|gaps?|trends?|interest|"
    r"exchange|excess|offsets?|scaled|zscores?|components?"
)
"""Words of columns that may be negative, or above 1."""


@dataclass(frozen=True)
class Impossible:
    """The values of one column that cannot be.

    Attributes
    ----------
    column : its position among the numbers. mask : (n,). low, high : what its values can be. why : in words.
    """

    column: int
    mask: np.ndarray
    low: float
    high: float
    why: str

    @property
    def count(self) -> int:
        return int(self.mask.sum())


def impossible_cells(outcome: Outcome) -> tuple[Impossible, ...]:
    """Every column of numbers with values that cannot be; filled cells are left out."""
    design, found = outcome.design, []
    for j, name in enumerate(design.names):
        x, here = design.values[:, j], ~design.missing[:, j]
        allowed = allowed_range(name, design.units[j], x[here])
        if allowed is not None:
            low, high, why = allowed
            mask = here & ((x < low) | (x > high))
            if mask.any():
                found.append(Impossible(j, mask, low, high, why))
    return tuple(found)


def allowed_range(name: str, unit: str, x: np.ndarray) -> tuple[float, float, str] | None:
    """Lowest and highest possible value and the reason; None where nothing is known.

    >>> allowed_range("Support_Tickets", "", np.array([-1.0, 0.0, 1.0, 2.0, 3.0]))
    (0.0, inf, 'a count is not below 0')
    """
    known = possible_range(name, unit, x)
    if known is not None:
        return known.low, known.high, known.reason
    words = words_of(name)
    if not len(x) or has_word(SIGNED, words):
        return None
    if has_word(RATES, words) and not unit.strip():
        inside = float(np.mean((x >= 0) & (x <= 1)))
        return (0.0, 1.0, "a rate lies between 0 and 1") if inside >= MOSTLY_INSIDE else None
    below = float(np.mean(x < 0))
    things = re.sub(r"/\d+$", "", unit.strip())  # tickets counted in dozens are tickets
    if below <= 1 - COUNTED_INSIDE and (is_counted(spoken(name)) or (things.isalpha() and is_counted(things))):
        return 0.0, np.inf, "a count is not below 0"
    if below <= FEW_NEGATIVE and has_word(AMOUNTS, words):
        return 0.0, np.inf, f"an amount that is below 0 in so few rows ({100 * below:.1f} %) is an error of recording"
    return None
