"""Where the money is lost between the bound and what a learned policy earns: a chain of differences of valued results.

Every bar is the difference of two schedules that were both settled in the same ledger, so the bars add up exactly: what
lies beyond the day (bound → plan on known days), the forecast, the grid, the learning, and wear that was ignored. A bar
may be negative: then the later policy earns more than the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from takehome.studies.storage.money.basis import Basis
from takehome.studies.storage.result import PolicyResult

LOSSES = {
    "information": "what lies beyond the day cannot be known",
    "forecast": "the day's own prices must be forecast",
    "grid": "charge and prices are told apart in cells only",
    "learning": "it is learned and not solved",
    "wear": "wear is ignored when acting",
}
"""The losses in their order, each in words."""


@dataclass(frozen=True, slots=True)
class Step:
    """One loss.

    Attributes
    ----------
    name : ``"information"``, ``"forecast"``, ``"grid"``, ``"learning"`` or ``"wear"``. label : in words, with the
        policy that it leads to. amount : lost, per horizon; negative where something is gained.
    """

    name: str
    label: str
    amount: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """start − Σ amounts = end, all money per horizon (a year, or the day that repeats)."""

    steps: tuple[Step, ...]
    start: float
    end: float

    def times(self, factor: float) -> Waterfall:
        """The same in other money."""
        steps = tuple(replace(step, amount=step.amount * factor) for step in self.steps)
        return Waterfall(steps, self.start * factor, self.end * factor)


def waterfall(
    basis: Basis, bound: PolicyResult, *, information: PolicyResult | None = None,
    forecast: PolicyResult | None = None, grid: PolicyResult | None = None, learning: PolicyResult | None = None,
    wear: PolicyResult | None = None,
) -> Waterfall | None:  # fmt: skip
    """The chain from the bound; a result that is None leaves its loss to the next one.

    Parameters
    ----------
    basis : how the valued steps become money. information : the plan on known days. forecast : the best forecast or
        Markov policy on the fine grid. grid : the same on the coarse grid. learning : the learned policy. wear : that
        policy trained as if use cost nothing; it is charged all the same.

    Returns
    -------
    None where there is nothing but the bound.
    """
    chain = {"information": information, "forecast": forecast, "grid": grid, "learning": learning, "wear": wear}
    start = before = basis.value(bound)
    steps = []
    for name, result in chain.items():
        if result is not None:
            value = basis.value(result)
            steps.append(Step(name, f"{LOSSES[name]}: '{result.label}'", before - value))
            before = value
    return Waterfall(tuple(steps), start, before) if steps else None
