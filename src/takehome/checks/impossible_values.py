"""TAB006: every value is possible.

Declared ranges are held strictly; ranges that a name or a unit suggests ("share", "%", "count") only where most
values keep to them. Infinite numbers are never possible.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.context import Context
from takehome.checks.possible_range import MOSTLY_INSIDE, Range, possible_range
from takehome.checks.subjects import clear, feature_columns, shown_name, worst_first
from takehome.protocol import Finding, Status
from takehome.table import Column, Kind, Table
from takehome.units import Quantity, format_number

CODE = "TAB006"
TITLE = "Every value is possible"
GOOD = "No value is infinite, and none lies outside the range that its meaning allows."

INSIDE_SHARE_LIMIT = MOSTLY_INSIDE
"""A range by name or unit counts only when this share of the values keeps to it."""

IMPOSSIBLE_LIMIT = 0
"""Rows with an impossible value that are tolerated: one is proof that something was recorded wrongly."""

LARGEST_NUMBER = 1e100
"""Beyond it squares overflow in float64 (whose largest number is 1.8e308);
such values are handled like infinite ones."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """Findings for infinite values and for values out of range, or one that says there are none."""
    own = (table[target],) if target is not None else ()
    columns = [c for c in (*own, *feature_columns(table, target, context)) if c.kind is Kind.NUMBER]
    findings = [f for c in columns for f in (_infinite(c), _outside(c, context)) if f is not None]
    if findings:
        return worst_first(findings)
    declared = sum(column.name in context.ranges for column in columns)
    seen = f"0 impossible values in {len(columns):,} columns of numbers ({declared:,} with a declared range)."
    cost, limit = "No row had to be doubted.", Quantity(IMPOSSIBLE_LIMIT, "rows")
    return clear(CODE, TITLE, GOOD, seen, cost, "impossible values", Quantity(0, "rows"), limit)


def _infinite(column: Column) -> Finding | None:
    with np.errstate(invalid="ignore"):
        huge = np.abs(column.values) > LARGEST_NUMBER
    count = int(huge.sum())
    if not count:
        return None
    shown = format_number(float(column.values[huge][0]))
    seen = f"{shown_name(column.name)} is infinite or beyond {LARGEST_NUMBER:.0e} in {count:,} of {len(huge):,} rows"
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD, f"{seen}, such as {shown}.",
        f"These {count:,} values are handled as missing.",
        "An infinite value mostly comes from a division by zero: repair the formula that made the column.",
        subject=column.name,
        measured={"infinite values": Quantity(count, "rows")},
        effect="infinite values",
        limit=Quantity(IMPOSSIBLE_LIMIT, "rows"),
    )  # fmt: skip


def _outside(column: Column, context: Context) -> Finding | None:
    values = column.values[np.isfinite(column.values)]
    if column.name in context.ranges:
        low, high = context.ranges[column.name]
        allowed: Range | None = Range(low, high, "declared")
    else:
        allowed = possible_range(column.name, column.unit, values)
    if allowed is None:
        return None
    wrong = values[(values < allowed.low) | (values > allowed.high)]
    return _finding(column, wrong, len(values), allowed) if len(wrong) else None


def _finding(column: Column, wrong: np.ndarray, rows: int, allowed: Range) -> Finding:
    worst = Quantity(float(wrong[np.argmax(np.maximum(allowed.low - wrong, wrong - allowed.high))]), column.unit)
    ends = f"{format_number(allowed.low)} to {format_number(allowed.high)} {column.unit}".rstrip()
    name, count = shown_name(column.name), f"{len(wrong):,}"
    seen = f"{name} lies outside {ends} ({allowed.reason}) in {count} of {rows:,} rows; the worst value is {worst}."
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD, seen,
        f"They were kept, and pull the effect of {name} towards errors of recording ({count} of {rows:,} rows).",
        "Correct these values or make them missing; if they are right, say so: "
        f"ranges={{{column.name[:60]!r}: (low, high)}}.",
        subject=column.name,
        measured={"impossible values": Quantity(len(wrong), "rows"), "worst value": worst},
        effect="impossible values",
        limit=Quantity(IMPOSSIBLE_LIMIT, "rows"),
    )  # fmt: skip
