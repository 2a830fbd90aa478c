"""TAB009: columns of numbers hold nothing but numbers.

The door reads "$1,200" as 1200 and notes it; what it could not read it makes missing, counts and quotes. This check
turns those notes into findings, so that they reach the report.
"""

from __future__ import annotations

from takehome.checks.context import Context
from takehome.checks.subjects import feature_columns, worst_first
from takehome.protocol import Finding, Status
from takehome.table import Note, Table, Topic
from takehome.table.numeric_text import MOSTLY as NUMBER_SHARE
from takehome.units import Quantity

CODE = "TAB009"
TITLE = "Numbers are numbers"
GOOD = "Every column is of one kind: numbers throughout, or text throughout."

UNREADABLE_LIMIT = 0.05
"""Share of a column's rows that could not be read, beyond which filling them in matters (as for missing values,
Schafer 1999, *Statistical Methods in Medical Research* 8:3–15)."""

MIXED_LIMIT = NUMBER_SHARE
"""Share of numbers from which on a text column is read as numbers; below it, it stays text."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for every column with unreadable or mixed values, and one for what was converted without loss."""
    subjects = {column.name for column in feature_columns(table, target, context)} | {target}
    notes = [note for note in table.notes if note.column in subjects]
    lossy = [note for note in notes if note.topic in (Topic.UNREADABLE, Topic.MIXED, Topic.PRECISION)]
    findings = [_lossy(note, table.rows) for note in lossy]
    converted = [note for note in notes if note.topic in (Topic.CONVERTED, Topic.CODES)]
    if converted or not findings:
        findings.append(_converted(converted, len(subjects - {None})))
    return worst_first(findings)


def _lossy(note: Note, rows: int) -> Finding:
    share = note.count / rows
    failed = note.topic is Topic.UNREADABLE and share > UNREADABLE_LIMIT
    cost, advice = _WHAT_IT_COSTS[note.topic]
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.CAUTION, GOOD, f"{note.text} ({share:.1%} of the rows).",
        cost.format(count=f"{note.count:,}"), advice,
        subject=note.column,
        measured={"affected values": Quantity(note.count, "values"), "affected share": Quantity(share)},
        effect="affected share",
        limit=Quantity(UNREADABLE_LIMIT),
    )  # fmt: skip


_WHAT_IT_COSTS = {
    Topic.UNREADABLE: (
        "Lost to spelling and handled as missing: {count} in all.",
        "Repair these values at the source, or make them empty on purpose.",
    ),
    Topic.MIXED: (
        "The column was used as a category, because of values that are no numbers ({count} in all).",
        "Split it into two columns, or repair the values that are no numbers.",
    ),
    Topic.PRECISION: (
        "The last digits differ from the source ({count} in all); two different values may now be equal.",
        "If the column is an identifier, declare it (id=…) or store it as text.",
    ),
}


def _converted(notes: list[Note], columns: int) -> Finding:
    seen = "; ".join(note.text for note in notes[:5]) + (f"; and {len(notes) - 5:,} more" if len(notes) > 5 else "")
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, f"{seen}." if notes else f"0 of {columns:,} columns needed conversion.",
        f"{len(notes):,} readings to confirm." if notes else "Nothing was changed in reading.",
        "Check that the values were read as meant; units=… names another unit." if notes else "Nothing.",
        measured={"conversions": Quantity(len(notes))},
        effect="conversions",
    )  # fmt: skip
