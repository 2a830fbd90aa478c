"""TAB004: no column merely names its rows.

A row number, a customer number or a postal code is made of digits and is no quantity: twice as much of it means
nothing, and a model that learns from it learns the order in which rows were entered.
"""

from __future__ import annotations

import re

import numpy as np

from takehome.checks.context import Context
from takehome.checks.name_words import has_word, words_of
from takehome.checks.subjects import clear, feature_columns, not_applicable, shown_name, worst_first
from takehome.protocol import Finding, Status
from takehome.table import Column, Kind, Table
from takehome.table.levels import is_name
from takehome.units import Quantity

CODE = "TAB004"
TITLE = "No column merely names its rows"
GOOD = "Every feature is a quantity or a category, not a number or a text that names a row."

LEAST_ROWS = 20
RUN_LIMIT = 1.1
"""Whole numbers, all different, that fill their range to within this factor are a count of the rows: n different
values drawn at random from any wider range would leave gaps."""

NUMBER_SHARE_LIMIT = 0.5
"""Whole numbers of which at least this share is different, under a name that identifies, are labels."""

_NAMING = re.compile(
    r"id|ids|uid|uuid|guid|key|index|idx|row|rows|rownames|rowname|rownum|rownumber|rowid|serial|unnamed|"
    r"zip|zipcode|postcode|postalcode|postal|phone|telephone|ssn|isbn|sku|barcode|iban|account|"
    r"accountnumber|number|no|nr"
)
_CODES = re.compile(r"zip|zipcode|postcode|postalcode|postal|phone|telephone|ssn|isbn|barcode|iban")
_TIME = re.compile(r"year|years|yr|date|day|days|week|month|quarter|time|t|period|hour|minute|second|trend")
_GENERATED = re.compile(r"column_\d+")


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """One finding for every column that looks like a name of its rows, or one that says there is none."""
    columns = feature_columns(table, target, context)
    if table.rows < LEAST_ROWS:
        seen = f"{table.rows:,} rows are too few to tell a name from a quantity ({LEAST_ROWS} are needed)."
        return not_applicable(CODE, TITLE, GOOD, seen)
    findings = [f for column in columns if (f := _judge(column)) is not None]
    if findings:
        return worst_first(findings)
    seen = f"0 of {len(columns):,} columns name their rows."
    cost, limit = "Every feature can carry a meaning.", Quantity(NUMBER_SHARE_LIMIT)
    return clear(CODE, TITLE, GOOD, seen, cost, "columns that name rows", Quantity(0, "columns"), limit)


def _judge(column: Column) -> Finding | None:
    if column.kind is Kind.CATEGORY:
        return _text_name(column)
    if column.kind is not Kind.NUMBER:
        return None
    values = column.values[np.isfinite(column.values)]
    probe = values[:100]
    if len(values) < LEAST_ROWS or not (_whole(probe) and _whole(values)):
        return None
    words = words_of(column.name)
    distinct = len(np.unique(values))
    counts_rows = is_row_count(values) and not has_word(_TIME, words)
    named = has_word(_NAMING, words) or _GENERATED.fullmatch(column.name) is not None
    labels = named and (distinct >= NUMBER_SHARE_LIMIT * len(values) or has_word(_CODES, words)) and distinct > 2
    if not counts_rows and not labels:
        return None
    failed = named and (counts_rows or distinct == len(values) or has_word(_CODES, words))
    return _finding(column.name, distinct, len(values), counts_rows, failed)


def _text_name(column: Column) -> Finding | None:
    present = column.values[~column.missing]
    if len(present) < LEAST_ROWS or not is_name(column):
        return None
    distinct = len(set(present))
    return _finding(column.name, distinct, len(present), False, failed=distinct == len(present))


def is_row_count(values: np.ndarray) -> bool:
    """Whether finite numbers are a run of whole numbers, all different, with hardly a gap."""
    if len(values) < LEAST_ROWS or not (_whole(values[:100]) and float(np.ptp(values)) + 1 <= RUN_LIMIT * len(values)):
        return False
    return _whole(values) and len(np.unique(values)) == len(values)


def _whole(values: np.ndarray) -> bool:
    return np.array_equal(values, np.round(values))


def _finding(name: str, distinct: int, rows: int, counts_rows: bool, failed: bool) -> Finding:
    seen = f"{shown_name(name)} has {distinct:,} different values in {rows:,} rows ({distinct / rows:.0%})"
    seen += ", consecutive whole numbers." if counts_rows else "."
    cost = f"An effect of {shown_name(name)} would be an accident of how the {rows:,} rows are numbered"
    short = name[:60]
    advice = f"Declare it: id={short!r}, or order={short!r} if it says which row came first; else ignore=[{short!r}]."
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.CAUTION, GOOD, seen,
        f"{cost}, and new rows have values that were never seen.", advice,
        subject=name,
        measured={"different values": Quantity(distinct, "values"), "different share": Quantity(distinct / rows)},
        effect="different share",
        limit=Quantity(NUMBER_SHARE_LIMIT),
    )  # fmt: skip
