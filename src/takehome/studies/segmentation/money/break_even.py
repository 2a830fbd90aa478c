"""How wrong the assumptions may be: the uplift, and the share of bots, at which the decision turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.money.events import events_of
from takehome.studies.segmentation.money.priced import Priced
from takehome.units import Quantity, format_number

SAME = 1e-9
"""Two values are equal within this share of the largest."""

FACTOR = "times as assumed"
"""The unit of a common factor of all uplifts; 1 is what was assumed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the decision turns.

    Attributes
    ----------
    subject : what is assumed (``"the uplift of mail"``). at, assumed : the break-even and the assumption, in `unit`.
    rival : the option that is then as good.
    """

    subject: str
    at: float
    assumed: float
    unit: str
    rival: str

    @property
    def quantity(self) -> Quantity:
        """The break-even with what it is about in its unit."""
        return Quantity(self.at, f"{self.unit}, {self.subject}")

    @property
    def falls(self) -> bool:
        """Whether the decision turns when the assumption falls."""
        return self.assumed > self.at

    @property
    def words(self) -> str:
        """``"0.417 % (assumed: 2.00 %)"``, ``"0.531 times as assumed"``."""
        at = f"{format_number(self.at)} {self.unit}"
        return at if self.unit == FACTOR else f"{at} (assumed: {format_number(self.assumed)} {self.unit})"


def turn_of(made: Priced) -> Turn | None:
    """The nearest turn: all uplifts times a common factor, or the share of bots where no uplift decides; else None."""
    if made.options.terms is None:
        return None
    return _uplift_turn(made) or _bots_turn(made)


def _uplift_turn(made: Priced) -> Turn | None:
    """Values are lines in the common factor t of the uplifts; the turn is where the best opponent's is met."""
    ledger, terms, judged = made.options.ledger, made.options.terms, made.action
    assert terms is not None
    reached = [ledger.events.index(event.event) for event in events_of(made.source, terms).reached]
    prices = np.array([price.default for price in ledger.prices])
    slopes = -(ledger.counts[:, 0, reached] @ prices[reached])
    starts = made.values[:, 0] - slopes
    tolerance = SAME * float(np.abs(made.values[:, 0]).max())
    opponents = _opponents(made)
    found = []
    for i in opponents:
        steeper = float(slopes[judged] - slopes[i])
        if abs(steeper) > tolerance:
            factor = float(starts[i] - starts[judged]) / steeper
            best = float((starts[opponents] + slopes[opponents] * factor).max())
            if factor > 0 and starts[i] + slopes[i] * factor >= best - tolerance:
                found.append((abs(float(np.log(factor))), i, factor))
    if not found:
        return None
    _, i, factor = min(found)
    return _worded(made, reached, factor, made.name(i))


def _opponents(made: Priced) -> list[int]:
    """The trivial options; of a trivial recommendation, all others that are not worth more already."""
    worth, entries = made.values[:, 0], made.options.ledger.entries
    if not entries[made.action].trivial:
        return [i for i, entry in enumerate(entries) if entry.trivial]
    return [i for i in range(len(entries)) if i != made.action and worth[i] <= worth[made.action]]


def _worded(made: Priced, reached: list[int], factor: float, rival: str) -> Turn:
    """One uplift by its name and share; several as a factor of them all."""
    terms = made.options.terms
    assert terms is not None
    moved = np.flatnonzero(made.options.ledger.counts[:, 0, reached].any(axis=0))
    if len(moved) == 1:
        event = events_of(made.source, terms).reached[int(moved[0])]
        return Turn(f"the {event.name}", 100 * factor * event.uplift, 100 * event.uplift, "%", rival)
    return Turn("every uplift", factor, 1.0, FACTOR, rival)


def _bots_turn(made: Priced) -> Turn | None:
    """The share of bots from which challenging pays."""
    terms = made.options.terms
    challenge = made.options.challenges[made.name(made.action)]
    assert terms is not None
    strangers = terms.economics.strangers
    share = strangers.break_even if strangers else None
    if share is None or not challenge.name or challenge.trivial:
        return None
    rows = challenge.rows[0]
    assumed = 100 * float(rows @ terms.bots / rows.sum())
    return Turn("the share of bots among those challenged", 100 * share, assumed, "%", made.name(made.baseline))
