"""What the groups mean in numbers: how far each segment differs from the rest, and how far strangers move the means.

A difference describes groups that were drawn by these very columns; its interval is that of the difference, not a proof
that the group exists (that is what stability and the test for a valley are for).
"""

from __future__ import annotations

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.segmentation.influence import Shift
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.personas.cells import Cell
from takehome.studies.wording import with_unit
from takehome.units import Quantity, format_number, format_probability

MOST_PER_GROUP = 3

DESCRIBES = (
    "A difference between groups that were drawn by these columns describes them; it does not say what would happen to "
    "a row that was moved from one to another."
)
OF_STRANGERS = "Whether the odd group is made by programs is for whoever can look at its rows to say."


def effects(outcome: Outcome) -> tuple[Effect, ...]:
    """Each segment's strongest differences, then what leaving the strangers in does to every mean."""
    found = [
        _difference(outcome, persona.id, trait.cell)
        for persona in outcome.personas
        for trait in persona.traits[:MOST_PER_GROUP]
        if trait.cell.rest_n
    ]
    if outcome.left_in is not None:
        found += [_shift(outcome, shift) for shift in outcome.left_in.shifts]
    return tuple(found)


def _difference(outcome: Outcome, group: str, cell: Cell) -> Effect:
    gap = cell.mean - cell.rest_mean
    low, high = min(cell.difference.low, gap), max(cell.difference.high, gap)
    more = "more" if gap >= 0 else "less"
    name = outcome.names[group]
    said = (
        f"In {group} ({name}) the mean {cell.column} is {with_unit(abs(gap), cell.unit)} {more} than in the "
        f"other segments ({with_unit(cell.mean, cell.unit)} against {with_unit(cell.rest_mean, cell.unit)}; "
        f"{format_probability(cell.difference.confidence_level)} interval of the difference, all differences together: "
        f"{format_number(low)} to {format_number(high)} {cell.unit}".rstrip()
        + ")."
    )
    return Effect(
        cell.column, f"{group} against the rest", Quantity(gap, cell.unit),
        Interval(low, high, cell.unit, cell.difference.confidence_level), _direction(low, high), said, DESCRIBES,
    )  # fmt: skip


def _shift(outcome: Outcome, shift: Shift) -> Effect:
    rows = sum(outcome.micro_sizes())
    verb = "raise" if shift.shift >= 0 else "lower"
    said = (
        f"Left in, the {rows:,} rows of micro-clusters {verb} the mean {shift.column} by "
        f"{with_unit(abs(shift.shift), shift.unit)}: from {format_number(shift.people)} to "
        f"{with_unit(shift.everybody, shift.unit)} ({format_probability(outcome.confidence_level)} interval of the "
        f"change: {format_number(shift.low)} to {format_number(shift.high)} {shift.unit}".rstrip()
        + ")."
    )
    interval = Interval(shift.low, shift.high, shift.unit, outcome.confidence_level)
    return Effect(
        shift.column, f"with the {rows:,} strangers left in", Quantity(shift.shift, shift.unit), interval,
        _direction(shift.low, shift.high), said, OF_STRANGERS,
    )  # fmt: skip


def _direction(low: float, high: float) -> Direction:
    if low > 0:
        return Direction.INCREASING
    return Direction.DECREASING if high < 0 else Direction.UNDETERMINED
