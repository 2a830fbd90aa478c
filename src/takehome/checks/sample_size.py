"""TAB008: there are enough rows for the coefficients that they must determine."""

from __future__ import annotations

import numpy as np

from takehome.checks.context import Context
from takehome.checks.subjects import feature_columns, not_applicable
from takehome.protocol import Finding, Status
from takehome.table import Column, Kind, Table, kept_levels
from takehome.table.levels import is_name
from takehome.units import Quantity, format_number

CODE = "TAB008"
TITLE = "There are enough rows"
GOOD = "Ten rows or more for every coefficient."

ROWS_PER_COEFFICIENT = 10
"""Harrell (2015), *Regression Modeling Strategies*, section 4.4, table 4.1: a model is likely to be reliable with
ten to twenty observations per candidate parameter."""

SPARE_ROWS = 1
"""With no more rows than coefficients and this many spare, the fit is exact and says nothing."""


def check(table: Table, target: str | None, context: Context) -> tuple[Finding, ...]:
    """FAILED when the rows cannot determine the coefficients, CAUTION below ten rows for each."""
    usable = np.ones(table.rows, bool) if context.train is None else context.train.copy()
    if target is not None:
        column = table[target]
        usable &= ~column.missing if column.kind is not Kind.NUMBER else np.isfinite(column.values)
    rows = int(usable.sum())
    coefficients = sum(_coefficients(column, usable) for column in feature_columns(table, target, context))
    if not coefficients:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 usable features.")
    each = rows / coefficients
    enough = ROWS_PER_COEFFICIENT * coefficients
    failed = rows <= coefficients + SPARE_ROWS
    status = Status.FAILED if failed else Status.CAUTION if rows < enough else Status.PASSED
    seen = f"{rows:,} training rows for {coefficients:,} coefficients: {format_number(each)} rows each"
    short = (
        "The columns fit the target exactly, whatever it is" if failed else "Effects are unsure, and forms hardly show"
    )
    return (
        Finding(
            CODE, TITLE, status, GOOD, f"{seen} (limit {ROWS_PER_COEFFICIENT}).",
            f"{short}, with {format_number(each)} rows for each." if status is not Status.PASSED
            else f"{format_number(each)} rows stand behind each effect.",
            f"Name fewer columns (features=[…]), at most {max(rows // ROWS_PER_COEFFICIENT, 1):,}, or collect "
            f"{max(enough - rows, 0):,} rows more." if status is not Status.PASSED else "Nothing.",
            measured={"rows per coefficient": Quantity(each), "rows": Quantity(rows, "rows")},
            effect="rows per coefficient",
            limit=Quantity(ROWS_PER_COEFFICIENT),
            rows_to_settle=enough if status is Status.CAUTION else None,
        ),
    )  # fmt: skip


def _coefficients(column: Column, rows: np.ndarray) -> int:
    """One for a number, and one more where it is missing; levels less one for a category; none for dates and names."""
    missing = bool(column.missing[rows].any())
    if column.kind is Kind.NUMBER:
        return 1 + missing
    if column.kind is Kind.DATE or is_name(column):
        return 0
    kept = kept_levels(column, rows)
    present = {value for value in column.values[rows] if value is not None}
    return max(len(kept) + (len(present) > len(kept)) + missing - 1, 0)
